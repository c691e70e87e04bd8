"""Sealed for two people together: what one alone, or nobody's database, can open. Pure.

Each of two holders has a key pair of X25519 (RFC 7748). To seal, a third, passing pair is made and agreed
with both public halves; both secrets together give a key (HKDF-SHA256, RFC 5869) for AES-256-GCM, and the
passing private half is forgotten. So whoever seals cannot open, and it takes both private halves to do so.
They never existed in one place: this is no key cut in two, but two keys of which both are needed.

A sealed content reads: one byte of version, 32 of the passing public half, 12 of nonce, ciphertext and tag.
`context` is sealed in: what is moved to another row does not open there.
"""

import base64
import hashlib
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
BLOCK = 64 * 1024
_KEY, _NONCE, _LENGTH, _CHECK = 32, 12, 8, 3


class Tampered(Exception):
    """It does not open: it was altered, moved, or sealed to other keys. Says nothing of what is in it."""


class NoShare(ValueError):
    """This text is no share: it was not typed as it was written."""


class Share:
    """The private half of one holder."""

    def __init__(self, private: bytes | None = None) -> None:
        self._key = (
            X25519PrivateKey.from_private_bytes(private)
            if private is not None
            else X25519PrivateKey.generate()
        )

    @property
    def public(self) -> str:
        """The public half, base64url."""
        raw = self._key.public_key().public_bytes_raw()
        return base64.urlsafe_b64encode(raw).decode()

    @property
    def text(self) -> str:
        """The private half as it is written on paper: base32 in groups of four, the last signs a check."""
        raw = self._private()
        signs = base64.b32encode(raw + _check(raw)).decode()
        return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))

    @classmethod
    def typed(cls, text: str) -> "Share":
        """The share that this text writes, however it is spaced; NoShare where a sign is wrong."""
        signs = "".join(sign for sign in text.upper() if sign.isalnum())
        # What base32 has no sign for, people read as its neighbour.
        signs = signs.replace("0", "O").replace("1", "I").replace("8", "B")
        try:
            raw = base64.b32decode(signs)
        except ValueError:
            raise NoShare from None
        private, check = raw[:_KEY], raw[_KEY:]
        if len(private) != _KEY or check != _check(private):
            raise NoShare
        return cls(private)

    def agree(self, public: bytes) -> bytes:
        return self._key.exchange(X25519PublicKey.from_public_bytes(public))

    def _private(self) -> bytes:
        return self._key.private_bytes(
            serialization.Encoding.Raw,
            serialization.PrivateFormat.Raw,
            serialization.NoEncryption(),
        )


def is_public(text: str) -> bool:
    """Whether this can be the public half of a share."""
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == _KEY
    except ValueError:
        return False


def seal(content: bytes, *, publics: tuple[str, ...], context: str, block: int = BLOCK) -> bytes:
    """`content` for the holders of all `publics` together; its length is rounded up to `block` bytes."""
    passing = Share()
    public = base64.urlsafe_b64decode(passing.public)
    secrets = [passing.agree(base64.urlsafe_b64decode(each)) for each in publics]
    nonce = urandom(_NONCE)
    cipher = AESGCM(_derived(secrets, public, publics))
    sealed = cipher.encrypt(nonce, _padded(content, block), context.encode())
    return VERSION + public + nonce + sealed


def unseal(sealed: bytes, *, shares: tuple[Share, ...], context: str) -> bytes:
    """What was sealed; Tampered where it is not what was sealed, here, to these holders in this order."""
    public, rest = sealed[1 : 1 + _KEY], sealed[1 + _KEY :]
    if sealed[:1] != VERSION or len(public) != _KEY:
        raise Tampered
    try:
        secrets = [share.agree(public) for share in shares]
        cipher = AESGCM(_derived(secrets, public, tuple(share.public for share in shares)))
        return _unpadded(cipher.decrypt(rest[:_NONCE], rest[_NONCE:], context.encode()))
    except (InvalidTag, ValueError):
        raise Tampered from None


def _derived(secrets: list[bytes], public: bytes, publics: tuple[str, ...]) -> bytes:
    info = b"cloud-supermarket sealed " + public + "".join(publics).encode()
    return HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=info).derive(b"".join(secrets))


def _padded(content: bytes, block: int) -> bytes:
    told = len(content).to_bytes(_LENGTH, "big") + content
    return told + bytes(-len(told) % block)


def _unpadded(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH], "big")
    return padded[_LENGTH : _LENGTH + length]


def _check(private: bytes) -> bytes:
    return hashlib.sha256(b"share" + private).digest()[:_CHECK]

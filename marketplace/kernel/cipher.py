"""Texts sealed with AES-256-GCM. Pure: the secrets are handed in.

A sealed text reads `a1.<key id>.<base64url of nonce, ciphertext and tag>`. `a1` names the cipher, so
that another (SM4) can stand beside it one day; the key id names the secret, so that a new secret can
be put before the old ones while the rows move over one by one.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "a1"
_NONCE = 12


class Unreadable(Exception):
    """A stored text cannot be opened: no such key, another place, or somebody changed it.

    Says where, never what.
    """


class Keyring:
    """Seals with the first of `secrets` and opens what any of them sealed.

    `place` (table and column) is sealed in with the text: what is copied into another column,
    where other people may read it, does not open there.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._ciphers = {
            _derived(s, b"id", 4).hex(): AESGCM(_derived(s, b"key", 32)) for s in secrets
        }
        if not self._ciphers:
            raise ValueError("a keyring needs at least one secret")
        self._current = next(iter(self._ciphers))

    @property
    def prefix(self) -> str:
        """What every text begins with that the first secret sealed."""
        return f"{MARK}.{self._current}."

    def seal(self, text: str, *, place: str) -> str:
        nonce = urandom(_NONCE)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), place.encode())
        return self.prefix + urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str, *, place: str) -> str:
        mark, _, rest = sealed.partition(".")
        key_id, _, body = rest.partition(".")
        if mark != MARK or key_id not in self._ciphers:
            raise Unreadable(f"{place}: no key at hand opens this")
        try:
            raw = urlsafe_b64decode(body)
            return (
                self._ciphers[key_id].decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
            )
        except (InvalidTag, ValueError):
            raise Unreadable(f"{place}: this was changed, or sealed for another place") from None


def _derived(secret: str, use: bytes, length: int) -> bytes:
    # The secrets are long and random (production refuses others), so one quick derivation is enough;
    # a slow one (PBKDF2) would only guard guessable passwords, and cost every start of a process.
    info = b"cloud-supermarket field " + use
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(secret.encode())

"""Short codes that people read aloud, write down and type again."""

import secrets

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B: what a slip of paper or a telephone confuses.
ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"


def spoken_code(length: int = 12) -> str:
    """A random code of `length` characters, 4.6 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def spoken_code_of(digest: bytes, *, length: int = 12) -> str:
    """The code that belongs to a keyed digest: always the same, and guessed by nobody without the key."""
    number, signs = int.from_bytes(digest), []
    for _ in range(length):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def is_spoken_code(text: str, *, length: int = 12) -> bool:
    """Whether `text` could be such a code; clean it first."""
    return len(text) == length and set(text) <= set(ALPHABET)

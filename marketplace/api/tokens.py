"""Tokens of API clients: how they are made and kept. Pure."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, recognisable by its prefix to whoever finds it where it should not be."""
    return f"ycs_{secrets.token_urlsafe(32)}"


def digest_of_token(token: str) -> str:
    """What is stored. A plain hash is enough for a secret of 256 bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

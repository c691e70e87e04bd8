"""Sealed for two: neither alone, nor whoever sealed, can open it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.sealing import BLOCK, NoShare, Share, Tampered, seal, unseal

FIRST, SECOND = Share(), Share()
PUBLICS = (FIRST.public, SECOND.public)


@given(st.binary(max_size=200))
def test_two_together_read_what_was_sealed(content):
    sealed = seal(content, publics=PUBLICS, context="bid:1")
    assert unseal(sealed, shares=(FIRST, SECOND), context="bid:1") == content


@pytest.mark.parametrize(
    ("shares", "context"),
    [
        ((FIRST,), "bid:1"),
        ((SECOND,), "bid:1"),
        ((FIRST, FIRST), "bid:1"),
        ((SECOND, FIRST), "bid:1"),
        ((FIRST, Share()), "bid:1"),
        ((FIRST, SECOND), "bid:2"),
    ],
)
def test_nobody_else_and_nowhere_else(shares, context):
    sealed = seal(b"secret", publics=PUBLICS, context="bid:1")
    with pytest.raises(Tampered):
        unseal(sealed, shares=shares, context=context)


@pytest.mark.parametrize("at", [0, 1, 20, 40, 60, -1])
def test_a_flipped_bit_anywhere_is_seen(at):
    sealed = bytearray(seal(b"secret", publics=PUBLICS, context="", block=64))
    sealed[at] ^= 1
    with pytest.raises(Tampered):
        unseal(bytes(sealed), shares=(FIRST, SECOND), context="")


def test_the_length_tells_nothing():
    lengths = {len(seal(bytes(n), publics=PUBLICS, context="")) for n in (0, 1, 999, BLOCK - 8)}
    assert len(lengths) == 1


def test_the_same_content_never_looks_the_same():
    assert seal(b"x", publics=PUBLICS, context="") != seal(b"x", publics=PUBLICS, context="")


def test_a_share_is_typed_from_paper_as_people_type():
    text = FIRST.text
    for typed in (text, text.lower(), text.replace("-", " "), f" {text.replace('-', '')}\n"):
        assert Share.typed(typed).public == FIRST.public


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: t[1:], lambda t: "", lambda t: "?"])
def test_a_share_that_lacks_a_sign_is_none(spoil):
    with pytest.raises(NoShare):
        Share.typed(spoil(FIRST.text))


@given(st.integers(0, 55), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_mistyped_sign_is_seen(at, sign):
    signs = FIRST.text.replace("-", "")
    if signs[at] != sign:
        with pytest.raises(NoShare):
            Share.typed(signs[:at] + sign + signs[at + 1 :])

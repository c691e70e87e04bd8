import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.cipher import Keyring, Unreadable

OLD, NEW = "old-secret" * 4, "new-secret" * 4
PLACE = "households_resident.name"

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, texts)
def test_what_is_sealed_opens_at_its_own_place_only(text, elsewhere):
    ring = Keyring([NEW])
    sealed = ring.seal(text, place=PLACE)
    assert ring.open(sealed, place=PLACE) == text
    if elsewhere != PLACE:
        with pytest.raises(Unreadable):
            ring.open(sealed, place=elsewhere)


def test_the_same_text_is_sealed_differently_each_time():
    ring = Keyring([NEW])
    assert len({ring.seal("王秀兰", place=PLACE) for _ in range(100)}) == 100


def test_a_new_secret_in_front_seals_and_the_old_one_still_opens():
    before = Keyring([OLD]).seal("王秀兰", place=PLACE)
    both = Keyring([NEW, OLD])
    after = both.seal("王秀兰", place=PLACE)
    assert [both.open(s, place=PLACE) for s in (before, after)] == ["王秀兰", "王秀兰"]
    assert after.startswith(Keyring([NEW]).prefix)
    assert before.startswith(Keyring([OLD]).prefix)
    with pytest.raises(Unreadable):
        Keyring([OLD]).open(after, place=PLACE)


@pytest.mark.parametrize(
    "stored",
    [
        "王秀兰",
        "plain text",
        "gAAAAABm",
        "a1.",
        "a1.00000000.AAAA",
        Keyring([OLD]).prefix,
        Keyring([OLD]).prefix + "AAAA",
        Keyring([OLD]).prefix + "not base64 é",
    ],
)
def test_what_was_not_sealed_here_does_not_open_and_is_not_repeated(stored):
    with pytest.raises(Unreadable) as refused:
        Keyring([OLD]).open(stored, place=PLACE)
    assert PLACE in str(refused.value)
    assert stored not in str(refused.value)


@given(st.data())
def test_one_changed_character_never_opens_as_another_text(data):
    ring = Keyring([OLD])
    sealed = ring.seal("王秀兰的地址", place=PLACE)
    at = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.sampled_from("ABCDxyz019_-."))
    try:
        opened = ring.open(sealed[:at] + other + sealed[at + 1 :], place=PLACE)
    except Unreadable:
        return
    # The very last bits of base64 may be padding that carries nothing.
    assert opened == "王秀兰的地址"


def test_a_keyring_without_secrets_is_refused():
    with pytest.raises(ValueError, match="secret"):
        Keyring([])

"""A wish in the words of whoever reads it."""

from dataclasses import dataclass

from marketplace.desks.money import yuan
from marketplace.desks.words import resident_word, staff_word
from marketplace.wishes.lifecycle import WISH
from marketplace.wishes.models import MicroWish


@dataclass(frozen=True, slots=True)
class Card:
    """`giver`: an organization by its name, a citizen never."""

    wish: MicroWish
    word: str
    tone: str
    value: str
    giver: str


def card_of(wish: MicroWish) -> Card:
    return _card(wish, resident_word(WISH, wish.state))


def row_of(wish: MicroWish) -> Card:
    """As staff see it."""
    return _card(wish, staff_word(WISH, wish.state))


def _card(wish: MicroWish, word: tuple[str, str]) -> Card:
    giver = wish.organization.name if wish.organization else ""
    return Card(wish, *word, yuan(wish.value), giver)

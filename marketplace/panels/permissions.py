"""Who draws panels, and who sits on them."""

from marketplace.accounts.models import User
from marketplace.panels.models import Seat
from marketplace.places.models import District
from marketplace.places.queries import postings_of
from marketplace.projects.permissions import PLANNING, may_plan

DRAWING = PLANNING


def may_draw(user: User, district: District) -> bool:
    """Keep the list of evaluators of this district, draw panels from it, dissolve them."""
    return may_plan(user, district)


def may_answer(user: User, seat: Seat) -> bool:
    """Accept, recuse, score and sign: whoever sits there, and nobody for them."""
    return user.is_active and seat.evaluator.user_id == user.pk


def districts_of(user: User) -> set[str]:
    """Codes of the districts in which `user` draws panels."""
    return {posting.place_code for posting in postings_of(user) if posting.role in DRAWING}

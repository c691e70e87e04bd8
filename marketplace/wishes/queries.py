"""Reading wishes: the board for everybody, the list for whoever works there."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.kernel.codes import is_spoken_code
from marketplace.kernel.errors import Hidden
from marketplace.kernel.text import clean_code
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import memberships_of
from marketplace.places.queries import communities_of
from marketplace.wishes.choices import WishState as S
from marketplace.wishes.lifecycle import PUBLIC
from marketplace.wishes.models import MicroWish
from marketplace.wishes.permissions import WATCHING, may_give_for
from marketplace.wishes.rules import day_of


def board() -> QuerySet[MicroWish]:
    """What everybody reads. Nothing that a row gives away of the person is fetched."""
    public = MicroWish.objects.filter(state__in=PUBLIC).exclude(title="")
    return public.select_related("group", "community__subdistrict", "organization").defer(
        "adopter_name", "adopter_phone"
    )


def waiting_first(wishes: QuerySet[MicroWish]) -> QuerySet[MicroWish]:
    """On the board those whose time is over soonest come first."""
    return wishes.order_by("until_on", "pk")


def published_one(code: str) -> MicroWish:
    return _one(board(), code)


def of_adopter(code: str) -> MicroWish:
    """What a citizen has adopted, by the code that they were given."""
    code = clean_code(code)
    found = (
        MicroWish.objects.filter(adopter_code=code)
        .select_related("group", "community__subdistrict")
        .first()
        if is_spoken_code(code)
        else None
    )
    if found is None:
        raise Hidden("no_such_wish", _("There is no such wish."))
    return found


def visible_to(user: User) -> QuerySet[MicroWish]:
    """The wishes of every community that a posting of `user` covers."""
    here = MicroWish.objects.filter(community__in=communities_of(user, *WATCHING))
    return here.select_related(
        "group", "community__subdistrict", "organization", "posted_by", "checked_by"
    )


def one_for(user: User, code: str) -> MicroWish:
    return _one(visible_to(user).select_related("resident__household"), code)


def givers_of(user: User) -> list[Organization]:
    """In whose name `user` may give."""
    held = [each.organization for each in memberships_of(user)]
    return [each for each in held if may_give_for(user, each)]


def adopted_by(organizations: list[Organization]) -> QuerySet[MicroWish]:
    ours = MicroWish.objects.filter(organization__in=organizations)
    return ours.select_related("group", "community__subdistrict", "organization").order_by(
        "-adopted_at"
    )


def over(at: datetime) -> QuerySet[MicroWish]:
    """On the board longer than their time."""
    return MicroWish.objects.filter(state=S.PUBLISHED, until_on__lt=day_of(at))


def not_brought(at: datetime) -> QuerySet[MicroWish]:
    """Adopted, and the day to bring it has passed."""
    return MicroWish.objects.filter(state=S.ADOPTED, bring_until_on__lt=day_of(at))


def _one(wishes: QuerySet[MicroWish], code: str) -> MicroWish:
    found = wishes.filter(code=code).first() if is_spoken_code(code) else None
    if found is None:
        raise Hidden("no_such_wish", _("There is no such wish."))
    return found

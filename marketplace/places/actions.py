from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.places.loading import Loaded, load_divisions
from marketplace.places.models import Community, District, Posting, Subdistrict
from marketplace.places.permissions import may_end_posting, may_post
from marketplace.places.queries import forget_postings, officers_of

__all__ = ["Loaded", "end_posting", "load_divisions", "post", "post_first_officer"]

POSTED_AT: dict[str, type[District | Subdistrict | Community]] = {
    Role.STEWARD: Community,
    Role.COMMUNITY_STAFF: Community,
    Role.SUBDISTRICT_OFFICER: Subdistrict,
    Role.HOTLINE_OPERATOR: District,
    Role.DISPATCHER: District,
    Role.BUREAU_OFFICER: District,
    Role.EVALUATOR: District,
}


@transaction.atomic
def post(
    user: User,
    role: str,
    place: District | Subdistrict | Community,
    *,
    from_on: date,
    until_on: date | None = None,
    by: User,
    at: datetime,
) -> Posting:
    """Give `user` the role at the place from `from_on` until the day before `until_on`."""
    if not may_post(by, role, place):
        raise NotAllowed("not_yours_to_post", _("You may not post anybody in this role here."))
    return _post(user, role, place, from_on=from_on, until_on=until_on, by=by, at=at)


@transaction.atomic
def post_first_officer(user: User, district: District, *, at: datetime) -> Posting:
    """Where nobody could post anybody yet. Whoever holds the server does it, so the journal names no person."""
    District.objects.select_for_update().get(pk=district.pk)
    if officers_of(district).exists():
        raise RuleBroken(
            "has_officers", _("This district has an officer, who posts everybody else.")
        )
    today = timezone.localdate(at)
    return _post(user, Role.BUREAU_OFFICER, district, from_on=today, until_on=None, by=None, at=at)


def _post(
    user: User,
    role: str,
    place: District | Subdistrict | Community,
    *,
    from_on: date,
    until_on: date | None,
    by: User | None,
    at: datetime,
) -> Posting:
    _judge(User.objects.select_for_update().get(pk=user.pk), role, place, from_on, until_on)
    posting = Posting.objects.create(
        user=user, role=role, from_on=from_on, until_on=until_on, **_with_what_is_above(place)
    )
    forget_postings(user)
    record("post", posting, by=by, at=at, changes=_told(posting))
    return posting


@transaction.atomic
def end_posting(
    posting: Posting, *, until_on: date, by: User, at: datetime, reason: str = ""
) -> Posting:
    """The posting is held no more from `until_on`; today's date ends it at once."""
    posting = (
        Posting.objects.select_for_update(of=("self",)).select_related("user").get(pk=posting.pk)
    )
    if not may_end_posting(by, posting):
        raise NotAllowed("not_yours_to_end", _("You may not end this posting."))
    if until_on < posting.from_on:
        _refuse_backwards()
    if posting.until_on is not None and posting.until_on <= until_on:
        raise RuleBroken("already_ended", _("This posting has ended already."))
    before, posting.until_on = posting.until_on, until_on
    posting.save(update_fields=["until_on"])
    record(
        "end_posting",
        posting,
        by=by,
        at=at,
        changes={"until_on": [before and before.isoformat(), until_on.isoformat()]},
        reason=reason,
    )
    return posting


def _judge(
    user: User,
    role: str,
    place: District | Subdistrict | Community,
    from_on: date,
    until_on: date | None,
) -> None:
    if until_on is not None and until_on <= from_on:
        _refuse_backwards()
    if POSTED_AT.get(role) is not type(place):
        raise RuleBroken(
            "wrong_place_for_role", _("Nobody holds this role at such a place."), field="place"
        )
    if not user.is_active:
        raise RuleBroken("no_active_account", _("This person's account is closed."))
    overlapping = Posting.objects.filter(
        Q(until_on=None) | Q(until_on__gt=from_on), user=user, role=role
    )
    if until_on is not None:
        overlapping = overlapping.filter(from_on__lt=until_on)
    if any(posting.place_code == place.pk for posting in overlapping):
        raise RuleBroken("already_posted", _("This person holds this role here already."))


def _with_what_is_above(place: District | Subdistrict | Community) -> dict[str, Any]:
    if isinstance(place, Community):
        return {"community": place, **_with_what_is_above(place.subdistrict)}
    if isinstance(place, Subdistrict):
        return {"subdistrict": place, "district": place.district}
    return {"district": place}


def _refuse_backwards() -> None:
    message = _("The end must come after the beginning.")
    raise Malformed("ends_before_it_begins", message, fields={"until_on": message})


def _told(posting: Posting) -> dict[str, str | int | None]:
    return {
        "user": posting.user_id,
        "role": posting.role,
        "place": posting.place_code,
        "from_on": posting.from_on.isoformat(),
        "until_on": posting.until_on.isoformat() if posting.until_on else None,
    }

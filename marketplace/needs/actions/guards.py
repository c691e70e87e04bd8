"""What is judged in more than one step: the consent, the list of needs, the pick, one of a kind."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.catalogue.choices import GroupScope
from marketplace.catalogue.models import NeedType, TargetGroup
from marketplace.households.choices import Basis, Purpose
from marketplace.households.models import Consent, Resident
from marketplace.households.queries import consents_in_force
from marketplace.kernel.errors import RuleBroken
from marketplace.needs.lifecycle import BEING_MET
from marketplace.needs.models import Need
from marketplace.needs.queries import duplicates_of
from marketplace.organizations.models import Service
from marketplace.organizations.queries import services_for


def ensure_consent(consent: Consent | None, resident_id: int, *, at_risk: bool) -> None:
    """A consent to arranging services, in force, of this very person. Danger needs none to begin with."""
    if consent is None:
        if at_risk:
            return
        raise RuleBroken(
            "consent_missing",
            _("Record the consent of the person or their guardian first."),
            field="consent",
        )
    if consent.resident_id != resident_id or consent.purpose != Purpose.SERVICE:
        raise RuleBroken("consent_of_another", _("This consent is for another person or purpose."))
    if at_risk:
        return
    if consent.withdrawn_at is not None:
        raise RuleBroken(
            "consent_withdrawn", _("The consent was withdrawn, so nothing more may be arranged.")
        )
    if consent.basis == Basis.EMERGENCY:
        raise RuleBroken(
            "consent_was_emergency",
            _("There was only an emergency so far. Record the consent of the person or guardian."),
        )


def consent_for(need: Need) -> Consent | None:
    """What the need rests on when it is taken up again: the person's consent in force, if there is one.

    Refuses like `ensure_consent`: the one it rested on may have been withdrawn since.
    """
    in_force = consents_in_force(need.resident).filter(purpose=Purpose.SERVICE).first()
    consent = in_force or need.consent
    ensure_consent(consent, need.resident_id, at_risk=bool(need.at_risk))
    return consent


def ensure_on_list(need_type: NeedType, on: date) -> None:
    if need_type.retired_on and need_type.retired_on <= on:
        raise RuleBroken(
            "need_type_retired",
            _("“%(name)s” is no longer on the list. Please choose another.")
            % {"name": need_type.name},
            field="need_type",
        )


def ensure_pick(pick: Service, need_type: NeedType | None) -> None:
    """What the community picked is on the shelf and answers this kind of need."""
    if need_type is None or not services_for(need_type).filter(pk=pick.pk).exists():
        raise RuleBroken(
            "pick_not_on_shelf",
            _("This service is not on the shelf for this kind of need. Please pick another."),
            field="pick",
        )


def ensure_in_group(resident: Resident, group: TargetGroup) -> None:
    """Groups of a household hold for everybody in it."""
    people = (
        Resident.objects.filter(household=resident.household_id)
        if group.scope == GroupScope.HOUSEHOLD
        else Resident.objects.filter(pk=resident.pk)
    )
    if not people.filter(groups=group).exists():
        raise RuleBroken(
            "not_in_group",
            _(
                "This person is not recorded as “%(group)s”. Correct the record or choose their group."
            )
            % {"group": group.name},
            field="group",
        )


def hold_resident(resident: Resident) -> Resident:
    """As the database has them. Whoever else posts for this person waits until this commits, and then
    sees what was posted. SQLite lets one write at a time anyway."""
    rows = Resident.objects.select_for_update(of=("self",), no_key=True).only("erased_at")
    return rows.get(pk=resident.pk)


def ensure_not_open(
    resident: Resident, need_type: NeedType | None, *, despite: Collection[int] | None
) -> None:
    """`despite`: the open needs of this kind that whoever posts has seen, by pk; None: whatever is open."""
    if despite is None:
        return
    unseen = duplicates_of(resident, need_type).exclude(pk__in=despite).order_by("pk")
    numbers = list(unseen.values_list("number", flat=True))
    if numbers:
        raise RuleBroken(
            "open_already",
            _("The same is open already: %(numbers)s. Say so if you want to post it all the same.")
            % {"numbers": ", ".join(numbers)},
            field="despite_open",
        )


def ensure_no_duplicate(need: Need) -> None:
    if (
        duplicates_of(need.resident, need.need_type)
        .filter(state__in=BEING_MET)
        .exclude(pk=need.pk)
        .exists()
    ):
        raise RuleBroken(
            "duplicate_being_met",
            _("This person is already being helped with the same need. Join the two instead."),
        )


@contextmanager
def only_one_of_a_kind(need: Need) -> Iterator[None]:
    """Two people may approve two equal needs at once: the database lets one through, this says so."""
    ensure_no_duplicate(need)
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        ensure_no_duplicate(need)
        raise

"""Who can consent, and what needs a consent of its own. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from marketplace.households.choices import Basis, Purpose, ToldBy
from marketplace.households.rules.person import Person
from marketplace.kernel.errors import RuleBroken


def judge_basis(basis: Basis, *, guarded: bool, has_guardian: bool) -> None:
    """Refuses a consent that `basis` cannot carry; `guarded`: under 14, or a minor of unknown age."""
    if guarded and basis == Basis.CONSENT:
        raise RuleBroken(
            "guardian_must_consent",
            _("Under 14 the guardian consents. Please record the guardian's consent."),
            field="basis",
        )
    if basis == Basis.GUARDIAN and not has_guardian:
        raise RuleBroken(
            "no_guardian",
            _("No guardian with a telephone is on record. Please add one first."),
            field="guardian_name",
        )


def judge_withdrawal(told_by: ToldBy, *, guarded: bool, has_guardian: bool) -> None:
    """Refuses a word that does not count: who could not consent alone does not withdraw alone."""
    if guarded and told_by == ToldBy.PERSON:
        raise RuleBroken(
            "guardian_must_say",
            _("Under 14 the guardian decides. Please speak with the guardian."),
            field="told_by",
        )
    if told_by == ToldBy.GUARDIAN and not (guarded or has_guardian):
        raise RuleBroken(
            "no_guardian",
            _("No guardian is on record. Please speak with the person."),
            field="told_by",
        )


def judge_person(person: Person, given: Mapping[Purpose, Basis]) -> None:
    """Refuses data that the consents in force (`given`) do not carry."""
    for basis in given.values():
        has_guardian = bool(person.guardian_name and person.guardian_phone)
        judge_basis(basis, guarded=person.needs_guardian, has_guardian=has_guardian)
    if person.health_note and Purpose.HEALTH not in given:
        raise RuleBroken(
            "no_consent_to_health",
            _("A health note needs a separate consent to the use of health information."),
            field="health_note",
        )

"""How a need is judged: the safety question, the assessment, the approval, and every other answer."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, ServiceLevel, TargetGroup, UrgencyTag
from marketplace.kernel.checks import choice_of, choices_of
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.needs import rules
from marketplace.needs.actions.guards import (
    ensure_consent,
    ensure_in_group,
    ensure_on_list,
    only_one_of_a_kind,
)
from marketplace.needs.actions.steps import (
    clean_note,
    enter,
    judge_step,
    lock,
    take,
)
from marketplace.needs.choices import MissingItem, Outcome, ReferredTo, RejectReason
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_approve, may_reject, may_triage
from marketplace.organizations.queries import services_for
from marketplace.workdays.rules import SHANGHAI


@transaction.atomic
def triage_need(need: Need, *, at_risk: bool, by: User, at: datetime) -> Need:
    """Answer the safety question: is life, body or a child at risk?"""
    if not isinstance(at_risk, bool):
        raise Malformed("safety_question", _("Please answer the safety question."), field="at_risk")
    enter(need, may_triage, by)
    judge_step(need, "triage")
    ensure_consent(need.consent, need.resident_id, at_risk=at_risk)
    return take(need, "triage", by=by, at=at, at_risk=at_risk, triaged_at=at)


@transaction.atomic
def assess_need(
    need: Need,
    *,
    need_type: NeedType,
    group: TargetGroup,
    level: ServiceLevel,
    tag: UrgencyTag,
    by: User,
    at: datetime,
) -> Need:
    """One group, one level, one tag, one kind of need. A pick that does not answer it is dropped.

    Who is in danger is not asked which group they belong to, and carries the most urgent tag.
    """
    enter(need, may_triage, by)
    judge_step(need, "assess")
    ensure_on_list(need_type, at.astimezone(SHANGHAI).date())
    if need.at_risk and tag.rank != rules.MOST_URGENT:
        raise RuleBroken(
            "at_risk_is_urgent", _("Somebody is at risk, so this need is urgent."), field="tag"
        )
    if not need.at_risk:
        ensure_in_group(need.resident, group)
    pick = need.pick
    if pick is not None and not services_for(need_type).filter(pk=pick.pk).exists():
        pick = None
    return take(
        need,
        "assess",
        by=by,
        at=at,
        need_type=need_type,
        group=group,
        level=level,
        tag=tag,
        pick=pick,
    )


@transaction.atomic
def approve_need(need: Need, *, related: bool = False, by: User, at: datetime) -> Need:
    """The subdistrict says yes (下单). `related`: the approver declares to be a relative or friend."""
    enter(need, may_approve, by)
    judge_step(need, "approve")
    if related:
        raise RuleBroken(
            "own_relative", _("You know this person privately. Ask a colleague to decide.")
        )
    ensure_consent(need.consent, need.resident_id, at_risk=bool(need.at_risk))
    with only_one_of_a_kind(need):
        return take(need, "approve", by=by, at=at, approved_at=at, approved_by=by)


@transaction.atomic
def return_need(
    need: Need, *, missing: Iterable[str], note: str = "", by: User, at: datetime
) -> Need:
    """Back to whoever asked, with everything that is missing told at once (一次性告知)."""
    items = choices_of(missing, MissingItem, field="missing")
    note = clean_note(note)
    if not items:
        raise Malformed(
            "nothing_missing",
            _("Tick everything that is missing, so that nobody has to come twice."),
            field="missing",
        )
    enter(need, may_triage, by)
    judge_step(need, "return")
    if need.at_risk:
        raise RuleBroken(
            "at_risk_not_returned", _("Somebody is at risk: help first, ask for papers afterwards.")
        )
    return take(need, "return", by=by, at=at, note=note, missing=items)


@transaction.atomic
def reject_need(need: Need, *, reason: str, note: str, by: User, at: datetime) -> Need:
    """No, with a reason and in words that the resident understands; they may complain."""
    reason = choice_of(reason, RejectReason, field="reason")
    note = clean_note(note, required=True)
    enter(need, may_reject, by)
    judge_step(need, "reject")
    if need.at_risk is None:
        raise RuleBroken("safety_question_open", _("Answer the safety question before you decide."))
    if need.at_risk:
        raise RuleBroken(
            "at_risk_not_rejected", _("Somebody is at risk: this need cannot be rejected.")
        )
    return take(
        need,
        "reject",
        by=by,
        at=at,
        note=note,
        reject_reason=reason,
        outcome=Outcome.NOT_ELIGIBLE,
        ended_at=at,
    )


@transaction.atomic
def refer_need(need: Need, *, to: str, note: str, by: User, at: datetime) -> Need:
    """Somebody else is the right one to ask; the resident is told who."""
    to = choice_of(to, ReferredTo, field="to")
    note = clean_note(note, required=True)
    enter(need, may_triage, by)
    return take(
        need,
        "refer",
        by=by,
        at=at,
        note=note,
        referred_to=to,
        outcome=Outcome.REFERRED,
        ended_at=at,
    )


@transaction.atomic
def merge_need(need: Need, *, into: Need, by: User, at: datetime) -> Need:
    """The same person asked for the same thing before: the earlier need goes on, this one ends."""
    for each in sorted((need, into), key=lambda n: n.pk):
        lock(each)
    enter(need, may_triage, by)
    judge_step(need, "merge")
    if not _is_duplicate(need, into):
        raise RuleBroken(
            "not_a_duplicate",
            _("Only two open needs of the same person for the same thing can be joined."),
        )
    if need.at_risk and not into.at_risk:
        raise RuleBroken(
            "at_risk_not_merged",
            _("Somebody is at risk here and not in the other need: that must not be lost."),
        )
    return take(need, "merge", by=by, at=at, merged_into=into, ended_at=at)


def _is_duplicate(need: Need, into: Need) -> bool:
    kinds = {need.need_type_id, into.need_type_id} - {None}
    return (
        need.pk != into.pk
        and into.state in OPEN
        and need.resident_id == into.resident_id
        and len(kinds) < 2
    )

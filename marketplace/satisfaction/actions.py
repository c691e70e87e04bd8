from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.households.choices import Purpose
from marketplace.households.models import Resident
from marketplace.households.queries import consents_in_force, has_withdrawn
from marketplace.journal import actions as journal
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.needs.actions.steps import ERASED, ensure_not_erased
from marketplace.needs.models import Need
from marketplace.satisfaction import permissions
from marketplace.satisfaction.choices import About, ComplaintState, VerdictChannel
from marketplace.satisfaction.lifecycle import COMPLAINT
from marketplace.satisfaction.models import Complaint, Verdict
from marketplace.satisfaction.rules import SCORES
from marketplace.workorders.actions import lock_order
from marketplace.workorders.choices import OrderState
from marketplace.workorders.models import WorkOrder
from marketplace.workorders.permissions import is_performer

ABOUT_DATA = tuple(about for about in About if about != About.HELP)
JUDGED_FROM = (OrderState.DELIVERED, OrderState.CONFIRMED, OrderState.CLOSED)


@transaction.atomic
def give_verdict(
    order: WorkOrder,
    *,
    score: int,
    comment: str = "",
    channel: str,
    by_proxy: bool = False,
    asked_by: User | None = None,
    by: User | None,
    at: datetime,
) -> Verdict:
    """How it was, once for each order. `by=None`: the resident themselves, by link or code; then nobody
    asked. Otherwise `asked_by` (`by` if not said) spoke with them, and is not of the provider's."""
    order = lock_order(order)
    if not permissions.may_hear(by, order):
        raise NotAllowed("not_allowed", _("You may not ask about orders of this community."))
    comment = clean_text(comment, field="comment")
    asked_by = _asker(channel, asked_by, by)
    _ensure_not_their_own_work(asked_by, by, order)
    if score not in SCORES:
        raise _malformed("score", _("Please choose one to five points."))
    if by_proxy and asked_by is None:
        raise _malformed(
            "by_proxy", _("Whoever answers for somebody else must be asked by somebody.")
        )
    if order.state not in JUDGED_FROM:
        raise RuleBroken("not_delivered", _("This work is not done yet."))
    ensure_not_erased(order.need)
    if asked_by is not None and has_withdrawn(order.need.resident, Purpose.FOLLOW_UP):
        raise RuleBroken(
            "not_to_be_asked", _("The resident does not want to be asked how it was any more.")
        )
    if Verdict.objects.filter(work_order=order).exists():
        raise RuleBroken("heard_before", _("This was answered before. Thank you."))
    verdict = _write(
        Verdict(
            work_order=order,
            score=score,
            comment=comment,
            channel=channel,
            by_proxy=by_proxy,
            asked_by=asked_by,
            given_at=at,
        )
    )
    changes = {"score": score, "channel": channel, "by_proxy": by_proxy}
    journal.record("give_verdict", verdict, by=by, at=at, changes=changes)
    return verdict


@transaction.atomic
def complain(
    need: Need, *, text: str, work_order: WorkOrder | None = None, by: User | None, at: datetime
) -> Complaint:
    """Somebody wants an answer. `by=None`: the resident, by their code."""
    if not permissions.may_complain(by, need):
        raise NotAllowed("not_allowed", _("You may not see this need."))
    ensure_not_erased(need)
    text = clean_text(text, field="text", required=True)
    if work_order is not None and work_order.need_id != need.pk:
        raise RuleBroken("other_need", _("This order belongs to another need."))
    complaint = _ask(Complaint(need=need, work_order=work_order, text=text, received_at=at))
    journal.record("complain", complaint, by=by, at=at)
    return complaint


@transaction.atomic
def ask_about_data(
    need: Need, *, about: str, text: str = "", by: User | None, at: datetime
) -> Complaint:
    """The person wants a consent withdrawn, or everything erased: somebody does it, and answers.
    `by=None`: the resident, by their code. What waits already need not be asked for again."""
    if not permissions.may_complain(by, need):
        raise NotAllowed("not_allowed", _("You may not see this need."))
    about = choice_of(about, ABOUT_DATA, field="about")
    text = clean_text(text, field="text")
    ensure_not_erased(need)
    if about != About.ERASURE and not consents_in_force(need.resident).filter(purpose=about):
        raise RuleBroken("nothing_to_withdraw", _("There is no such consent any more."))
    asked = _ask(Complaint(need=need, about=about, text=text, received_at=at))
    journal.record("ask_about_data", asked, by=by, at=at, changes={"about": about})
    return asked


@transaction.atomic
def settle_questions(
    resident: Resident, *, about: str, answer: str = "", by: User, at: datetime
) -> list[Complaint]:
    """What the person asked about their data is done. Part of the journey that did it."""
    waiting = Complaint.objects.filter(
        need__resident=resident, about=about, state=ComplaintState.RECEIVED
    )
    settled = list(waiting.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for asked in settled:
        _answer(asked, answer, by=by, at=at)
    return settled


@transaction.atomic
def erase_words(need: Need) -> None:
    """Nothing that the person said, or was answered. Part of erasing them: leave is asked, and the
    journal told, there."""
    Verdict.objects.filter(work_order__need=need).update(comment="")
    Complaint.objects.filter(need=need).update(text="", answer="")


@transaction.atomic
def answer_complaint(complaint: Complaint, *, answer: str, by: User, at: datetime) -> Complaint:
    """Tell the person what was found and done; a later answer replaces the earlier one."""
    complaint = _lock(complaint)
    _ensure_may_answer(by, complaint)
    ensure_not_erased(complaint.need)
    answer = clean_text(answer, field="answer", required=True)
    return _answer(complaint, answer, by=by, at=at)


@transaction.atomic
def close_complaint(complaint: Complaint, *, by: User, at: datetime) -> Complaint:
    complaint = _lock(complaint)
    _ensure_may_answer(by, complaint)
    before, after = COMPLAINT.take(complaint, "close")
    complaint.save(update_fields=["state"])
    journal.record("close_complaint", complaint, by=by, at=at, changes={"state": [before, after]})
    return complaint


def _answer(complaint: Complaint, answer: str, *, by: User, at: datetime) -> Complaint:
    before, after = COMPLAINT.take(complaint, "answer")
    complaint.answer, complaint.answered_at, complaint.answered_by = answer, at, by
    complaint.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    journal.record("answer_complaint", complaint, by=by, at=at, changes={"state": [before, after]})
    return complaint


def _ask(asked: Complaint) -> Complaint:
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as error:
        if "erased" in str(error):
            raise RuleBroken(*ERASED) from error
        raise RuleBroken(
            "asked_already", _("You have asked for this already. Somebody is looking at it.")
        ) from error
    return asked


def _asker(channel: str, asked_by: User | None, by: User | None) -> User | None:
    """Through a link the resident answers alone; on every other way somebody asks."""
    if channel not in VerdictChannel.values:
        raise _malformed("channel", _("Please say how the resident was asked."))
    if by is None:
        if channel != VerdictChannel.LINK or asked_by is not None:
            raise _malformed("channel", _("Without an account only the link or code works."))
        return None
    return asked_by or by


def _ensure_not_their_own_work(asked_by: User | None, by: User | None, order: WorkOrder) -> None:
    if is_performer(asked_by, order) or is_performer(by, order):
        raise NotAllowed(
            "performer", _("Whoever did the work cannot be the one who asks how it was.")
        )


def _write(verdict: Verdict) -> Verdict:
    try:
        with transaction.atomic():
            verdict.save()
    except IntegrityError as error:
        if "own work" in str(error):
            raise NotAllowed(
                "performer", _("Whoever did the work cannot be the one who asks how it was.")
            ) from error
        raise RuleBroken("heard_before", _("This was answered before. Thank you.")) from error
    return verdict


def _lock(complaint: Complaint) -> Complaint:
    return (
        Complaint.objects.select_for_update(of=("self",), no_key=True)
        .select_related("need__community")
        .get(pk=complaint.pk)
    )


def _ensure_may_answer(by: User, complaint: Complaint) -> None:
    if not permissions.may_answer(by, complaint.need):
        raise NotAllowed("not_allowed", _("You may not answer complaints of this community."))


def _malformed(field: str, message: str) -> Malformed:
    return Malformed(field, message, fields={field: message})

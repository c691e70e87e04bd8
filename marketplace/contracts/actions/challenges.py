"""A bidder objects, somebody answers; if that is not enough, somebody else decides. Until then nobody signs."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.contracts.actions.leave import ensure, enter_award, enter_challenge
from marketplace.contracts.choices import ChallengeState
from marketplace.contracts.lifecycle import CHALLENGE, PUBLIC
from marketplace.contracts.models import Award, Challenge, ProcurementComplaint
from marketplace.contracts.permissions import may_answer, may_challenge, may_decide
from marketplace.contracts.queries import answer_due, bid_of, clocks_of, complaint_due
from marketplace.contracts.refusals import told_by_the_database
from marketplace.contracts.rules import is_in_time
from marketplace.journal.actions import record
from marketplace.journal.changing import change, codes_of, lock
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.models import Organization
from marketplace.workdays.queries import calendar

LONGEST = 2000


@transaction.atomic
def challenge_award(
    award: Award, *, organization: Organization, text: str, by: User, at: datetime
) -> Challenge:
    """Whoever bid may object to what was publicized, within the period of the rulebook."""
    text = clean_text(text, field="text", longest=LONGEST, required=True)
    enter_award(award, lambda user, it: may_challenge(user, organization), by)
    if bid_of(organization, award.project) is None:
        raise RuleBroken(
            "not_a_bidder", _("Only whoever bid for this project may challenge its result.")
        )
    if award.state not in PUBLIC:
        raise RuleBroken("not_public", _("There is no result that could be challenged."))
    if not is_in_time(clocks_of(award, at).challenge_until, at):
        raise RuleBroken("too_late", _("The time to challenge this result is over."))
    with told_by_the_database():
        challenge = Challenge.objects.create(
            award=award, organization=organization, text=text, raised_at=at, raised_by=by
        )
    told = codes_of(challenge, "organization", "state")
    record("challenge_award", challenge, by=by, at=at, changes=told)
    return challenge


@transaction.atomic
def answer_challenge(
    challenge: Challenge, *, upheld: bool, answer: str, by: User, at: datetime
) -> Challenge:
    """The purchaser's answer, late or in time. Part of a journey: what is upheld undoes the award."""
    answer = clean_text(answer, field="answer", longest=LONGEST, required=True)
    enter_challenge(challenge, lambda user, it: may_answer(user, it.award), by)
    state = CHALLENGE.target(challenge.state, "uphold" if upheld else "reject")
    change(
        challenge,
        "answer_challenge",
        by=by,
        at=at,
        state=state,
        answer=answer,
        answered_at=at,
        answered_by=by,
    )
    return challenge


@transaction.atomic
def complain(challenge: Challenge, *, text: str, by: User, at: datetime) -> ProcurementComplaint:
    """The answer does not content whoever challenged, or did not come in time."""
    text = clean_text(text, field="text", longest=LONGEST, required=True)
    enter_challenge(challenge, lambda user, it: may_challenge(user, it.organization), by)
    working = calendar()
    if challenge.state == ChallengeState.UPHELD:
        raise RuleBroken("upheld", _("Your challenge was upheld."))
    if challenge.state == ChallengeState.RECEIVED and is_in_time(
        answer_due(challenge, working), at
    ):
        raise RuleBroken("answer_pending", _("The time to answer your challenge is not over yet."))
    if not is_in_time(complaint_due(challenge, working), at):
        raise RuleBroken("too_late", _("The time to complain is over."))
    if ProcurementComplaint.objects.filter(challenge=challenge).exists():
        raise RuleBroken("complained_before", _("You have complained about this already."))
    with told_by_the_database():
        complaint = ProcurementComplaint.objects.create(
            challenge=challenge, text=text, raised_at=at, raised_by=by
        )
    record("complain_about_award", complaint, by=by, at=at, changes=codes_of(complaint, "state"))
    return complaint


@transaction.atomic
def decide_complaint(
    complaint: ProcurementComplaint, *, upheld: bool, decision: str, by: User, at: datetime
) -> ProcurementComplaint:
    """Somebody who has not judged before decides. Part of a journey: what is upheld undoes the award."""
    decision = clean_text(decision, field="decision", longest=LONGEST, required=True)
    challenge = complaint.challenge
    enter_challenge(challenge, lambda user, it: True, by)
    lock(complaint)
    complaint.challenge = challenge
    ensure(may_decide(by, challenge))
    state = CHALLENGE.target(complaint.state, "uphold" if upheld else "reject")
    change(
        complaint,
        "decide_complaint_about_award",
        by=by,
        at=at,
        state=state,
        decision=decision,
        decided_at=at,
        decided_by=by,
    )
    return complaint

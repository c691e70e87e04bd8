"""Who evaluates: the bureau runs it, a panel scores, staff near the people ask them; never the provider."""

from marketplace.accounts.models import User
from marketplace.bids.models import Partner
from marketplace.contracts.models import Contract
from marketplace.evaluations.models import Evaluation, SampleMember
from marketplace.organizations.models import Membership
from marketplace.organizations.permissions import may_answer_for
from marketplace.panels.choices import SeatState
from marketplace.panels.models import Seat
from marketplace.projects.permissions import may_plan
from marketplace.satisfaction.permissions import may_hear


def may_run(user: User, evaluation: Evaluation) -> bool:
    """Request materials, have people drawn, go and look, work out and announce the result."""
    return may_plan(user, evaluation.project.batch.district)


def may_sign(user: User, evaluation: Evaluation) -> bool:
    """Make the result final: somebody else than who announced it."""
    return user.pk != evaluation.announced_by_id and may_run(user, evaluation)


def may_speak_for(user: User, evaluation: Evaluation) -> bool:
    """Hand in materials, object, report what was put right."""
    return may_answer_for(user, evaluation.contract.organization)


def may_ask(user: User, member: SampleMember) -> bool:
    """Whoever may ask how an order was, but for the provider's own people."""
    return may_hear(user, member.order) and not is_of_the_provider(user, member.evaluation.contract)


def is_of_the_provider(user: User, contract: Contract) -> bool:
    """Of the organization, or of a partner of its bid."""
    partners = Partner.objects.filter(bid=contract.award.bid_id).values("organization")
    working_for = Membership.objects.filter(user=user)
    return (
        working_for.filter(organization=contract.organization_id).exists()
        or working_for.filter(organization__in=partners).exists()
    )


def seat_of(user: User, evaluation: Evaluation) -> Seat | None:
    """The seat that `user` took on its panel."""
    taken = (SeatState.ACCEPTED, SeatState.SIGNED)
    return Seat.objects.filter(
        panel=evaluation.panel_id, evaluator__user=user, state__in=taken
    ).first()

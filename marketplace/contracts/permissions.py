"""Who awards and pays: the bureau, each gate by another officer. Who challenges and signs: whoever answers for
the organization."""

from marketplace.accounts.models import User
from marketplace.contracts.models import Award, Challenge, Contract
from marketplace.organizations.models import Organization
from marketplace.organizations.permissions import may_answer_for
from marketplace.projects.models import Project
from marketplace.projects.permissions import may_plan


def may_award(user: User, project: Project) -> bool:
    """Propose an award, publicize it, offer the contract, pay."""
    return may_plan(user, project.batch.district)


def may_approve(user: User, award: Award) -> bool:
    """Gate 2: neither who proposed the award nor who wrote the project."""
    return user.pk not in (award.proposed_by_id, award.project.author_id) and may_award(
        user, award.project
    )


def may_challenge(user: User, organization: Organization) -> bool:
    return may_answer_for(user, organization)


def may_answer(user: User, award: Award) -> bool:
    """Answer a challenge."""
    return may_award(user, award.project)


def may_decide(user: User, challenge: Challenge) -> bool:
    """Decide a complaint: somebody else than who answered the challenge or approved the award."""
    judged_before = (challenge.answered_by_id, challenge.award.approved_by_id)
    return user.pk not in judged_before and may_award(user, challenge.award.project)


def may_sign(user: User, contract: Contract) -> bool:
    return may_answer_for(user, contract.organization)


def may_report(user: User, contract: Contract) -> bool:
    return may_answer_for(user, contract.organization)

"""Who plans, approves and releases what a district buys: the bureau, each gate by another officer."""

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.organizations.models import Organization
from marketplace.organizations.permissions import may_answer_for
from marketplace.places.models import District
from marketplace.places.queries import postings_of
from marketplace.projects.models import Project, ProjectBatch

PLANNING = (Role.BUREAU_OFFICER,)


def may_plan(user: User, district: District) -> bool:
    """Plan, change and release the projects of this district."""
    return any(
        posting.role in PLANNING and posting.place_code == district.pk
        for posting in postings_of(user)
    )


def may_approve(user: User, project: Project) -> bool:
    """Gates 1 and 2: another person than the one who wrote the project."""
    return user.pk != project.author_id and may_plan(user, project.batch.district)


def may_release(user: User, batch: ProjectBatch) -> bool:
    return may_plan(user, batch.district)


def may_set_rules(user: User) -> bool:
    """The figures that all projects are released under."""
    return any(posting.role in PLANNING for posting in postings_of(user))


def may_ask(user: User, organization: Organization) -> bool:
    """Ask what a tender means: for an organization, by those who answer for it."""
    return may_answer_for(user, organization)

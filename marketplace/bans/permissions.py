"""Who bans, who answers for the banned, and who takes a ban back: the bureau, never one person alone."""

from marketplace.accounts.models import User
from marketplace.bans.models import Ban
from marketplace.organizations.models import Organization
from marketplace.organizations.permissions import may_answer_for
from marketplace.projects.models import Project
from marketplace.projects.permissions import may_plan


def may_propose(user: User, project: Project) -> bool:
    return may_plan(user, project.batch.district)


def may_handle(user: User, ban: Ban) -> bool:
    """Give notice, drop it, answer an appeal, ask for lifting."""
    return may_plan(user, ban.project.batch.district)


def may_decide(user: User, ban: Ban) -> bool:
    """Another officer than the one who gave notice."""
    return user.pk != ban.noticed_by_id and may_handle(user, ban)


def may_answer_appeal(user: User, ban: Ban) -> bool:
    """Another officer than the one who decided."""
    return user.pk != ban.decided_by_id and may_handle(user, ban)


def may_lift(user: User, ban: Ban) -> bool:
    """Another officer than the one who asked for it."""
    return user.pk != ban.lifting_asked_by_id and may_handle(user, ban)


def may_speak_for(user: User, organization: Organization) -> bool:
    """State its view, and appeal: its managers."""
    return may_answer_for(user, organization)

"""Who may do what with a need. Staff act through their postings; `user=None` is a resident who holds
the follow code, whom the face has checked."""

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.needs.models import Need
from marketplace.places.models import Community
from marketplace.places.queries import OWNERS, covers

AT_THE_DOOR = (Role.STEWARD, Role.COMMUNITY_STAFF)
JUDGES = (Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER, Role.DISPATCHER)
SEEING = (*AT_THE_DOOR, *JUDGES[1:], Role.HOTLINE_OPERATOR, Role.BUREAU_OFFICER)
POSTING = (*AT_THE_DOOR, *JUDGES[1:], Role.HOTLINE_OPERATOR)
STEERING = (Role.SUBDISTRICT_OFFICER, Role.DISPATCHER)


def may_see(user: User, need: Need) -> bool:
    return covers(user, SEEING, need.community)


def may_post(user: User | None, community: Community) -> bool:
    """`None`: everybody may ask through the public form."""
    return user is None or covers(user, POSTING, community)


def may_own(user: User, community: Community) -> bool:
    """Answer for the needs of this community: the first contact, or whoever takes over."""
    return covers(user, OWNERS, community)


def may_answer_return(user: User | None, need: Need) -> bool:
    return may_post(user, need.community)


def may_change_wishes(user: User, need: Need) -> bool:
    return may_post(user, need.community)


def may_triage(user: User, need: Need) -> bool:
    """Answer the safety question, assess, return, refer, merge."""
    return covers(user, JUDGES, need.community)


def may_approve(user: User, need: Need) -> bool:
    """The subdistrict, and never the poster. Where somebody is at risk, whoever may judge does not wait."""
    if need.at_risk:
        return may_triage(user, need)
    return user.pk != need.posted_by_id and may_reject(user, need)


def may_reject(user: User, need: Need) -> bool:
    return covers(user, (Role.SUBDISTRICT_OFFICER,), need.community)


def may_hold(user: User, need: Need) -> bool:
    """Pause, and resume."""
    return covers(user, STEERING, need.community)


def may_withdraw(user: User | None, need: Need) -> bool:
    """The resident, or whoever may post for them."""
    return may_post(user, need.community)


def may_close(user: User, need: Need) -> bool:
    return covers(user, OWNERS, need.community)


def may_reopen(user: User | None, need: Need) -> bool:
    return user is None or may_close(user, need)


def may_complete_papers(user: User, need: Need) -> bool:
    return may_close(user, need)


def may_hand_over(user: User | None, need: Need) -> bool:
    """The owner gives it on, or whoever steers takes it away; `None`: by rule, to the dispatch centre."""
    return user is None or user.pk == need.owner_id or may_hold(user, need)

"""What went badly last year: two projects with fewer than half satisfied. One organization may not bid, the
other was told a day ago and may still state its view."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import translation

from marketplace.accounts.models import User
from marketplace.bans import actions as bans
from marketplace.bans.choices import Trigger
from marketplace.bans.models import Ban
from marketplace.desks.bureau.bans.steps import notice_for
from marketplace.organizations.models import Membership
from marketplace.projects.actions import approve_award, mark_project
from marketplace.projects.models import Project

# Days before the demo's own moment: evaluated, notice given, stated, decided.
FAILED, EARLY_NOTICE, STATED, DECIDED, NOTICED = 18, 17, 15, 10, 1
# Satisfied and valid answers, and everybody who could have been asked.
BANNED_FOR, NOTICED_FOR = (11, 26, 40), (24, 49, 60)


def run_and_fail(project: Project, officers: Sequence[User], at: datetime) -> None:
    """From the opened bids to an evaluation that was not passed."""
    author, other = officers[0], officers[1]
    opened = project.bids_until
    approve_award(project, by=other, at=opened + timedelta(days=14))
    steps = {
        "publicize": opened + timedelta(days=15),
        "begin": opened + timedelta(days=30),
        "rectify": opened + timedelta(days=220),
        "fail_final": at - timedelta(days=FAILED),
    }
    for step, moment in steps.items():
        mark_project(project, step, by=author, at=moment, reason="演示：上一年度项目")


def ban(project: Project, member: Membership, officers: Sequence[User], at: datetime) -> Ban:
    """Proposed by the evaluation, told, answered, and decided by the other officer."""
    found = _propose(project, member, BANNED_FOR, at)
    _notify(found, officers[0], at - timedelta(days=EARLY_NOTICE))
    bans.state_view(
        found,
        statement="下半年骨干社工离职，上门次数不足。我们接受评估结果，正在重新组建团队。（演示）",
        by=member.user,
        at=at - timedelta(days=STATED),
    )
    return bans.decide_ban(
        found,
        decision="陈述申辩不影响满意率的计算。按招标文件约定，自决定之日起三年内禁止参加竞标。（演示）",
        by=officers[1],
        at=at - timedelta(days=DECIDED),
    )


def give_notice(
    project: Project, member: Membership, officers: Sequence[User], at: datetime
) -> Ban:
    """Proposed and told; its time to answer runs."""
    found = _propose(project, member, NOTICED_FOR, at)
    return _notify(found, officers[0], at - timedelta(days=NOTICED))


def _propose(
    project: Project, member: Membership, answers: tuple[int, int, int], at: datetime
) -> Ban:
    satisfied, valid, clients = answers
    return bans.propose_ban(
        member.organization,
        project,
        trigger=Trigger.FINAL,
        satisfied=satisfied,
        valid=valid,
        clients=clients,
        by=None,
        at=at - timedelta(days=FAILED),
    )


def _notify(found: Ban, officer: User, moment: datetime) -> Ban:
    with translation.override("zh-hans"):
        notice = notice_for(found)
    return bans.give_notice(found, notice=notice, by=officer, at=moment)

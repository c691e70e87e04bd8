"""What the bureau has weighed so far: every version with its day and its reason, as its own officer made it."""

from datetime import datetime, time, timedelta

from marketplace.accounts.models import User
from marketplace.dispatch.actions import set_cadences, set_weights
from marketplace.dispatch.queries import minutes_between_rounds, weights_in_force
from marketplace.workdays.rules import SHANGHAI

# (so long ago, in force so much later, what was turned, why)
TURNED = (
    (timedelta(days=168), timedelta(), {"continuity": 400}, "老人反映助浴总换人，熟人上门优先些。"),
    (
        timedelta(days=61),
        timedelta(),
        {"travel": 12, "wish": 600},
        "路远的上门常迟到，就近一些；点单也多照顾。",
    ),
    (
        timedelta(days=2),
        timedelta(days=7),
        {"quality": 1200},
        "各家满意度差距拉大，下周起质量权重上调。",
    ),
)
FASTER = (timedelta(days=61), {3: 10}, "周一积压较多，“需要关爱”改为每十分钟一轮。")


def weigh(*, by: User, at: datetime) -> None:
    """Everything the bureau turned, in its order."""
    for number, (ago, later, turned, why) in enumerate(TURNED, start=1):
        made_at = at - ago
        before = weights_in_force(made_at).settings
        block_banned = before.pop("block_banned")
        set_weights(
            before | turned,
            block_banned=bool(block_banned),
            from_at=_beginning(made_at + later) if later else made_at,
            instead_of=number,
            reason=why,
            by=by,
            at=made_at,
        )
    ago, minutes, why = FASTER
    set_cadences(minutes_between_rounds() | minutes, reason=why, by=by, at=at - ago)


def _beginning(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(SHANGHAI).date(), time(), SHANGHAI)

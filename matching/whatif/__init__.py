"""What if: the plan as it would be after a change of the rules or of what there is; nothing is written.

``supposed`` what may be supposed, with a text form for sliders and links · ``measures`` a plan in plain
figures · ``difference`` the same needs matched twice, and who gains, loses, moves.
"""

from matching.whatif.difference import Difference, compare
from matching.whatif.measures import Measures, Share, Spread, measures
from matching.whatif.supposed import (
    Bans,
    Change,
    ChangeError,
    Joins,
    Leaves,
    Places,
    Price,
    Radius,
    Reach,
    read,
    text,
)

__all__ = [
    "Bans",
    "Change",
    "ChangeError",
    "Difference",
    "Joins",
    "Leaves",
    "Measures",
    "Places",
    "Price",
    "Radius",
    "Reach",
    "Share",
    "Spread",
    "compare",
    "measures",
    "read",
    "text",
]

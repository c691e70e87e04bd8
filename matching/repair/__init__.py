"""When something changes: a proven plan is repaired in milliseconds, and stays proven.

A need arrives, another is withdrawn, somebody accepts, a place comes free, a helper falls ill. A
``Standing`` plan takes such changes and is afterwards an optimum of the changed problem, exactly, and
of all its optima one with the fewest changed offers.

``make_room`` asks another question, of offers that nobody has answered yet: which of them would have to
be taken back, as few as can be, so that a more urgent need finds a place.

``changes`` what may happen and what came of it · ``standing`` the plan that goes on living · ``books``
who goes where, at what price · ``shifts`` the cheapest way for one unit · ``proof`` the whole network
again · ``room`` whom to ask elsewhere for one more.
"""

from matching.repair.changes import Arrival, Change, How, Refit, Repair, Withdrawal
from matching.repair.room import make_room
from matching.repair.standing import Standing

__all__ = ["Arrival", "Change", "How", "Refit", "Repair", "Standing", "Withdrawal", "make_room"]

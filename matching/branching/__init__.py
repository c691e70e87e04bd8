"""The exact optimum where limits by week cross, and a flow alone cannot say them.

* ``lexicon``: what leaving somebody out costs, so that the order by tag is exact without exchange;
* ``parts``: what is decided apart;
* ``known``: a plan that keeps all limits, to begin with;
* ``tolls``: prices for visits, by which a flow sees limits that it cannot say;
* ``boxes``: how many seekers of each kind a provider takes, from, to; and cuts;
* ``relaxation``: a box as a minimum-cost flow with its proof;
* ``search``: branch and bound;
* ``exact``: all of it, for one round.
"""

from matching.branching.exact import EFFORT, Exact, breaks_weeks, find_exact
from matching.branching.lexicon import Prices

__all__ = ["EFFORT", "Exact", "Prices", "breaks_weeks", "find_exact"]

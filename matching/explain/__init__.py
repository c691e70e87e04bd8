"""Why, and what if: a proven plan explained, as codes and numbers from which others write sentences.

* ``chosen``: why this one, the runner-up and the gap;
* ``left_out``, ``competition``: why not, who excludes, who competes for what;
* ``override``: what a person's own choice would cost the plan;
* ``shortage``, ``reach``: what one more place would be worth, where.

Everything rests on the optimum at hand and on what can still move in it (``residual``), so that each
number is that of the plan solved again; the tests solve it again.
"""

from matching.explain.chosen import WhyThisOne, why_this_one
from matching.explain.competition import Competition
from matching.explain.left_out import WhyNot, why_not
from matching.explain.moves import Effect, Move
from matching.explain.override import Override, cost_of_override
from matching.explain.shortage import CellValue, PlaceValue, Shortages, newcomer, shortages

__all__ = [
    "CellValue",
    "Competition",
    "Effect",
    "Move",
    "Override",
    "PlaceValue",
    "Shortages",
    "WhyNot",
    "WhyThisOne",
    "cost_of_override",
    "newcomer",
    "shortages",
    "why_not",
    "why_this_one",
]

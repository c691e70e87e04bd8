"""Why, and what if: a proven plan explained, as codes and numbers from which others write sentences.

* ``chosen``: why this one, the runner-up and the gap;
* ``left_out``, ``competition``: why not, who excludes, who competes for what;
* ``again``: a changed problem solved again;
* ``override``: what a person's own choice would cost the plan;
* ``remedy``, ``options``, ``changes``: the least change after which somebody left out is served;
* ``shortage``, ``newcomer``, ``weekly``, ``reach``: what one more place would be worth, where;
* ``graph``: what a card tells, to be drawn; imported by itself, since it needs networkx.

Everything rests on the optimum at hand and on what can still move in it (``residual``), so that each
number is that of the plan solved again; the tests solve it again.
"""

from matching.explain.changes import Kind, Part, Prices
from matching.explain.chosen import WhyThisOne, why_this_one
from matching.explain.competition import Competition
from matching.explain.left_out import WhyNot, why_not
from matching.explain.moves import Effect, Move
from matching.explain.newcomer import newcomer
from matching.explain.override import Override, cost_of_override
from matching.explain.remedy import Remedy, apply, remedies
from matching.explain.shortage import CellValue, PlaceValue, Shortages, shortages
from matching.explain.weekly import is_flow

__all__ = [
    "CellValue",
    "Competition",
    "Effect",
    "Kind",
    "Move",
    "Override",
    "Part",
    "PlaceValue",
    "Prices",
    "Remedy",
    "Shortages",
    "WhyNot",
    "WhyThisOne",
    "apply",
    "cost_of_override",
    "is_flow",
    "newcomer",
    "remedies",
    "shortages",
    "why_not",
    "why_this_one",
]

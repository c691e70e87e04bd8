"""Matching: exact, certified and explained assignment of needs to providers.

Pure Python over numpy; no Django, nothing of the marketplace. Give it seekers and providers, it
gives back a :class:`Plan` that serves as many urgent needs as can be served, then as many of the
next tag, and so on, at the least total cost, with a proof that no plan is better and a named
reason for everything it did not do. The mathematics is in ``README.md`` beside this file.

>>> from matching import Provider, Seeker, match
>>> need = Seeker(key="n1", need_type="E-L1-07", subcategory="B3", group="E", level=1, tag=3,
...               community="c1", subdistrict="s1", x=0, y=0)
>>> near, far = (
...     Provider(key=key, kind="volunteer", party=key, subcategories=frozenset({"B3"}),
...              groups=frozenset({"E"}), levels=frozenset({1}), x=x, y=0,
...              qualifications=frozenset(), places=1, load=0)
...     for key, x in [("v1", 800), ("v2", 2500)])
>>> plan = match([need], [near, far])
>>> [(a.seeker, a.provider, a.total) for a in plan.assignments], plan.gap, plan.certificate
([('n1', 'v1', 180)], 0, 'verified')
"""

from matching import explain, repair, whatif
from matching.eligibility import Reason, refusals
from matching.engine import match
from matching.errors import CertificateError, InputError, MatchingError, SolverError
from matching.model import Problem, Provider, Seeker
from matching.plan import Assignment, Plan, Unmatched
from matching.ranking import Candidate, rank
from matching.record import digest, plain, restore, snapshot
from matching.weights import Rules, Weights

__all__ = [
    "Assignment",
    "Candidate",
    "CertificateError",
    "InputError",
    "MatchingError",
    "Plan",
    "Problem",
    "Provider",
    "Reason",
    "Rules",
    "Seeker",
    "SolverError",
    "Unmatched",
    "Weights",
    "digest",
    "explain",
    "match",
    "plain",
    "rank",
    "refusals",
    "repair",
    "restore",
    "snapshot",
    "whatif",
]

"""What it costs the whole plan if a person gives a need to a provider of their own choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest

from matching.eligibility import Reason, refusals
from matching.explain.again import Again, effect_of, solved_again
from matching.explain.chosen import position_of_provider
from matching.explain.moves import NOTHING, Effect
from matching.model import Problem, Provider, Seeker
from matching.plan import Plan
from matching.scoring import mean_satisfaction, pair_terms, place_price

SET_ASIDE = frozenset(
    {
        Reason.GROUP,
        Reason.LANGUAGE,
        Reason.SEX,
        Reason.TIME_WINDOW,
        Reason.AREA,
        Reason.DISTANCE,
        Reason.BELOW_THRESHOLD,
    }
)
"""Reasons that a person who knows better may set aside. The others protect people, or places that
are not there."""


@dataclass(frozen=True, slots=True)
class Override:
    """One pair made by a person.

    Attributes:
        seeker, provider: keys.
        reasons: everything that stands in the way and would be set aside; empty for a candidate.
        effect: what the best plan with this pair does differently, whom it is about first;
            ``None``: not possible, since a reason stands that nobody may set aside.
    """

    seeker: str
    provider: str
    reasons: tuple[Reason, ...]
    effect: Effect | None

    @property
    def forbidden(self) -> tuple[Reason, ...]:
        """Those of the reasons that nobody may set aside."""
        return tuple(reason for reason in self.reasons if reason not in SET_ASIDE)


def cost_of_override(plan: Plan, seeker_key: str, provider_key: str) -> Override:
    """What the plan loses when this provider is given this seeker, all others placed at their best.

    Solved again without the seeker, and with a provider that carries one order more: whoever sits
    in the first place, the places after it cost what they cost.

    >>> from matching import Provider, Seeker, match
    >>> needs = [Seeker(key=key, need_type="t", subcategory="A1", group="E", level=1, tag=tag,
    ...                 community="c", subdistrict="s", x=0, y=0) for key, tag in (("n1", 2), ("n2", 3))]
    >>> helper = Provider(key="v1", kind="volunteer", party="v1", places=1, load=0, x=0, y=0,
    ...                   subcategories=frozenset({"A1"}), groups=frozenset({"E"}),
    ...                   levels=frozenset({1}), qualifications=frozenset())
    >>> effect = cost_of_override(match(needs, [helper]), "n2", "v1").effect
    >>> effect.served, effect.points, [move.seeker for move in effect.moves]
    ({2: -1, 3: 1}, 0, ['n2', 'n1'])

    Raises:
        InputError: one of the two is not in the plan.
    """
    problem = plan.problem
    seeker = problem.seekers[plan.position_of(seeker_key)]
    provider = problem.providers[position_of_provider(plan, provider_key)]
    reasons = _reasons(problem, seeker, provider)
    effect = None
    if SET_ASIDE.issuperset(reasons):
        given = plan.assignment_of(seeker_key)
        is_so = given is not None and given.provider == provider_key
        effect = NOTHING if is_so else _effect(plan, seeker, provider)
    return Override(seeker_key, provider_key, reasons, effect)


def _reasons(problem: Problem, seeker: Seeker, provider: Provider) -> tuple[Reason, ...]:
    reasons = refusals(seeker, provider, problem.rules)
    too_dear = _pair_points(problem, seeker, provider) > problem.weights.threshold
    return (*reasons, Reason.BELOW_THRESHOLD) if too_dear else reasons


def _pair_points(problem: Problem, seeker: Seeker, provider: Provider) -> int:
    mean = mean_satisfaction(problem.providers, problem.weights)
    return sum(pair_terms(seeker, provider, mean, problem.weights).values())


def _effect(plan: Plan, seeker: Seeker, provider: Provider) -> Effect:
    problem = plan.problem
    seekers = tuple(each for each in problem.seekers if each is not seeker)
    providers = tuple(
        _with(seeker, each) if each is provider else each for each in problem.providers
    )
    rest = solved_again(replace(problem, seekers=seekers, providers=providers))
    own = _pair_points(problem, seeker, provider) + place_price(provider, 0, problem.weights)
    goes_to = {**rest.goes_to, seeker.key: provider.key}
    return effect_of(plan, Again(goes_to, rest.points + own), first=seeker.key)


def _with(seeker: Seeker, provider: Provider) -> Provider:
    """The provider when the seeker's order is among those it carries."""
    left = provider.visits
    if left is not None:
        pairs = zip_longest(left, seeker.visits[: len(left)], fillvalue=0)
        left = tuple(can - wanted for can, wanted in pairs)
    return replace(provider, places=provider.places - 1, load=provider.load + 1, visits=left)

"""What counts as satisfied, and how sure one can be. Pure; whole numbers and Decimal only."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import NamedTuple

SCORES = range(1, 6)
SATISFIED_FROM = 4
UNSATISFIED_TO = 2
_STEP = Decimal("0.0001")
# The 97.5 % quantile of the normal distribution: intervals of 95 %.
_Z = Decimal("1.959963984540054")


class Tally(NamedTuple):
    """Satisfied answers among all answers."""

    satisfied: int = 0
    answers: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Share of satisfied answers, rounded down to 0.0001; None where nobody has answered."""
        if not self.answers:
            return None
        return (Decimal(self.satisfied) / self.answers).quantize(_STEP, ROUND_FLOOR)


class Interval(NamedTuple):
    """Between which shares the truth lies."""

    low: Decimal
    high: Decimal


def at_least(tally: Tally, percent: int) -> bool:
    """Whether so many of a hundred are satisfied, in whole numbers; nobody asked is nobody satisfied."""
    return tally.answers > 0 and 100 * tally.satisfied >= percent * tally.answers


def under_half(tally: Tally) -> bool:
    return 2 * tally.satisfied < tally.answers


def is_satisfied(score: int) -> bool:
    return score >= SATISFIED_FROM


def is_unsatisfied(score: int) -> bool:
    """Three is neither: nothing to be proud of, and no reason to begin again."""
    return score <= UNSATISFIED_TO


def wilson_interval(satisfied: int, answers: int) -> Interval:
    """The share of satisfied people with 95 % confidence, widened outwards to 0.0001.

    (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n): E. B. Wilson, "Probable inference", JASA 22
    (1927). Unlike the textbook interval it stays between 0 and 1 and says little about few answers.
    """
    if not 0 <= satisfied <= answers:
        raise ValueError("satisfied answers are some of all answers")
    if answers == 0:
        return Interval(Decimal(0), Decimal(1))
    with localcontext() as context:
        context.prec = 40
        n, p, zz = Decimal(answers), Decimal(satisfied) / answers, _Z * _Z
        middle = p + zz / (2 * n)
        reach = _Z * (p * (1 - p) / n + zz / (4 * n * n)).sqrt()
        low, high = (middle - reach) / (1 + zz / n), (middle + reach) / (1 + zz / n)
        return Interval(
            max(low, Decimal(0)).quantize(_STEP, ROUND_FLOOR),
            min(high, Decimal(1)).quantize(_STEP, ROUND_CEILING),
        )

"""What a project is planned to be, as a value: checked as a whole before anything is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from marketplace.catalogue.models import Qualification, ServiceLevel, Subcategory, TargetGroup
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text
from marketplace.places.models import Subdistrict
from marketplace.projects import rules
from marketplace.projects.choices import Measure, Method

MOST_PARTS = 30
MOST_FEN = 100_000_000_000
_A_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the budget, in fen."""

    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class Goal:
    """What shall be reached: so much of a measure."""

    measure: str
    label: str
    target: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a bid is scored by, and its share of the 100 points."""

    label: str
    weight: int
    guidance: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A project before its release. The budget is what its lines add up to."""

    name_zh: str
    brief_zh: str
    method: str
    level: ServiceLevel
    service_from: date
    service_until: date
    midterm_on: date
    final_on: date
    groups: Sequence[TargetGroup]
    subcategories: Sequence[Subcategory]
    lines: Sequence[Line]
    goals: Sequence[Goal]
    yardsticks: Sequence[Yardstick]
    subdistricts: Sequence[Subdistrict] = ()
    qualifications: Sequence[Qualification] = ()
    name_en: str = ""
    brief_en: str = ""
    why: str = ""

    @property
    def budget(self) -> int:
        """Fen."""
        return sum(line.amount for line in self.lines)

    def checked(self) -> "Plan":
        """The plan itself, if it can stand; Malformed names the field, and the row of a list."""
        choice_of(self.method, Method, field="method")
        for name, among in (("groups", self.groups), ("subcategories", self.subcategories)):
            _some(name, among)
        _in_order(self)
        for at, line in enumerate(self.lines):
            _row_text(line.label, f"lines.{at}.label")
            _within(line.amount, 1, MOST_FEN, f"lines.{at}.amount")
        for at, goal in enumerate(self.goals):
            choice_of(goal.measure, Measure, field=f"goals.{at}.measure")
            _row_text(goal.label, f"goals.{at}.label")
            _within(goal.target, Decimal("0.01"), _A_MILLION, f"goals.{at}.target")
        for at, yardstick in enumerate(self.yardsticks):
            _row_text(yardstick.label, f"yardsticks.{at}.label")
            _within(yardstick.weight, 1, rules.OUT_OF, f"yardsticks.{at}.weight")
        for name, rows in (
            ("lines", self.lines),
            ("goals", self.goals),
            ("yardsticks", self.yardsticks),
        ):
            _some(name, rows)
        _adds_up(self)
        return self

    def texts(self) -> dict[str, str]:
        """The texts as they are stored."""
        return {
            "name_zh": clean_text(self.name_zh, field="name_zh", longest=100, required=True),
            "name_en": clean_text(self.name_en, field="name_en", longest=160),
            "brief_zh": clean_text(self.brief_zh, field="brief_zh", required=True),
            "brief_en": clean_text(self.brief_en, field="brief_en"),
            "why": clean_text(self.why, field="why"),
        }


def _some(name: str, things: Sequence[object]) -> None:
    if not things:
        raise Malformed("missing", _("Please fill this in."), field=name)
    if len(things) > MOST_PARTS:
        raise Malformed(
            "too_many", _("At most %(most)s, please.") % {"most": MOST_PARTS}, field=name
        )


def _row_text(text: str, field: str) -> None:
    clean_text(text, field=field, longest=100, required=True)


def _within(value: int | Decimal, least: int | Decimal, most: int | Decimal, field: str) -> None:
    if not least <= value <= most:
        raise Malformed(
            "not_in_range",
            _("Please enter a number from %(lowest)s to %(highest)s.")
            % {"lowest": least, "highest": most},
            field=field,
        )


def _in_order(plan: Plan) -> None:
    if not rules.days_are_in_order(
        plan.service_from, plan.service_until, plan.midterm_on, plan.final_on
    ):
        raise Malformed(
            "days_not_in_order",
            _(
                "The service begins, then comes the mid-term evaluation, then the service ends; the final "
                "evaluation follows the mid-term."
            ),
            field="midterm_on",
        )


def _adds_up(plan: Plan) -> None:
    missing = rules.missing_points([yardstick.weight for yardstick in plan.yardsticks])
    if missing:
        raise Malformed(
            "weights_do_not_add_up",
            _("The weights add up to %(sum)s, and not to 100.") % {"sum": rules.OUT_OF - missing},
            field="yardsticks",
        )

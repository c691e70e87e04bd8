"""What each weight is called, what its number means, and what it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from marketplace.dispatch.rules import Bound
from marketplace.look.words import number

POINTS = ngettext_lazy("%(n)s point", "%(n)s points", "number"), _("points")
ANSWERS = ngettext_lazy("%(n)s answer", "%(n)s answers", "number"), _("answers")
ORDERS = ngettext_lazy("%(n)s order", "%(n)s orders", "number"), _("orders")


@dataclass(frozen=True, slots=True)
class Words:
    """`label` its name, `unit` and `units` what the number counts, `where` when it is charged, `does` what for."""

    label: Any
    unit: Any
    units: Any
    where: Any
    does: Any = ""


WEIGHTS: dict[str, Words] = {
    "travel": Words(
        _("Distance"),
        *POINTS,
        _("for each 100 metres between provider and home"),
        _("Near is better than far. At 10, one point is ten metres: the yardstick for the rest."),
    ),
    "quality": Words(
        _("Quality"),
        *POINTS,
        _("for what is missing to full satisfaction"),
        _("Everybody satisfied costs nothing, half of them satisfied costs half of it."),
    ),
    "prior_answers": Words(
        _("Few answers"),
        *ANSWERS,
        _("at the mean of all are added to everybody's own"),
        _("So that three happy answers do not beat three hundred."),
    ),
    "prior_satisfaction": Words(
        _("No answers at all"),
        _("%(n)s of 1,000"),
        _("of 1,000"),
        _("satisfied, while nobody in the district has answered yet"),
        _("What the mean of all is taken to be until the first answer."),
    ),
    "continuity": Words(
        _("Continuity"),
        *POINTS,
        _("for not being who helped this resident last"),
        _("Whoever knows the resident goes on, unless somebody is so much nearer or better."),
    ),
    "wish": Words(
        _("Pick"),
        *POINTS,
        _("for not being whom the community picked"),
        _("A pick is a wish: it weighs, but does not decide alone."),
    ),
    "move": Words(
        _("Taken back"),
        *POINTS,
        _("for taking an offer that waits for its answer from whoever was asked"),
        _("Nobody is asked and let down for a small gain."),
    ),
    "load_quarter": Words(
        _("A place of a provider up to a quarter busy"),
        *POINTS,
        _("for each order"),
        _("The busier, the dearer, so that work spreads."),
    ),
    "load_half": Words(_("Up to a half busy"), *POINTS, _("for each order")),
    "load_three_quarters": Words(_("Up to three quarters busy"), *POINTS, _("for each order")),
    "load_full": Words(_("Busier than that"), *POINTS, _("for each order")),
    "load_per_order": Words(
        _("Each order carried"),
        *POINTS,
        _("for each order a provider carries already"),
        _("Between equals nobody gets a second order before all have a first."),
    ),
    "load_orders": Words(
        _("Orders carried that count"),
        *ORDERS,
        _("at most"),
        _("Beyond that, one more makes no difference."),
    ),
    "threshold": Words(
        _("Rather wait"),
        *POINTS,
        _("in all, load left out, and the match is not made"),
        _("The order stays with the dispatch centre, where a person looks for somebody."),
    ),
}
BAN = _("Providers under a bidding ban")
BAN_DOES = _("The ban as written speaks only of bidding; the bureau may extend it to orders.")
# What happens if an urgent need finds no free place.
MAKES_ROOM = {
    True: _("makes room by itself"),
    False: _("a dispatcher makes room"),
}
BANNED = {False: _("get orders"), True: _("get no orders")}
GROUPS: Mapping[Any, tuple[str, ...]] = {
    _("Who fits"): ("travel", "quality", "prior_answers", "prior_satisfaction"),
    _("Who is known, picked, asked"): ("continuity", "wish", "move"),
    _("Who has room"): (
        "load_quarter",
        "load_half",
        "load_three_quarters",
        "load_full",
        "load_per_order",
        "load_orders",
    ),
    _("What is not done"): ("threshold",),
}


def bounds_of(bound: Bound) -> str:
    """“0–5,000”, which no line breaks."""
    return f"{number(bound.least)}–\N{WORD JOINER}{number(bound.most)}"

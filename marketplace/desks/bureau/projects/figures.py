"""What the figures of a rulebook are called, and what they count."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.look.words import in_yuan, number
from marketplace.projects.models import Rulebook


@dataclass(frozen=True, slots=True)
class Words:
    label: Any
    unit: Any = ""


MONEY = ("large_budget",)
_CALENDAR, _WORKING, _MEMBERS = _("calendar days"), _("working days"), _("members")
FIGURES: dict[str, Words] = {
    "fewest_bids": Words(_("Fewest bids, or the tender fails"), pgettext_lazy("unit", "bids")),
    "bidding_days": Words(_("From the release to the deadline, at least"), _CALENDAR),
    "amendment_days": Words(_("Left to bidders after a change, at least"), _CALENDAR),
    "small_panel": Words(_("Panel of a competitive consultation"), _MEMBERS),
    "open_panel": Words(_("Panel of an open tender"), _MEMBERS),
    "large_panel": Words(_("Panel where much money is spent"), _MEMBERS),
    "large_budget": Words(_("Much money begins at")),
    "experts_of": Words(_("Experts on a panel, at least"), _("of the number that follows")),
    "panel_thirds": Words(_("of so many members")),
    "partner_years": Words(_("A past partner counts as partial for"), _("years")),
    "publicity_days": Words(_("The result is public for"), _CALENDAR),
    "challenge_days": Words(_("To challenge it"), _WORKING),
    "answer_days": Words(_("To answer a challenge"), _WORKING),
    "complaint_days": Words(_("To complain about the answer"), _WORKING),
    "decision_days": Words(_("To decide about a complaint"), _WORKING),
    "award_days": Words(_("From the award to the contract, at most"), _CALENDAR),
    "invitation_days": Words(_("A member of a panel answers within"), _WORKING),
    "scoring_days": Words(_("A panel scores within"), _WORKING),
    "pass_mark": Words(_("An evaluation is passed with"), _("points of 100")),
    "objection_days": Words(_("To object to an evaluation"), _CALENDAR),
}


def told(book: Rulebook, name: str) -> str:
    """“20 calendar days”."""
    value = getattr(book, name)
    if name in MONEY:
        return in_yuan(value)
    return f"{number(value)} {FIGURES[name].unit}".strip()

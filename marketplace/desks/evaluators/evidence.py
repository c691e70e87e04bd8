"""What a bid says, as the evaluator reads it beside the sheet."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.bids.models import Bid
from marketplace.bids.rules import Member, from_json
from marketplace.catalogue.models import Qualification
from marketplace.desks.money import yuan
from marketplace.panels.models import Seat


@dataclass(frozen=True, slots=True)
class Evidence:
    """`texts`: (title, text); `lines`: (label, yuan, share of the price in 1); `team`: (name, duty, names of
    qualifications); `files`: (name, url)."""

    texts: list[tuple[str, str]]
    total: str
    budget: str
    lines: list[tuple[str, str, float]]
    team: list[tuple[str, str, list[str]]]
    partners: list[str]
    files: list[tuple[str, str]]


def evidence_of(bid: Bid, seat: Seat) -> Evidence:
    told = from_json(bid.opened.content)
    names = {each.pk: each.name for each in Qualification.objects.filter(pk__in=_codes(told.team))}
    files = bid.opened.attachments.defer("content")
    return Evidence(
        texts=[
            (_("What is offered, and how"), told.approach),
            (_("When what happens"), told.schedule),
            (_("How it is made safe"), told.safeguards),
        ],
        total=yuan(bid.opened.total),
        budget=yuan(seat.panel.project.budget),
        lines=[
            (line.label, yuan(line.amount), line.amount / max(told.total, 1)) for line in told.lines
        ],
        team=[
            (one.name, one.duty, [names.get(code, code) for code in one.qualifications])
            for one in told.team
        ],
        partners=[each.organization.name for each in bid.partners.all()],
        files=[
            (file.name, reverse("evaluators:attachment", args=[seat.pk, file.pk])) for file in files
        ],
    )


def _codes(team: tuple[Member, ...]) -> set[Any]:
    return {code for one in team for code in one.qualifications}

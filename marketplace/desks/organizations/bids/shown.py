"""What the pages of a bid say: what is missing, what was sent, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.bids.lifecycle import BID
from marketplace.bids.models import Bid, BidDraft
from marketplace.bids.queries import without_agreement
from marketplace.bids.rules import Content, Missing, missing_from
from marketplace.catalogue.models import Qualification
from marketplace.desks.money import yuan
from marketplace.desks.words import resident_word
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project


@dataclass(frozen=True, slots=True)
class Tender:
    """One project, for one organization: what stands of its bid."""

    project: Project
    organization: Organization
    draft: BidDraft | None
    bid: Bid | None

    @property
    def word(self) -> str:
        if self.bid is not None:
            return resident_word(BID, self.bid.state)[0]
        return _("Being written") if self.draft else _("No bid yet")

    @property
    def tone(self) -> str:
        if self.bid is not None:
            return "good"
        return "waiting" if self.draft else "neutral"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A bid that was sent, with what proves it."""

    bid: Bid
    word: str
    tone: str


def receipts_of(bids: Iterable[Bid]) -> list[Receipt]:
    return [Receipt(bid, *resident_word(BID, bid.state)) for bid in bids]


def checklist(
    content: Content, project: Project, qualifications: Iterable[Qualification]
) -> list[str]:
    """What is still missing, in words; empty when the bid can be sent."""
    names = {each.pk: each.name for each in qualifications}
    missing = missing_from(content, budget=project.budget, qualifications=names)
    return [_told(what, detail, names) for what, detail in missing]


def not_agreed(content: Content, tender: Tender) -> list[str]:
    """Who is named in it and has not said that they bid along, in words."""
    named = Organization.objects.filter(uscc__in=content.partners).exclude(
        pk=tender.organization.pk
    )
    found = without_agreement(named, tender.organization, tender.project)
    return [
        _("%(name)s has not agreed yet to bid along with you: it does so on its own page.")
        % {"name": each.name}
        for each in found
    ]


def _told(what: Missing, detail: str, names: dict[str, str]) -> str:
    match what:
        case Missing.TOTAL:
            return _over_or_under(int(detail))
        case Missing.OVER_BUDGET:
            return _("Your price is %(amount)s yuan above the budget.") % {
                "amount": yuan(int(detail))
            }
        case Missing.QUALIFICATION:
            return _("Nobody of your team can show: %(name)s.") % {"name": names[detail]}
    return _simply()[what]


def _over_or_under(fen: int) -> str:
    told = {"amount": yuan(abs(fen))}
    if fen > 0:
        return _("Your lines add up to %(amount)s yuan more than your price.") % told
    return _("Your lines add up to %(amount)s yuan less than your price.") % told


def _simply() -> dict[Missing, str]:
    return {
        Missing.APPROACH: _("Say how you will do it."),
        Missing.SCHEDULE: _("Say when what happens."),
        Missing.SAFEGUARDS: _("Say how people are kept safe."),
        Missing.LINES: _("Give at least one line of the budget."),
        Missing.TEAM: _("Name at least one person of your team."),
        Missing.DECLARATION: _("Sign the declaration at the end."),
    }

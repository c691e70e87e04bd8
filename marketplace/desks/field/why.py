"""Why somebody was asked, told to themselves. Who else was in question is not theirs to know."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.dispatch.models import Proposal
from marketplace.workorders.models import Offer


def proposals_of(offers: Iterable[Offer]) -> dict[int, Proposal]:
    """By offer, in one query; those that a person chose have none."""
    found = Proposal.objects.filter(offer__in=[offer.pk for offer in offers])
    return {proposal.offer_id: proposal for proposal in found if proposal.offer_id}


def why_you(offer: Offer, proposal: Proposal | None) -> list[str]:
    if offer.by_hand_for:
        return [
            _("The dispatch centre chose you: %(reason)s") % {"reason": offer.by_hand_for},
        ]
    return _from_facts(proposal.facts) if proposal else []


def _from_facts(facts: Mapping[str, Any]) -> list[str]:
    told = []
    if facts["answers"]:
        told.append(
            ngettext(
                "%(satisfied)d of %(answers)d resident was satisfied with you.",
                "%(satisfied)d of %(answers)d residents were satisfied with you.",
                facts["answers"],
            )
            % {"satisfied": facts["satisfied"], "answers": facts["answers"]}
        )
    if facts["before"]:
        told.append(_("You helped this resident before."))
    if facts["wished"]:
        told.append(_("The community picked you."))
    told.append(
        ngettext("You have %(free)d free place.", "You have %(free)d free places.", facts["free"])
        % {"free": facts["free"]}
    )
    return told

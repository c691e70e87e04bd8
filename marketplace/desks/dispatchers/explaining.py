"""How a run accounts for itself: one sentence for a citizen, the arithmetic one tap behind, the proof."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _

from marketplace.catalogue.models import UrgencyTag
from marketplace.desks.dispatchers.words import CERTIFICATES, REPLAYED, TERMS
from marketplace.desks.words import staff_word
from marketplace.dispatch import queries, sentences
from marketplace.dispatch.models import MatchRun, Proposal
from marketplace.dispatch.names import name_of, names_of
from marketplace.dispatch.replay import replay
from marketplace.kernel.errors import Refusal
from marketplace.look.words import number
from marketplace.needs.models import Need
from marketplace.workorders.lifecycle import OFFER


@dataclass(frozen=True, slots=True)
class Explained:
    """One proposal as the page shows it. `terms`: (word, points), the sum is `total`."""

    proposal: Proposal
    name: str
    sentences: list[str]
    terms: list[tuple[str, int]]
    runner_up: str
    gap: int
    became: tuple[str, str] | None

    @property
    def need(self) -> Need:
        return self.proposal.work_order.need

    @property
    def total(self) -> int:
        return self.proposal.total


def part_of(page: Page) -> slice:
    first = (page.number - 1) * page.paginator.per_page
    return slice(first, first + page.paginator.per_page)


def proposals_of(run: MatchRun, within: slice) -> list[Explained]:
    explained = queries.explained_proposals(run, within)
    seconds = [each.subject.runner_up["provider"] for each in explained if each.subject.runner_up]
    names = names_of(key for key in seconds if key)
    return [_explained(each.subject, each.sentences, names) for each in explained]


def _explained(proposal: Proposal, told: list[str], names: dict[str, str]) -> Explained:
    second = proposal.runner_up or {"provider": None, "gap": 0}
    return Explained(
        proposal=proposal,
        name=name_of(proposal.provider),
        sentences=told,
        terms=terms_of(proposal.terms),
        runner_up=names.get(second["provider"], ""),
        gap=second["gap"],
        became=_became(proposal),
    )


def terms_of(terms: dict[str, int]) -> list[tuple[str, int]]:
    return [(str(TERMS.get(name, name)), points) for name, points in terms.items()]


def _became(proposal: Proposal) -> tuple[str, str] | None:
    """What came of it: a word and its tone; None while it is only a proposal."""
    if proposal.offer:
        return staff_word(OFFER, proposal.offer.state)
    if proposal.not_offered:
        return _("Not offered: it %(why)s") % {"why": sentences.not_offered(proposal)}, "warn"
    return None


def overtaken_of(run: MatchRun) -> list[tuple[Proposal, str, str]]:
    """What changed between the preview and the commit: proposals that became no offer, and why."""
    late = run.proposals.exclude(not_offered="").select_related(
        "work_order__need__need_type", "service__organization", "volunteer"
    )
    return [(each, name_of(each.provider), sentences.not_offered(each)) for each in late]


def served_of(run: MatchRun) -> list[tuple[UrgencyTag, int]]:
    """How many orders of each tag get somebody, most urgent first."""
    return [(tag, run.served_by_tag.get(str(tag.rank), 0)) for tag in UrgencyTag.objects.all()]


def proof_of(run: MatchRun) -> list[tuple[str, Any]]:
    return [
        (_("Certificate"), CERTIFICATES.get(run.certificate, run.certificate)),
        (_("Total of points"), number(int(run.objective))),
        (_("Proven bound"), number(int(run.bound))),
        (_("Solver"), f"{run.solver} {run.solver_version}"),
        (_("Weights and rules"), _("version %(version)s") % {"version": run.weights_id}),
        (_("Took"), _("%(n)s milliseconds") % {"n": number(round(run.timings["with_database"]))}),
        (_("Digest of the input"), f"{run.input_digest[:16]}…"),
    ]


def replayed(run: MatchRun) -> dict[str, Any]:
    """The run made again from what went in that day."""
    try:
        found = replay(run)
    except Refusal as refusal:
        return {"tone": "bad", "differences": [], "failed": refusal.message}
    differences = [str(REPLAYED[what]) for what in dict.fromkeys(d.what for d in found.differences)]
    return {"tone": "bad" if differences else "good", "differences": differences, "failed": ""}

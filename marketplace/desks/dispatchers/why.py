"""Why exactly: one order of a run, its account to the last point."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.catalogue.models import UrgencyTag
from marketplace.desks.differences import moved_of
from marketplace.desks.dispatchers.drawing import drawing_of
from marketplace.desks.dispatchers.explaining import terms_of
from marketplace.desks.dispatchers.people import get_run, openable, reading_runs
from marketplace.dispatch import sentences
from marketplace.dispatch.accounts import Account, account_of, remedies_of
from marketplace.dispatch.engine import Remedy, WhyThisOne
from marketplace.dispatch.models import Proposal
from marketplace.dispatch.names import name_of, names_of
from marketplace.dispatch.repairs import sentences_of
from marketplace.kernel.errors import Hidden

Context = dict[str, Any]


@reading_runs
def why(request: HttpRequest, pk: str, number: str) -> HttpResponse:
    run = get_run(request.user, int(pk))
    account = account_of(run, number)
    if account is None:
        raise Hidden("not_in_the_run", _("This round did not plan that order."))
    context = {
        "run": run,
        "order": account.subject.work_order,
        "need": account.subject.work_order.need,
        "linked": bool(openable(request.user, [account.subject.work_order_id])),
        "drawing": drawing_of(account.plan, account.key),
    }
    if isinstance(account.subject, Proposal):
        context |= _chosen(account)
    else:
        context |= _left_out(account)
        # Seconds, not milliseconds: the page stands before it comes.
        context["remedies"] = _remedies(remedies_of(account)) if "repairs" in request.GET else None
    return render(request, "desks/dispatchers/why.html", context)


def _chosen(account: Account) -> Context:
    proposal, why = account.subject, account.why
    names = names_of([why.runner_up] if why.runner_up else [])
    # Who comes second has a part of the page of its own.
    proposal.runner_up = None
    left_out = account.left_out_points
    (moves,) = moved_of(why.moves[1:])
    return {
        "proposal": proposal,
        "name": name_of(proposal.provider),
        "sentences": sentences.why_this_one(proposal, names),
        "terms": terms_of(dict(why.terms)),
        "total": why.total,
        "runner_up": names.get(why.runner_up, ""),
        "compared": _compared(why),
        "gap": why.gap - left_out,
        "own_gap": why.gap - (why.elsewhere or 0),
        "elsewhere": (why.elsewhere or 0) - left_out,
        "loses": len(why.would_lose),
        "moves": moves,
        "moved": len(why.moves) - 1,
    }


def _compared(why: WhyThisOne) -> list[tuple[str, int, int]]:
    """(term, points of the pair, points of the runner-up's); places are apart, they depend on everybody."""
    own = [points for name, points in why.terms.items() if name in why.runner_up_terms]
    theirs = terms_of(
        {name: why.runner_up_terms[name] for name in why.terms if name in why.runner_up_terms}
    )
    return [(label, mine, other) for mine, (label, other) in zip(own, theirs, strict=True)]


def _left_out(account: Account) -> Context:
    why = account.why
    competition = why.competition
    names = names_of(each.provider for each in why.near_misses)
    return {
        "sentences": sentences.why_not(account.subject),
        "competition": competition,
        "held": _by_tag(competition.held_by_tag) if competition else [],
        "near": [
            (names[each.provider], sentences.against([each.reasons[0].value])[0])
            for each in why.near_misses
            if each.provider in names
        ],
    }


def _by_tag(held: Counter[int]) -> list[tuple[UrgencyTag, int]]:
    """Who holds the places, the most urgent first."""
    return [(tag, held[tag.rank]) for tag in UrgencyTag.objects.all() if held[tag.rank]]


def _remedies(remedies: Iterable[Remedy]) -> list[Context]:
    """Each with its sentences, who would come then, and how many others would go elsewhere for it."""
    remedies = list(remedies)
    names = names_of(remedy.effect.moves[0].after for remedy in remedies)
    return [
        {
            "sentences": told,
            "comes": names.get(remedy.effect.moves[0].after, ""),
            "gains": sum(move.before is None for move in remedy.effect.moves) - 1,
            "others": sum(move.before is not None for move in remedy.effect.moves),
        }
        for remedy, told in zip(remedies, sentences_of(remedies), strict=True)
    ]

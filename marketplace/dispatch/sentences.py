"""Why this one, and why not, as sentences: from the facts that a run has kept, in the reader's language."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from marketplace.catalogue.models import UrgencyTag
from marketplace.dispatch.keys import provider_key
from marketplace.dispatch.models import HandCost, Proposal, Unserved
from marketplace.dispatch.names import names_of
from marketplace.volunteers.choices import Unfit

# One provider and its reason, for a list by hand.
AGAINST = {
    "service": gettext_lazy("does not offer this service"),
    "need_type": gettext_lazy("does not offer this kind of help"),
    "qualification": gettext_lazy("lacks a qualification that is required, or it has expired"),
    "group": gettext_lazy("serves other groups of people"),
    "level": gettext_lazy("serves other levels of need"),
    "two_persons": gettext_lazy("cannot send enough people at once"),
    "language": gettext_lazy("sends nobody who speaks the language asked for"),
    "sex": gettext_lazy("cannot send a woman or a man, as was asked for"),
    "time_window": gettext_lazy("comes only at other times of the week"),
    "suspended": gettext_lazy("takes no new orders at the moment"),
    "licence_expired": gettext_lazy("has no insurance in force"),
    "banned": gettext_lazy("is banned"),
    "conflict": gettext_lazy("has a conflict of interest with this resident"),
    "refused_before": gettext_lazy("was asked before"),
    "area": gettext_lazy("does not serve this subdistrict"),
    "distance": gettext_lazy("is too far away"),
    "capacity": gettext_lazy("has no free place"),
    "week_full": gettext_lazy("has too few visits left in one of the weeks"),
    "below_threshold": gettext_lazy("would be a worse choice than waiting"),
}
# How many, and their reason, for an order without anybody.
COUNTED = {
    "service": ngettext_lazy(
        "%(n)d does not offer this service.", "%(n)d do not offer this service.", "n"
    ),
    "need_type": ngettext_lazy(
        "%(n)d does not offer this kind of help.", "%(n)d do not offer this kind of help.", "n"
    ),
    "qualification": ngettext_lazy(
        "%(n)d lacks a qualification that is required.",
        "%(n)d lack a qualification that is required.",
        "n",
    ),
    "group": ngettext_lazy("%(n)d serves other groups.", "%(n)d serve other groups.", "n"),
    "level": ngettext_lazy("%(n)d serves other levels.", "%(n)d serve other levels.", "n"),
    "two_persons": ngettext_lazy(
        "%(n)d cannot send enough people at once.", "%(n)d cannot send enough people at once.", "n"
    ),
    "language": ngettext_lazy(
        "%(n)d sends nobody who speaks the language asked for.",
        "%(n)d send nobody who speaks the language asked for.",
        "n",
    ),
    "sex": ngettext_lazy(
        "%(n)d cannot send a woman or a man, as was asked for.",
        "%(n)d cannot send a woman or a man, as was asked for.",
        "n",
    ),
    "time_window": ngettext_lazy(
        "%(n)d comes only at other times of the week.",
        "%(n)d come only at other times of the week.",
        "n",
    ),
    "suspended": ngettext_lazy(
        "%(n)d takes no new orders at the moment.", "%(n)d take no new orders at the moment.", "n"
    ),
    "licence_expired": ngettext_lazy(
        "%(n)d has no insurance in force.", "%(n)d have no insurance in force.", "n"
    ),
    "banned": ngettext_lazy("%(n)d is banned.", "%(n)d are banned.", "n"),
    "conflict": ngettext_lazy(
        "%(n)d has a conflict of interest.", "%(n)d have a conflict of interest.", "n"
    ),
    "refused_before": ngettext_lazy("%(n)d was asked before.", "%(n)d were asked before.", "n"),
    "area": ngettext_lazy(
        "%(n)d does not serve this subdistrict.", "%(n)d do not serve this subdistrict.", "n"
    ),
    "distance": ngettext_lazy("%(n)d is too far away.", "%(n)d are too far away.", "n"),
    "capacity": ngettext_lazy("%(n)d has no free place.", "%(n)d have no free place.", "n"),
    "week_full": ngettext_lazy(
        "%(n)d has too few visits left in one of the weeks.",
        "%(n)d have too few visits left in one of the weeks.",
        "n",
    ),
    "below_threshold": ngettext_lazy(
        "%(n)d would be a worse choice than waiting.",
        "%(n)d would be worse choices than waiting.",
        "n",
    ),
}
# What else may stand in the way between the preview and the offer.
OVERTAKEN = {
    "no_place": gettext_lazy("has no free place any more"),
    "asked_before": gettext_lazy("was asked before"),
    "not_on_shelf": gettext_lazy("is no longer on the shelf"),
    "wrong_step": gettext_lazy("is no longer needed: the order has moved on"),
    "taken": gettext_lazy("is no longer needed: the order has a provider"),
}


def why_this_one(proposal: Proposal, names: Mapping[str, str] | None = None) -> list[str]:
    """Why the engine proposes this provider. `names` by provider key, if they are known already."""
    facts = proposal.facts
    return [
        *_near(facts),
        *_trusted(facts),
        *_known(facts),
        *_wished(facts),
        *_contracted(facts),
        *_free(facts),
        *_second(proposal.runner_up, names),
    ]


def why_not(unserved: Unserved) -> list[str]:
    """Why the engine proposes nobody."""
    if not unserved.offering:
        return [_("Nobody in the district offers this service.")]
    told = [
        ngettext(
            "%(n)d provider in the district offers this service.",
            "%(n)d providers in the district offer this service.",
            unserved.offering,
        )
        % {"n": unserved.offering}
    ]
    told += [
        COUNTED[reason] % {"n": n}
        for reason, n in sorted(unserved.reasons.items(), key=_most_first)
    ]
    if unserved.eligible:
        told.append(
            ngettext(
                "%(n)d could help, but its places are needed by others, as urgent or more so.",
                "%(n)d could help, but their places are needed by others, as urgent or more so.",
                unserved.eligible,
            )
            % {"n": unserved.eligible}
        )
    return told


def what_they_cost(costs: Iterable[HandCost]) -> dict[int, list[str]]:
    """What each choice by hand cost the plan of all that waited then, by pk of its offer: three queries."""
    costs = list(costs)
    if not costs:
        return {}
    names = names_of(cost.instead_of for cost in costs if cost.instead_of)
    tags = list(UrgencyTag.objects.all())
    return {cost.offer_id: _what_it_cost(cost, names, tags) for cost in costs}


def _what_it_cost(
    cost: HandCost, names: Mapping[str, str], tags: Iterable[UrgencyTag]
) -> list[str]:
    told = [_instead_of(cost, names), *_served_by_hand(cost, tags)]
    if cost.points > 0:
        told.append(
            ngettext(
                "The plan got %(n)d point dearer.", "The plan got %(n)d points dearer.", cost.points
            )
            % {"n": cost.points}
        )
    elif not cost.points and not cost.served:
        told.append(_("It cost the plan nothing."))
    return told


def against(reasons: list[str]) -> list[str]:
    """Why not this one provider: a few words for each reason."""
    return [str(AGAINST[reason]) for reason in reasons]


def not_offered(proposal: Proposal) -> str:
    """Why a proposal did not become an offer; nothing if it did."""
    code = proposal.not_offered
    if not code:
        return ""
    unfit = Unfit(code).label if code in Unfit.values else ""
    return str(AGAINST.get(code) or OVERTAKEN.get(code) or unfit or _("could not be asked"))


def _instead_of(cost: HandCost, names: Mapping[str, str]) -> str:
    if not cost.instead_of:
        return _("The engine would have asked nobody.")
    if cost.instead_of == provider_key(cost.offer.service_id, cost.offer.volunteer_id):
        return _("The engine would have asked the same provider.")
    name = names.get(cost.instead_of, "")
    return _("The engine would have asked %(name)s.") % {"name": name}


def _served_by_hand(cost: HandCost, tags: Iterable[UrgencyTag]) -> list[str]:
    told = []
    for tag in (each for each in tags if str(each.rank) in cost.served):
        more = cost.served[str(tag.rank)]
        words = (
            ngettext(
                "%(tag)s: %(n)d order more gets somebody.",
                "%(tag)s: %(n)d orders more get somebody.",
                more,
            )
            if more > 0
            else ngettext(
                "%(tag)s: %(n)d order fewer gets somebody.",
                "%(tag)s: %(n)d orders fewer get somebody.",
                -more,
            )
        )
        told.append(words % {"tag": tag.name, "n": abs(more)})
    return told


def _near(facts: Mapping) -> list[str]:
    if facts["metres"] < 100:
        return [_("It is in the same place.")]
    kilometres = (Decimal(facts["metres"]) / 1000).quantize(Decimal("0.1"))
    return [_("It is about %(km)s km away.") % {"km": kilometres}]


def _trusted(facts: Mapping) -> list[str]:
    if not facts["answers"]:
        return [_("Nobody has judged its work yet.")]
    return [
        ngettext(
            "%(satisfied)d of %(answers)d resident was satisfied with it.",
            "%(satisfied)d of %(answers)d residents were satisfied with it.",
            facts["answers"],
        )
        % {"satisfied": facts["satisfied"], "answers": facts["answers"]}
    ]


def _known(facts: Mapping) -> list[str]:
    if facts["before"] is None:
        return []
    if facts["before"]:
        return [_("It helped this resident before.")]
    return [_("Somebody else helped this resident before, but cannot or is the worse choice now.")]


def _wished(facts: Mapping) -> list[str]:
    if facts["wished"] is None:
        return []
    if facts["wished"]:
        return [_("The community picked it.")]
    return [_("The community picked another provider, which cannot or is the worse choice now.")]


def _contracted(facts: Mapping) -> list[str]:
    # Rounds from before there were contracts say nothing of them.
    if facts.get("contracted") is None:
        return []
    if facts["contracted"]:
        return [_("It holds a contract of the district for such help.")]
    return [
        _("Another provider holds a contract for such help, but cannot or is the worse choice now.")
    ]


def _free(facts: Mapping) -> list[str]:
    return [
        ngettext(
            "It has %(free)d free place and helps %(load)d at the moment.",
            "It has %(free)d free places and helps %(load)d at the moment.",
            facts["free"],
        )
        % {"free": facts["free"], "load": facts["load"]}
    ]


def _second(runner_up: Mapping | None, names: Mapping[str, str] | None) -> list[str]:
    if runner_up is None:
        return []
    key, gap = runner_up["provider"], runner_up["gap"]
    if key is None:
        return [_("Nobody else could take it without somebody going without help.")]
    name = (names if names is not None else names_of([key])).get(key, "")
    if not gap:
        return [
            _("%(name)s would be just as good; the earlier registration decides.") % {"name": name}
        ]
    return [
        ngettext(
            "Next would be %(name)s: the whole plan would be %(gap)d point worse.",
            "Next would be %(name)s: the whole plan would be %(gap)d points worse.",
            gap,
        )
        % {"name": name, "gap": gap}
    ]


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]

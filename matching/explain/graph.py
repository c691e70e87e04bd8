"""What a card tells, as a small graph: to be drawn without further thought.

For a seeker who is served: the chain of moves of the best plan without its pair, from its own
provider over the runner-up to wherever that chain ends. For one left out: those it competes with,
nearest first; or, where nobody is eligible, whom only one reason excludes.

Arrows lead from seekers to providers. Every node has a place in a small grid, so that a page needs
only to multiply. This module needs networkx, and the package gets on without this module.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable

import networkx  # type: ignore[import-untyped]

from matching.errors import InputError
from matching.explain.chosen import WhyThisOne, why_this_one
from matching.explain.competition import Competition
from matching.explain.left_out import WhyNot, why_not
from matching.plan import Plan

MOST = 20
"""More nodes than this are counted, not drawn."""

AT_ONE = 4
"""So many of those who are at one provider are drawn."""

CENTRE = "centre"
"""Where those stay who go to no provider: the dispatch centre."""


def graph_of(plan: Plan, seeker_key: str, *, most: int = MOST) -> networkx.DiGraph:
    """The graph of one seeker's card, of at most ``most`` nodes.

    Nodes have ``kind`` (need, provider, centre), ``key``, ``tag`` (0 if it is no need), ``role``,
    ``x`` and ``y``, whole numbers from 0, and ``more``: so many are at this provider beside those
    drawn. Edges have ``kind``, ``cost`` (points of the pair; of the
    centre, the unserved cost), ``moved`` and ``reasons`` (codes, joined by spaces). The graph has
    ``seeker``, ``served``, and ``more_needs`` and ``more_providers`` that are not drawn.

    ==========  =====================================  =====================================
    served      roles                                  edges
    ==========  =====================================  =====================================
    yes         asked, own, runner_up, mover, next     goes: as it is; would_go: without it
    no          asked, candidate, holder, waiting      goes; could_go: but for the places
    no          asked, near_miss                       blocked: for these reasons
    ==========  =====================================  =====================================

    A served graph has ``gap`` and ``places``: the gap is the sum of what would go, less the sum of
    what goes, plus what the places cost more. One of a competition has ``needs`` and ``places``.

    Raises:
        InputError: the seeker is not in the plan, or ``most`` is below 2.
    """
    if most < 2:
        raise InputError("a graph of fewer than 2 nodes tells nothing")
    draft = _Draft(plan, most)
    if plan.assignment_of(seeker_key) is not None:
        everything = _chain(draft, why_this_one(plan, seeker_key))
    else:
        everything = _left_out(draft, why_not(plan, seeker_key))
    drawn = Counter(kind for _, kind in draft.graph.nodes(data="kind"))
    draft.graph.graph.update(
        seeker=seeker_key,
        served=plan.assignment_of(seeker_key) is not None,
        more_needs=everything["need"] - drawn["need"],
        more_providers=everything["provider"] - drawn["provider"],
    )
    return draft.graph


def graphml(graph: networkx.DiGraph) -> str:
    """The graph as GraphML, for other programs (U. Brandes et al., *GraphML progress report*, 2001)."""
    return "\n".join(networkx.generate_graphml(graph))


class _Draft:
    """A graph in the making, of as many nodes as there is room for."""

    def __init__(self, plan: Plan, most: int) -> None:
        self.plan, self.most = plan, most
        self.graph = networkx.DiGraph()
        self._tag = {each.key: each.tag for each in plan.problem.seekers}
        self._position = {each.key: at for at, each in enumerate(plan.problem.providers)}
        self._rows: Counter[int] = Counter()

    @property
    def is_full(self) -> bool:
        return len(self.graph) >= self.most

    def need(self, key: str, role: str, layer: int) -> str | None:
        """The node of a seeker; ``None`` if there is no room for it."""
        return self._node("need", key, self._tag[key], role, layer)

    def provider(self, key: str | None, role: str, layer: int) -> str | None:
        """The node of a provider, or of the dispatch centre."""
        if key is None:
            return self._node(CENTRE, "", 0, CENTRE, layer)
        return self._node("provider", key, 0, role, layer)

    def _node(self, kind: str, key: str, tag: int, role: str, layer: int) -> str | None:
        name = f"{kind}:{key}" if key else kind
        if name not in self.graph:
            if self.is_full:
                return None
            place = {"x": layer, "y": self._rows[layer]}
            self.graph.add_node(name, kind=kind, key=key, tag=tag, role=role, more=0, **place)
            self._rows[layer] += 1
        return name

    def edge(
        self, need: str | None, to: str | None, kind: str, cost: int, reasons: str = ""
    ) -> None:
        """An edge, if both ends are drawn."""
        if need and to:
            moved = kind == "would_go"
            self.graph.add_edge(need, to, kind=kind, cost=cost, moved=moved, reasons=reasons)

    def beside(self, to: str | None, there: Iterable[str]) -> None:
        """Count who of these is not drawn."""
        if to:
            more = sum(f"need:{key}" not in self.graph for key in there)
            self.graph.nodes[to]["more"] = more

    def cost(self, seeker_key: str, provider_key: str | None) -> int:
        """Points of a pair of the network, or what leaving the seeker out costs."""
        if provider_key is None:
            return self.plan.prices[self._tag[seeker_key]]
        layout = self.plan.working.layout
        i, j = self.plan.position_of(seeker_key), self._position[provider_key]
        return int(layout.network.cost[layout.arc_of(i, j)])


# -- why this one --


def _chain(draft: _Draft, why: WhyThisOne) -> Counter[str]:
    """Own provider, seeker, runner-up, who moves on from there, where to, ...: a layer each.

    Returns:
        How many nodes of each kind there would be if there were room.
    """
    draft.provider(why.provider, "own", 0)
    places = why.gap
    for at, move in enumerate(why.moves):
        need = draft.need(move.seeker, "mover" if at else "asked", 2 * at + 1)
        after = draft.provider(move.after, "next" if at else "runner_up", 2 * at + 2)
        before = draft.provider(move.before, "next", 2 * at)
        would, goes = (draft.cost(move.seeker, to) for to in (move.after, move.before))
        draft.edge(need, after, "would_go", would)
        draft.edge(need, before, "goes", goes)
        places -= would - goes
    draft.graph.graph.update(gap=why.gap, places=places)
    providers = {to for move in why.moves for to in (move.before, move.after)} - {None}
    return Counter(need=len(why.moves), provider=len(providers))


# -- why not --


def _left_out(draft: _Draft, why: WhyNot) -> Counter[str]:
    asked = draft.need(why.seeker, "asked", 0)
    competition = why.competition
    if competition is not None:
        draft.graph.graph.update(needs=competition.needs, places=competition.places)
        _spread(draft, why.seeker, _Rivals(draft.plan, competition))
        return Counter(need=competition.needs, provider=len(competition.providers))
    for each in why.near_misses:
        to = draft.provider(each.provider, "near_miss", 1)
        draft.edge(asked, to, "blocked", each.total, " ".join(each.reasons))
    return Counter(need=1, provider=len(why.near_misses))


class _Rivals:
    """Who competes: where each could go, the cheapest first; who has a place at each provider, and who
    waits for one. First come those who could go elsewhere, too, for they lead on; then by tag."""

    def __init__(self, plan: Plan, competition: Competition) -> None:
        self._layout, self._problem = plan.working.layout, plan.problem
        self._position_of = plan.position_of
        self.has = {each.seeker: each.provider for each in plan.assignments}
        self._at: dict[str, list[str]] = {}
        for key in sorted(competition.seekers, key=self._rank):
            for provider in [self.has[key]] if key in self.has else self.candidates(key):
                self._at.setdefault(provider, []).append(key)

    def _rank(self, key: str) -> tuple[bool, bool, int, str]:
        tag = self._problem.seekers[self._position_of(key)].tag
        return key not in self.has, len(self._arcs(key)) == 1, tag, key

    def candidates(self, key: str) -> list[str]:
        pairs, providers = self._layout.pairs, self._problem.providers
        cheapest = sorted(self._arcs(key), key=lambda arc: (int(pairs.cost[arc]), arc))
        return [providers[int(pairs.provider[arc])].key for arc in cheapest]

    def _arcs(self, key: str) -> range:
        first, i = self._layout.first_arc, self._position_of(key)
        return range(int(first[i]), int(first[i + 1]))

    def at(self, provider: str) -> list[str]:
        return self._at.get(provider, [])


def _spread(draft: _Draft, asked: str, rivals: _Rivals) -> None:
    """Breadth first: where it could go, who is there, where those could go, ...: a layer each."""
    queue, seen = deque([(asked, 0)]), set[str]()
    while queue and not draft.is_full:
        key, layer = queue.popleft()
        for provider in rivals.candidates(key):
            if provider in seen or draft.is_full:
                continue
            seen.add(provider)
            to = draft.provider(provider, "candidate", layer + 1)
            draft.edge(f"need:{key}", to, "could_go", draft.cost(key, provider))
            there = rivals.at(provider)
            for other in there[:AT_ONE]:
                holds = other in rivals.has
                if other != asked:
                    need = draft.need(other, "holder" if holds else "waiting", layer + 2)
                    kind = "goes" if holds else "could_go"
                    draft.edge(need, to, kind, draft.cost(other, provider))
                if holds:
                    queue.append((other, layer + 2))
            draft.beside(to, there)

"""Who hangs together with whom: the same legal representative, telephone, or address.

A hint for the person at the gate, with the way that connects the two. It never decides anything: names
repeat, and a house has many tenants.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import networkx as nx

LONGEST_WAY = 3
"""Organizations on a way, at most, beside the first: beyond it everybody knows everybody."""


class Tie(StrEnum):
    """What two organizations have in common."""

    REPRESENTATIVE = "representative"
    PHONE = "phone"
    ADDRESS = "address"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Known:
    """What ties an organization to others; an empty value ties nobody."""

    key: int
    ties: frozenset[tuple[Tie, str]]


@dataclass(frozen=True, slots=True)
class Way:
    """How one organization hangs together with a banned one: keys, and the tie between each two."""

    organizations: tuple[int, ...]
    ties: tuple[Tie, ...]

    @property
    def banned(self) -> int:
        return self.organizations[-1]


def ways_to(start: int, banned: Iterable[int], known: Iterable[Known]) -> list[Way]:
    """The shortest way from `start` to each of `banned` that it hangs together with, nearest first.

    A graph of organizations and of what they share (networkx, breadth first).
    """
    graph = nx.Graph()
    for one in known:
        graph.add_node(one.key)
        for tie, value in one.ties:
            if value:
                graph.add_edge(one.key, (tie, value))
    if start not in graph:
        return []
    paths = nx.single_source_shortest_path(graph, start, cutoff=2 * LONGEST_WAY)
    ways = [_way(paths[key]) for key in banned if key != start and key in paths]
    return sorted(ways, key=lambda way: (len(way.ties), way.organizations))


def _way(path: list) -> Way:
    return Way(tuple(path[::2]), tuple(tie for tie, _value in path[1::2]))

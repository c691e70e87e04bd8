"""A plan that goes on living.

What is accepted is no seeker any more and never moves; an offer without an answer may move, at the
price ``Weights.move``. Where several plans are equally good, standing still decides, not the key:
matched anew, the changed problem costs as much and serves as many of each tag, but more people may
have to hear of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import zip_longest
from time import perf_counter

from matching.certificate import Certificate
from matching.engine import match
from matching.errors import CertificateError, InputError
from matching.explain import Move
from matching.model import Problem, Provider, Seeker
from matching.plan import Plan
from matching.repair.books import GONE, NEW, NOBODY, Books, points
from matching.repair.changes import Arrival, Change, How, Refit, Repair, Withdrawal
from matching.repair.proof import prove, solve_again
from matching.repair.shifts import fill, follow_k, place

WAY_BY_WAY = 100
"""Up to so many units out of place are brought to rest one by one; for more, solving everything again
is quicker (measured by ``repair.bench``)."""


class Standing:
    """A proven plan that goes on living. It keeps books of its own; the plan stays as it was.

    >>> from matching import Provider, Seeker, match
    >>> def need(key, **more):
    ...     return Seeker(key=key, need_type="t", subcategory="A1", group="E", level=1, x=0, y=0,
    ...                   community="c", subdistrict="s", **more)
    >>> def volunteer(key, x):
    ...     return Provider(key=key, kind="volunteer", party=key, places=1, load=0, x=x, y=0,
    ...                     subcategories=frozenset({"A1"}), groups=frozenset({"E"}),
    ...                     levels=frozenset({1}), qualifications=frozenset())
    >>> standing = Standing(match([need("n1", tag=3)], [volunteer("v1", 0), volunteer("v2", 900)]))
    >>> urgent = standing.arrive(need("n2", tag=1, refused=frozenset({"v2"})))
    >>> urgent.placed, [(each.seeker, each.before, each.after) for each in urgent.moves]
    ({'n2': 'v1'}, [('n1', 'v1', 'v2')])
    >>> standing.lose("v2").moves[0].after, standing.served_by_tag, standing.proof().gap
    (None, {1: 1, 2: 0, 3: 0, 4: 0}, 0)
    """

    def __init__(self, plan: Plan, *, way_by_way: int = WAY_BY_WAY) -> None:
        self._way_by_way = way_by_way
        self._open(plan)

    # -- what stands --

    @property
    def problem(self) -> Problem:
        """The input as it stands; ``match`` of it costs what stands here."""
        return self._books.problem()

    @property
    def goes_to(self) -> dict[str, str | None]:
        """Where everybody goes, by key; ``None``: stays with the dispatch centre."""
        books = self._books
        return {key: self._key(books.goes[v]) for key, v in books.position.items()}

    @property
    def served_by_tag(self) -> dict[int, int]:
        """Number served of each tag 1..4."""
        return self._books.served_by_tag()

    def provider(self, key: str) -> Provider:
        """A provider as it stands."""
        if key not in self._books.provider_position:
            raise InputError(f"provider {key} is not in this plan")
        return self._books.providers[self._books.provider_position[key]]

    def proof(self) -> Certificate:
        """The optimum proven from the input as it stands, over every arc of a network built anew.

        Raises:
            CertificateError: it is none, or visits by week bind; the message says which.
        """
        return prove(self._books)

    # -- what happens --

    def arrive(self, seeker: Seeker) -> Repair:
        """One more need."""
        return self.repair(Arrival(seeker))

    def withdraw(self, seeker: str) -> Repair:
        """One need less."""
        return self.repair(Withdrawal(seeker))

    def accept(self, seeker: str) -> Repair:
        """An offer is accepted: the need waits no more, its place and its visits are taken."""
        v = self._seeker(seeker)
        if self._books.goes[v] == NOBODY:
            raise InputError(f"seeker {seeker} is unmatched; there is nobody to accept it")
        one = self._books.providers[self._books.goes[v]]
        left = _without(one.visits, self._books.seekers[v].visits)
        taken = replace(one, places=one.places - 1, load=one.load + 1, visits=left)
        return self.repair(Withdrawal(seeker), Refit(taken))

    def free(self, provider: str, orders: int = 1) -> Repair:
        """Orders end, or their acceptance is cancelled: their places are free again.

        Their visits are not: who knows of which weeks they were, hands in a ``Refit``.
        """
        one = self.provider(provider)
        freed = replace(one, places=one.places + orders, load=one.load - orders)
        return self.repair(Refit(freed))

    def lose(self, provider: str, places: int | None = None) -> Repair:
        """A helper falls ill: so many places fewer, or none left at all."""
        one = self.provider(provider)
        left = 0 if places is None else one.places - places
        return self.repair(Refit(replace(one, places=left)))

    def repair(self, *changes: Change) -> Repair:
        """Several changes in their order, as one: moves are counted over all of them.

        Raises:
            InputError: a change does not fit what stands; none of them is made.
            CertificateError: the repair breaks a rule, or costs something else than was found. Then
                this ``Standing`` is of no use any more: match again.
        """
        started = perf_counter()
        self._refuse_misfits(changes)
        self._make_room(sum(isinstance(change, Arrival) for change in changes))
        touched, coming, single = self._rewrite(changes)
        how = self._settle(touched, coming, single)
        if how is not How.MATCHED_ANEW and self._weeks_overflow(touched):
            how = How.MATCHED_ANEW
        before = self._match_anew() if how is How.MATCHED_ANEW else self._close()
        return self._told(before, coming, how, started)

    # -- step by step --

    def _open(self, plan: Plan) -> None:
        self._books = Books(plan)
        self._is_flow = self._books.is_optimum()
        if self._is_flow:
            self._make_room(len(plan.problem.seekers))

    def _refuse_misfits(self, changes: Iterable[Change]) -> None:
        here: dict[str, bool] = {}
        for change in changes:
            match change:
                case Arrival(seeker):
                    if here.get(seeker.key, seeker.key in self._books.position):
                        raise InputError(f"seeker {seeker.key} is in this plan already")
                    here[seeker.key] = True
                case Withdrawal(key):
                    if not here.get(key, key in self._books.position):
                        raise InputError(f"seeker {key} is not in this plan")
                    here[key] = False
                case Refit(now):
                    was = self.provider(now.key)
                    if replace(was, places=now.places, load=now.load, visits=now.visits) != now:
                        raise InputError(
                            f"provider {now.key}: only places, load and visits change in a plan "
                            "that stands; match again"
                        )

    def _rewrite(
        self, changes: Iterable[Change]
    ) -> tuple[set[int], dict[str, tuple[Seeker, int]], bool]:
        """Strike out who leaves and refit providers.

        Returns:
            The providers that may now hold more or fewer than they should; by key, who is to be
            brought in, with where each stood; whether single ways are enough to settle it.
        """
        books = self._books
        touched: set[int] = set()
        stood: dict[str, int] = {}
        coming: dict[str, tuple[Seeker, int]] = {}
        single = True
        for change in changes:
            match change:
                case Arrival(seeker):
                    coming[seeker.key] = seeker, stood.get(seeker.key, NEW)
                case Withdrawal(key) if key in coming:
                    del coming[key]
                case Withdrawal(key):
                    v = books.position[key]
                    stood[key] = books.stood.get(v, books.goes[v])
                    touched.add(books.goes[v])
                    books.drop(v)
                case Refit(provider):
                    touched.add(books.provider_position[provider.key])
                    single &= books.refit(provider)
        touched.discard(NOBODY)
        return touched, coming, single

    def _settle(
        self, touched: set[int], coming: Mapping[str, tuple[Seeker, int]], single: bool
    ) -> How:
        """Bring the changed books to their optimum, as far as a flow can say it."""
        books = self._books
        if self._is_flow and single and self._level(touched) + len(coming) <= self._way_by_way:
            promised = self._balance(touched) + sum(map(self._bring_in, coming.values()))
            how = How.REPAIRED
        else:
            for seeker, stood in coming.values():
                books.add(seeker, stood)
            if not self._is_flow:
                return How.MATCHED_ANEW
            promised = solve_again(books)
            how = How.SOLVED_AGAIN
        if promised != books.objective:
            raise CertificateError(f"{books.objective} points where {promised} were found")
        return how

    def _make_room(self, more: int) -> None:
        """Keep ``K`` large enough for the order by tag, with room for as many needs again."""
        books = self._books
        if self._is_flow and books.big_k < books.sufficient_k(len(books.position) + more):
            books.raise_k(books.sufficient_k(2 * (len(books.position) + more)))
            follow_k(books)

    def _level(self, touched: Iterable[int]) -> int:
        """Take and give back places by their price, and count the units then out of place."""
        books = self._books
        for j in touched:
            books.level(j)
        return sum(abs(len(books.holders[j]) - books.taken[j]) for j in touched)

    def _balance(self, touched: Iterable[int]) -> int:
        """Bring elsewhere what is too much, fill what is too little.

        Returns:
            The objective that this must lead to.
        """
        books = self._books
        promised = books.objective
        for j in sorted(touched):
            while len(books.holders[j]) > books.taken[j]:
                promised += points(place(books, {j: 0})[1])
            while len(books.holders[j]) < books.taken[j]:
                promised += points(fill(books, j))
        return promised

    def _bring_in(self, comer: tuple[Seeker, int]) -> int:
        """Enter one need where it costs the plan least, and give that cost in points."""
        books = self._books
        v = books.add(*comer)
        entered, cost = place(books, books.arcs[v], stay=books.unserved[v])
        if entered != NOBODY:
            books.send(v, entered)
        return points(cost)

    def _weeks_overflow(self, touched: set[int]) -> bool:
        books = self._books
        reached = {books.goes[v] for v in books.stood if books.goes[v] >= 0}
        return any(books.is_overfull(j) for j in touched | reached)

    def _match_anew(self) -> dict[str, int]:
        """Where everybody stood, by key."""
        books = self._books
        before = {key: books.stood.get(v, books.goes[v]) for key, v in books.position.items()}
        now = books.problem()
        self._open(match(now.seekers, now.providers, weights=now.weights, rules=now.rules))
        return before

    def _close(self) -> dict[str, int]:
        """Where everybody stood whose line was touched, by key."""
        books = self._books
        stood = {v: j for v, j in books.close().items() if books.goes[v] != GONE}
        for v in stood:
            if books.goes[v] != NOBODY:
                self._judge(v)
        return {books.seekers[v].key: j for v, j in stood.items()}

    def _judge(self, v: int) -> None:
        """Whoever moved, by the readable law; wherever they went, counted."""
        books = self._books
        j = books.goes[v]
        seeker, provider = books.seekers[v], books.providers[j]
        pair = books.pair(seeker, provider)
        if pair is None or pair != points(books.paid[v]):
            raise CertificateError(f"{seeker.key} to {provider.key}: {pair} points by the law")
        if not len(books.holders[j]) == books.taken[j] <= provider.places:
            raise CertificateError(f"provider {provider.key}: the places do not add up")

    def _told(
        self, before: Mapping[str, int], came: Iterable[str], how: How, started: float
    ) -> Repair:
        books = self._books
        goes = {key: books.goes[books.position[key]] for key in before}
        return Repair(
            placed={key: self._key(goes[key]) for key in came},
            moves=tuple(
                Move(
                    key,
                    books.seekers[books.position[key]].tag,
                    self._key(was),
                    self._key(goes[key]),
                )
                for key, was in sorted(before.items())
                if was not in (NEW, goes[key])
            ),
            served_by_tag=books.served_by_tag(),
            objective=books.objective,
            points=books.objective - books.unserved_cost(),
            big_k=books.big_k,
            how=how,
            milliseconds=round((perf_counter() - started) * 1000, 3),
        )

    def _key(self, j: int) -> str | None:
        return self._books.providers[j].key if j >= 0 else None

    def _seeker(self, key: str) -> int:
        if key not in self._books.position:
            raise InputError(f"seeker {key} is not in this plan")
        return self._books.position[key]


def _without(left: tuple[int, ...] | None, taken: tuple[int, ...]) -> tuple[int, ...] | None:
    """Visits left by week, less those taken.

    >>> _without((5, 5), (2, 2, 2)), _without((5, 5), (1,)), _without(None, (1,))
    ((3, 3), (4, 5), None)
    """
    if left is None:
        return None
    return tuple(
        most - wanted for most, wanted in zip_longest(left, taken[: len(left)], fillvalue=0)
    )

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from marketplace.catalogue.choices import ProposalState
from marketplace.catalogue.models import NeedType, NeedTypeProposal
from marketplace.catalogue.searching import Card, Hit, index_of


@dataclass(frozen=True, slots=True)
class Found:
    """A need type that a text proposes, and why: the `words` that they share."""

    need_type: NeedType
    score: int
    words: tuple[str, ...]


def need_types() -> QuerySet[NeedType]:
    """The list that everybody may read: all that is not retired."""
    return NeedType.objects.filter(retired_on__isnull=True).select_related(
        "group", "level", "tag", "subcategory__category"
    )


def open_proposals() -> QuerySet[NeedTypeProposal]:
    """Waiting for a decision, the most wanted first."""
    return (
        NeedTypeProposal.objects.filter(state=ProposalState.OPEN)
        .select_related("group", "level", "proposed_by")
        .order_by("-times", "proposed_at")
    )


def search_need_types(
    text: str, *, groups: Collection[str] | None = None, limit: int = 8
) -> list[Found]:
    """Need types that `text` may mean, best first; `groups` (codes) lift their own and hide none.

    Any text is answered, a senseless one with nothing. The list is read anew each time, so that an
    edit shows at once; only the index over it is kept. Three queries.
    """
    return _named(index_of(_cards()).search(text, groups=groups or (), limit=limit))


def guess_need_types(text: str, *, limit: int = 8) -> list[Found]:
    """For a text that nothing was found for: what sounds a little like it, or shares a character that few use.
    It wants to be told as a guess. Three queries."""
    return _named(index_of(_cards()).guess(text, limit=limit))


def _named(hits: list[Hit]) -> list[Found]:
    """What was retired in between is on no list any more."""
    named = need_types().in_bulk([hit.code for hit in hits]) if hits else {}
    return [Found(named[hit.code], hit.score, hit.words) for hit in hits if hit.code in named]


def _cards() -> tuple[Card, ...]:
    """Of the whole list, as columns: most of it is read for its words alone."""
    further: dict[str, list[str]] = defaultdict(list)
    links = NeedType.further_groups.through.objects.values_list("needtype_id", "targetgroup_id")
    for code, group in links:
        further[code].append(group)
    rows = need_types().values_list(
        "code",
        "group_id",
        "name_zh",
        "name_en",
        "keywords_zh",
        "keywords_en",
        "description_zh",
        "description_en",
    )
    return tuple(
        Card(
            code=code,
            groups=frozenset((group, *further[code])),
            names=(name_zh, name_en),
            keywords=tuple(filter(None, (*said_zh.split("|"), *said_en.split("|")))),
            descriptions=(told_zh, told_en),
        )
        for code, group, name_zh, name_en, said_zh, said_en, told_zh, told_en in rows
    )

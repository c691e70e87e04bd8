from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from marketplace.catalogue.choices import ProposalState
from marketplace.catalogue.models import NeedType, NeedTypeProposal
from marketplace.catalogue.searching import Card, index_of


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
    edit shows at once; only the index over it is kept.
    """
    listed = {
        need_type.code: need_type for need_type in need_types().prefetch_related("further_groups")
    }
    index = index_of(tuple(_card(need_type) for need_type in listed.values()))
    return [
        Found(listed[hit.code], hit.score, hit.words)
        for hit in index.search(text, groups=groups or (), limit=limit)
    ]


def _card(need_type: NeedType) -> Card:
    return Card(
        code=need_type.code,
        groups=frozenset((need_type.group_id, *(g.code for g in need_type.further_groups.all()))),
        names=(need_type.name_zh, need_type.name_en),
        keywords=tuple(
            word
            for keywords in (need_type.keywords_zh, need_type.keywords_en)
            for word in keywords.split("|")
            if word
        ),
        descriptions=(need_type.description_zh, need_type.description_en),
    )

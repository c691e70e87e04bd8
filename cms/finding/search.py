"""Services for words. What the words may mean is the catalogue's to say (`search_need_types`); names of services and
of organizations are searched the same way. Whatever is not on the shelf at this moment is not found."""

from dataclasses import dataclass

from django.db.models import QuerySet

from marketplace.catalogue.models import NeedType
from marketplace.catalogue.queries import Found as Hit
from marketplace.catalogue.queries import guess_need_types, search_need_types
from marketplace.catalogue.searching import Card, index_of
from marketplace.catalogue.sounding import spoken
from marketplace.catalogue.wording import fold
from marketplace.organizations.models import Organization, Service
from marketplace.organizations.queries import services_on_shelf

NEEDS, NAMES, ORGANIZATIONS = 12, 8, 5
# What a service is worth for the best of each kind, and how much less for each that follows.
BY_NEED, BY_NAME, BY_ORGANIZATION, STEP = 100, 90, 120, 7
# An organization that only shares a word with what was typed.
BY_A_WORD = 50
# A service that is called what was typed.
BY_CALLED = 110
AGREED = 3


@dataclass(frozen=True, slots=True)
class Found:
    """Kinds of need that the words may mean, best first; and the services, by pk, best first. `is_guess`: nothing
    said what was typed, and these come near it."""

    needs: list[NeedType]
    services: list[int]
    is_guess: bool = False

    @property
    def is_danger(self) -> bool:
        """What was typed sounds as if somebody's life or body were at stake."""
        return not self.is_guess and bool(self.needs) and self.needs[0].is_crisis


def find(text: str) -> Found:
    """However many services there are, as many queries."""
    hits = _danger_first(search_need_types(text, limit=NEEDS))
    needs = [hit.need_type for hit in hits]
    is_a_kind_of_help = any(_says(fold(text).strip(), word) for hit in hits for word in hit.words)
    shelf = services_on_shelf()
    worth: dict[int, int] = {}
    _by_need(needs, shelf, worth)
    _by_name(text, shelf, worth)
    _by_organization(text, shelf, worth, is_a_kind_of_help=is_a_kind_of_help)
    is_guess = not hits and not worth
    if is_guess:
        needs = [hit.need_type for hit in guess_need_types(text, limit=NEEDS)]
        _by_need(needs, shelf, worth)
    quality = set(
        shelf.filter(organization__is_quality=True, pk__in=worth).values_list("pk", flat=True)
    )
    ranked = sorted(worth, key=lambda pk: (-worth[pk], pk not in quality, pk))
    return Found(needs, ranked, is_guess and bool(needs))


def _danger_first(hits: list[Hit]) -> list[Hit]:
    """Whoever may be in danger is not read past: a crisis that is nearly as likely stands before the likeliest."""
    best = max((hit.score for hit in hits), default=0)
    return sorted(hits, key=lambda hit: not (hit.need_type.is_crisis and hit.score * 3 >= best * 2))


def _by_need(needs: list[NeedType], shelf: QuerySet[Service], worth: dict[int, int]) -> None:
    """Each by the best of the needs that it answers: those it names, or all of its subcategory."""
    if not needs:
        return
    rank = {need.pk: place for place, need in enumerate(needs)}
    within: dict[str, int] = {}
    for need in reversed(needs):
        within[need.subcategory_id] = rank[need.pk]
    likely = shelf.filter(subcategory__in=within)
    named: dict[int, list[str]] = {}
    links = Service.need_types.through.objects.filter(service__in=likely.order_by().values("pk"))
    for service, need in links.values_list("service_id", "needtype_id"):
        named.setdefault(service, []).append(need)
    for pk, subcategory in likely.order_by().values_list("pk", "subcategory"):
        if pk in named:
            places = [rank[need] for need in named[pk] if need in rank]
        else:
            places = [within[subcategory]]
        if places:
            _add(worth, pk, BY_NEED - STEP * min(places))


def _says(typed: str, word: str) -> bool:
    """Whether that word was typed, in characters or by its sound."""
    if typed == word:
        return True
    letters = typed.replace(" ", "")
    return len(letters) > 3 and letters.isascii() and "".join(spoken(word)).startswith(letters)


def _by_name(text: str, shelf: QuerySet[Service], worth: dict[int, int]) -> None:
    names = sorted(set(shelf.order_by().values_list("name_zh", "name_en")))
    cards = tuple(_card(str(at), *name) for at, name in enumerate(names))
    hits = index_of(cards).search(text, limit=NAMES)
    value = {
        names[int(hit.code)]: BY_CALLED
        if _is_called(text, names[int(hit.code)])
        else BY_NAME - STEP * at
        for at, hit in enumerate(hits)
    }
    if value:
        likely = shelf.filter(name_zh__in=[name_zh for name_zh, _ in value]).order_by()
        for pk, *name in likely.values_list("pk", "name_zh", "name_en"):
            if told := value.get((name[0], name[1])):
                _add(worth, pk, told)


def _is_called(text: str, names: tuple[str, str]) -> bool:
    """Whether it is the name that was typed, or a part of it that says something."""
    typed = fold(text).strip()
    return len(typed) > 1 and any(
        typed in fold(name) or fold(name) in typed for name in names if name
    )


def _by_organization(
    text: str, shelf: QuerySet[Service], worth: dict[int, int], *, is_a_kind_of_help: bool
) -> None:
    """Whoever types a kind of help does not mean those who have that word in their name."""
    called = organizations_called(text, limit=ORGANIZATIONS)
    place = {organization: at for at, organization in enumerate(called)}
    if place:
        likely = shelf.filter(organization__in=place).order_by()
        for pk, organization in likely.values_list("pk", "organization"):
            is_meant = called[organization] and not is_a_kind_of_help
            value = BY_ORGANIZATION if is_meant else BY_A_WORD
            _add(worth, pk, value - STEP * place[organization])


def organizations_called(text: str, *, limit: int) -> dict[int, bool]:
    """Those with something on the shelf whose name the words are or sound like, best first: by pk, whether it is
    their name that was typed and not a word that many share."""
    resident = Organization.objects.filter(
        pk__in=services_on_shelf().order_by().values("organization")
    ).order_by("pk")
    cards = tuple(
        _card(str(pk), *map(_bare, names))
        for pk, *names in resident.values_list("pk", "name_zh", "name_en")
    )
    hits = index_of(cards).search(text, limit=limit)
    typed = fold(text).strip()
    names = {card.code: [fold(name) for name in card.names] for card in cards}
    return {
        int(hit.code): _is_name(typed, hit.words, names[hit.code])
        for hit in hits
        if any(len(word) > 1 for word in hit.words)
    }


def _is_name(typed: str, words: tuple[str, ...], names: list[str]) -> bool:
    """Whether a name was typed, or the sound of one. A word of English that a name happens to have is none: home
    stands in many, and in many questions."""
    if any(typed in name or name in typed for name in names):
        return True
    return typed.isascii() and any(not word.isascii() and word in names for word in words)


def _bare(name: str) -> str:
    return name.partition("（")[0].partition(" (")[0]


def _card(code: str, name_zh: str, name_en: str) -> Card:
    return Card(code, frozenset(), tuple(filter(None, (name_zh, name_en))), (), ())


def _add(worth: dict[int, int], pk: int, value: int) -> None:
    """By the best of what speaks for it; what a second thing speaks for too comes before its equals."""
    worth[pk] = max(worth[pk], value) + AGREED if pk in worth else value

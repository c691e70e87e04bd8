"""What would have to change so that somebody left out is helped, as sentences in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from marketplace.catalogue.choices import HelperSex, Language, Window
from marketplace.catalogue.models import (
    NeedType,
    Qualification,
    ServiceLevel,
    Subcategory,
    TargetGroup,
)
from marketplace.dispatch.engine import OF_SEEKER, Kind, Part, Remedy
from marketplace.dispatch.keys import BACKGROUND, pk_of
from marketplace.dispatch.names import names_of
from marketplace.places.models import District, Subdistrict
from marketplace.workorders.models import WorkOrder

# `who` is a provider, or the number of an order; `what` the name behind a code; `n` the amount.
TOLD: dict[Kind, Any] = {
    Kind.PLACE: ngettext_lazy("%(n)d place more at %(who)s.", "%(n)d places more at %(who)s.", "n"),
    Kind.WAIT: ngettext_lazy(
        "%(n)d order that %(who)s carries comes to its end first.",
        "%(n)d orders that %(who)s carries come to their end first.",
        "n",
    ),
    Kind.VISIT: ngettext_lazy(
        "%(who)s makes %(n)d visit more in a week.",
        "%(who)s makes %(n)d visits more in a week.",
        "n",
    ),
    Kind.LATER: ngettext_lazy(
        "Order %(who)s begins %(n)d week later.", "Order %(who)s begins %(n)d weeks later.", "n"
    ),
    Kind.RADIUS: ngettext_lazy(
        "%(who)s goes %(n)d metre farther.", "%(who)s goes %(n)d metres farther.", "n"
    ),
    Kind.AREA: gettext_lazy("%(who)s also serves %(what)s."),
    Kind.DISTRICT: gettext_lazy("%(who)s also serves %(what)s."),
    Kind.HOURS: gettext_lazy("%(who)s also comes at this time: %(what)s."),
    Kind.OTHER_TIME: gettext_lazy(
        "The resident of order %(who)s agrees to another time: %(what)s."
    ),
    Kind.WISH: gettext_lazy(
        "The resident of order %(who)s does without the provider that was picked."
    ),
    Kind.QUALIFICATION: gettext_lazy("%(who)s can show this qualification: %(what)s."),
    Kind.HELPER: ngettext_lazy(
        "%(who)s sends %(n)d person more at once.", "%(who)s sends %(n)d people more at once.", "n"
    ),
    Kind.LANGUAGE: gettext_lazy("%(who)s sends somebody who speaks this: %(what)s."),
    Kind.SEX: gettext_lazy("%(who)s can send, as was asked for: %(what)s."),
    Kind.GROUP: gettext_lazy("%(who)s also serves this group: %(what)s."),
    Kind.LEVEL: gettext_lazy("%(who)s also serves this level: %(what)s."),
    Kind.NEED_TYPE: gettext_lazy("%(who)s also offers this kind of help: %(what)s."),
    Kind.SERVICE: gettext_lazy("%(who)s takes up this service: %(what)s."),
    Kind.LICENCE: gettext_lazy("The insurance of %(who)s is renewed."),
    Kind.SUSPENSION: gettext_lazy("%(who)s takes orders again."),
}
NAMED = {
    Kind.AREA: Subdistrict,
    Kind.DISTRICT: District,
    Kind.QUALIFICATION: Qualification,
    Kind.GROUP: TargetGroup,
    Kind.LEVEL: ServiceLevel,
    Kind.NEED_TYPE: NeedType,
    Kind.SERVICE: Subcategory,
}
CHOICES = {
    Kind.HOURS: Window,
    Kind.OTHER_TIME: Window,
    Kind.LANGUAGE: Language,
    Kind.SEX: HelperSex,
}


def sentences_of(remedies: Iterable[Remedy]) -> list[list[str]]:
    """For each remedy a sentence for each of its parts: three queries, and one for each kind of code."""
    remedies = list(remedies)
    parts = [part for remedy in remedies for part in remedy.parts]
    who, what = _who(parts), _what(parts)
    return [[_sentence(part, who, what) for part in remedy.parts] for remedy in remedies]


def _sentence(part: Part, who: Mapping[str, str], what: Mapping[tuple[Kind, str], str]) -> str:
    return TOLD[part.kind] % {
        "who": who.get(part.key, ""),
        "what": what.get((part.kind, part.code), part.code),
        "n": part.amount,
    }


def _who(parts: Iterable[Part]) -> dict[str, str]:
    """Names of providers and numbers of orders, by key."""
    orders = {part.key for part in parts if part.kind in OF_SEEKER}
    numbers = WorkOrder.objects.in_bulk([pk_of(key) for key in orders])
    named = names_of(part.key for part in parts if part.kind not in OF_SEEKER)
    return named | {key: numbers[pk_of(key)].number for key in orders}


def _what(parts: Iterable[Part]) -> dict[tuple[Kind, str], str]:
    codes: dict[Kind, set[str]] = defaultdict(set)
    for part in parts:
        codes[part.kind].add(part.code)
    return {(kind, code): name for kind, some in codes.items() for code, name in _names(kind, some)}


def _names(kind: Kind, codes: Iterable[str]) -> Iterable[tuple[str, str]]:
    """What these codes of one kind mean."""
    if kind in CHOICES:
        return [(code, str(CHOICES[kind](code).label)) for code in codes]
    if kind not in NAMED:
        return []
    known = [(str(pk), each.name) for pk, each in NAMED[kind].objects.in_bulk(codes).items()]
    return [*known, (BACKGROUND, _("background declaration"))]

"""What a proposed change would change, in words: for the organization that sent it and the officer who checks it.

A page puts `revision` and `differences` into its context and includes `desks/organizations/_revision.html`.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.catalogue.models import NeedType, TargetGroup
from marketplace.look.words import in_yuan, number
from marketplace.organizations.models import Revision
from marketplace.places.models import Subdistrict

LABELS = {
    "name_zh": gettext_lazy("What it is called, in Chinese"),
    "name_en": gettext_lazy("What it is called, in English"),
    "description_zh": gettext_lazy("What you do, in Chinese"),
    "description_en": gettext_lazy("What you do, in English"),
    "need_types": gettext_lazy("Which needs it answers"),
    "groups": gettext_lazy("For whom"),
    "subdistricts": gettext_lazy("Where you come to"),
    "radius": gettext_lazy("How far from your seat, in metres"),
    "places": gettext_lazy("People at one time"),
    "helpers": gettext_lazy("Helpers you can send together"),
    "price_cents": gettext_lazy("Price for one time, in yuan"),
}
LISTS = {"need_types": NeedType, "groups": TargetGroup, "subdistricts": Subdistrict}
# What an empty list, or no figure, means.
NONE = {
    "need_types": gettext_lazy("Every need of this kind"),
    "subdistricts": gettext_lazy("The whole district"),
    "radius": gettext_lazy("No limit"),
    "price_cents": gettext_lazy("Free"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    label: Any
    before: str
    after: str


def differences_of(revision: Revision) -> list[Difference]:
    """In the order of the form; one query for each list that differs."""
    told = revision.told
    return [
        Difference(label, *_in_words(name, *told[name]))
        for name, label in LABELS.items()
        if name in told
    ]


def _in_words(name: str, before: Any, after: Any) -> tuple[str, str]:
    if name not in LISTS:
        return _fact(name, before), _fact(name, after)
    names = {one.pk: one.name for one in LISTS[name].objects.filter(pk__in=[*before, *after])}
    return tuple(
        _(", ").join(names.get(code, code) for code in codes) or str(NONE.get(name, ""))
        for codes in (before, after)
    )  # type: ignore[return-value]


def _fact(name: str, value: Any) -> str:
    if not value:
        return str(NONE.get(name, _("Not told")))
    if name == "price_cents":
        return in_yuan(value)
    return value if isinstance(value, str) else number(value)

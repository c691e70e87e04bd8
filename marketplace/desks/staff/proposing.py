"""Free text proposes kinds of need; a person decides. Shared by posting and triage."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.catalogue.models import NeedType, TargetGroup
from marketplace.catalogue.queries import need_types, search_need_types
from marketplace.households.models import Resident
from marketplace.look.forms import RadioCards
from marketplace.organizations.models import Service
from marketplace.organizations.queries import services_for
from marketplace.places.models import Community
from marketplace.workorders.queries import with_free_places

OTHER = "other"
PROPOSED = 4


@dataclass(frozen=True, slots=True)
class Card:
    """A kind of need as one may choose it, with the words that speak for it."""

    need_type: NeedType
    because: str


def cards_for(
    text: str,
    *,
    groups: Collection[str] = (),
    chosen: NeedType | None = None,
    because: str = "",
) -> list[Card]:
    """What the text may mean, best first; what is `chosen` already stands on top if the text says else."""
    found = search_need_types(text, groups=groups, limit=PROPOSED) if text.strip() else []
    cards = [Card(one.need_type, _because(one.words)) for one in found]
    if chosen is not None and chosen.pk not in {card.need_type.pk for card in cards}:
        cards.insert(0, Card(chosen, because or _("your choice")))
    return cards


def _because(words: Collection[str]) -> str:
    return _("because of “%(words)s”") % {"words": _("”, “").join(words)} if words else ""


def services_to_pick(need_type: NeedType, community: Community) -> QuerySet[Service]:
    """On the shelf, for this kind of need, in this place; those with a free place first."""
    whole = Q(
        subdistricts=None, organization__community__subdistrict__district=community.district_code
    )
    there = whole | Q(subdistricts=community.subdistrict_id)
    found = services_for(need_type).filter(there).select_related("organization").distinct()
    return with_free_places(found).order_by("-free_places", "pk")


def whole_list() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything on the list, by the group it is for: choices of a select."""
    by_group: dict[TargetGroup, list[tuple[str, str]]] = {}
    for one in need_types().order_by("group__position", "code"):
        by_group.setdefault(one.group, []).append((one.code, one.name))
    return [(group.name, choices) for group, choices in by_group.items()]


def groups_of(resident: Resident | None) -> list[str]:
    """Letters of the groups a person belongs to."""
    return [group.pk for group in resident.groups.all()] if resident else []


class NeedTypeField(forms.CharField):
    """The code of a kind of need, or `other` for one that is not on the list: then None.

    Rendered by hand as cards, since what is offered depends on what was written.
    """

    default_error_messages = {
        "required": gettext_lazy("Choose what kind of need it is, or that it is none of these."),
        "unknown": gettext_lazy("This is not on the list. Please choose again."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("What kind of need is it?"))
        super().__init__(max_length=8, widget=forms.RadioSelect, **kwargs)

    def clean(self, value: Any) -> NeedType | None:
        code = str(value or "").strip()
        if code == OTHER:
            return None
        if not code and not self.required:
            return None
        if not code:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        found = find_need_type(code)
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found


def find_need_type(code: str) -> NeedType | None:
    if not code or len(code) > 8 or not code.isascii() or not code.isprintable():
        return None
    return need_types().filter(pk=code).first()


def yes_or_no(value: str) -> bool:
    return value == "yes"


class SafetyField(forms.TypedChoiceField):
    """The safety question: nobody may pass it over, and neither answer is the default."""

    def __init__(self, *, hints: bool = True) -> None:
        super().__init__(
            label=gettext_lazy("Is life, body or a child at risk right now?"),
            choices=[
                ("no", gettext_lazy("No, nobody is in danger")),
                ("yes", gettext_lazy("Yes, somebody is in danger")),
            ],
            coerce=yes_or_no,
            widget=RadioCards(
                hints={
                    "yes": gettext_lazy(
                        "Fast lane: helped within 24 hours, papers afterwards. If you cannot wait, "
                        "call 110 or 120 now."
                    )
                }
                if hints
                else {}
            ),
            error_messages={"required": gettext_lazy("Please answer the safety question.")},
        )

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.catalogue.models import UrgencyTag
from marketplace.desks.bureau.weights.words import BAN_DOES, GROUPS, WEIGHTS, bounds_of
from marketplace.desks.fields import CleanCharField
from marketplace.dispatch.models import WeightSet
from marketplace.dispatch.rules import BOUNDS, MINUTES, Bound
from marketplace.look.forms import DateInput, SwitchInput


def number_field(label: Any, bound: Bound, *, counts: Any) -> forms.IntegerField:
    """A whole number; the browser knows its bounds, and the room judges them."""
    hint = format_lazy("{} · {}", counts, bounds_of(bound))
    widget = forms.NumberInput(
        attrs={"min": bound.least, "max": bound.most, "inputmode": "numeric", "data-width": "6"}
    )
    return forms.IntegerField(label=label, help_text=hint, widget=widget)


def reason_field(hint: Any) -> CleanCharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return CleanCharField(label=_("Why"), help_text=hint, max_length=300, widget=widget)


class WeightsForm(forms.Form):
    """Everything that can be turned, in groups; `instead_of` is the newest version that was seen."""

    instead_of = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, looking: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in WEIGHTS.items():
            counts = format_lazy(_("{units} {where}"), units=words.units, where=words.where)
            self.fields[name] = number_field(words.label, BOUNDS[name], counts=counts)
        self.fields["block_banned"] = forms.BooleanField(
            label=_("Providers under a bidding ban get no orders"),
            help_text=BAN_DOES,
            required=False,
            widget=SwitchInput,
        )
        self.fields["from_on"] = forms.DateField(
            label=_("In force from"),
            help_text=_("From the beginning of that day. Left out: at once."),
            required=False,
            widget=DateInput,
        )
        self.fields["reason"] = reason_field(
            _("It stands in the history and in the journal, beside your name.")
        )
        # Whoever only looks what would change owes nobody a reason.
        self.fields["reason"].required = not looking

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in GROUPS.items()]

    def values(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in WEIGHTS}


def weights_form(weights: WeightSet, newest: int) -> WeightsForm:
    """The set as it is, to be turned."""
    return WeightsForm(initial=weights.settings | {"instead_of": newest})


class RhythmForm(forms.Form):
    """Minutes between two rounds, for each tag."""

    def __init__(self, *args: Any, tags: Iterable[UrgencyTag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tag in tags:
            bound = MINUTES[tag.rank]
            counts = format_lazy("{} · {}", _("minutes between two rounds"), bound.why)
            self.fields[f"minutes_{tag.rank}"] = number_field(tag.name, bound, counts=counts)
        self.fields["makes_room"] = forms.BooleanField(
            label=_("An urgent need takes the place of an offer that nobody has answered"),
            help_text=_(
                "Only if nobody has a free place, only from less urgent orders, and as few as can be. Off: a "
                "dispatcher does it by a button."
            ),
            required=False,
            widget=SwitchInput,
        )
        self.fields["reason"] = reason_field(_("It stands in the journal, beside your name."))

    def minutes(self) -> dict[int, int]:
        return {rank: self.cleaned_data[f"minutes_{rank}"] for rank in MINUTES}

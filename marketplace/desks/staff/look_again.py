"""The last look before posting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.look.forms import RadioCards
from marketplace.needs.models import Need


class LookAgainForm(forms.Form):
    """The last page: what is open already for this person, and who is registered under this name.

    Each answer names what was seen; if there is more by now, it is asked again.
    """

    def __init__(
        self,
        *args: Any,
        duplicates: dict[int, list[Need]],
        lookalikes: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.duplicates = duplicates
        self.told_apart = [pk for pk, _label in lookalikes]
        for i, needs in duplicates.items():
            self.fields[f"same{i}"] = _same_field(needs)
        if lookalikes:
            self.fields["who"] = _who_field(lookalikes)

    def leaves_out(self, i: int) -> bool:
        return self.cleaned_data.get(f"same{i}") == "leave"

    def seen(self, i: int) -> list[int]:
        """The open needs, by pk, beside which the need is posted all the same."""
        return [need.pk for need in self.duplicates.get(i, ())]

    @property
    def known_as(self) -> int | None:
        """The resident that the new person turned out to be."""
        who = self.cleaned_data.get("who", "")
        return int(who) if who.isdigit() else None


def _same_field(needs: list[Need]) -> forms.ChoiceField:
    seen = ",".join(str(need.pk) for need in needs)
    return forms.ChoiceField(
        label=_("Please say whether it is the same need."),
        choices=[
            ("leave", _("It is the same: leave it with the one that is open")),
            (f"post:{seen}", _("It is another one: post it as well")),
        ],
        widget=RadioCards,
        error_messages={
            "required": _("Please say whether it is the same need."),
            "invalid_choice": _("There is one more by now. Please look again."),
        },
    )


def _who_field(lookalikes: Sequence[tuple[int, str]]) -> forms.ChoiceField:
    seen = ",".join(str(pk) for pk, _label in lookalikes)
    return forms.ChoiceField(
        label=_("Somebody of this name is registered already"),
        choices=[
            *((str(pk), label) for pk, label in lookalikes),
            (f"new:{seen}", _("None of them: register somebody new")),
        ],
        widget=RadioCards,
        error_messages={
            "required": _("Please say whether it is the same person."),
            "invalid_choice": _("There is one more by now. Please look again."),
        },
    )

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.catalogue.models import NeedType
from marketplace.catalogue.queries import search_need_types
from marketplace.desks.availability import WishesForm
from marketplace.desks.fields import CleanCharField, CommunityField
from marketplace.desks.verdicts import VerdictForm
from marketplace.households.rules.contacts import clean_address, clean_phone
from marketplace.households.rules.names import clean_name
from marketplace.journeys.hear_resident import WhatNext
from marketplace.kernel.errors import Malformed
from marketplace.look.forms import RadioCards, ShortText
from marketplace.organizations.models import Service
from marketplace.organizations.queries import needs_of

NONE_OF_THESE = "none"
PROPOSED = 4


class WhatForm(forms.Form):
    """What is needed, in people's own words; `service` where somebody came from the shelf."""

    service = CleanCharField(max_length=18, required=False, widget=forms.HiddenInput)

    description = CleanCharField(
        label=gettext_lazy("What do you need help with?"),
        help_text=gettext_lazy(
            "In your own words: who needs what, since when. No names needed here."
        ),
        widget=forms.Textarea({"rows": 5}),
        max_length=1000,
    )
    at_risk = forms.ChoiceField(
        label=gettext_lazy("Is somebody in danger right now?"),
        choices=[
            ("no", gettext_lazy("No, nobody is in danger")),
            ("yes", gettext_lazy("Yes: life, health or a child")),
        ],
        widget=RadioCards(
            hints={
                "yes": gettext_lazy(
                    "We answer at once, day and night. In mortal danger call 110 or 120."
                )
            }
        ),
        error_messages={"required": gettext_lazy("Please answer: it decides how fast we must be.")},
    )


class WhichForm(forms.Form):
    """What it may be: proposed from the words, chosen by a person, or left to us."""

    need_type = forms.ChoiceField(
        label=gettext_lazy("Is it one of these?"),
        widget=RadioCards,
        initial=NONE_OF_THESE,
    )

    def __init__(self, *args: Any, text: str, wanted: Service | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        self.answered = set(needs_of(wanted)) if wanted else set()
        proposed = [one.need_type for one in search_need_types(text, limit=PROPOSED)]
        # What the service answers comes first, and of that what the words say.
        found = [
            *(one for one in proposed if one in self.answered),
            *sorted(self.answered.difference(proposed), key=lambda one: one.code),
            *(one for one in proposed if one not in self.answered),
        ]
        self.found = {need_type.code: need_type for need_type in found}
        if len(self.answered) == 1:
            self.initial["need_type"] = found[0].code
        field = self.fields["need_type"]
        field.choices = [
            *((need_type.code, need_type.name) for need_type in found),
            (NONE_OF_THESE, _("None of these, or I do not know")),
        ]
        field.widget.hints = {
            **{need_type.code: need_type.description for need_type in found},
            NONE_OF_THESE: _("Somebody will read it and find the right help."),
        }

    def chosen(self) -> NeedType | None:
        return self.found.get(self.cleaned_data["need_type"])

    def pick(self) -> Service | None:
        """The service they came from, if it answers what they chose."""
        return self.wanted if self.chosen() in self.answered else None


class WhoForm(WishesForm):
    """Whom we may call, and where help has to come. No more than that is asked of anybody."""

    name = CleanCharField(label=gettext_lazy("Name of the person who needs help"), max_length=60)
    phone = CleanCharField(
        label=gettext_lazy("Phone"),
        help_text=gettext_lazy("Of the person, or of whoever we may call for them."),
        max_length=30,
        widget=ShortText({"inputmode": "tel", "autocomplete": "tel"}, width=16),
    )
    community = CommunityField(
        label=gettext_lazy("Community"),
        error_messages={"required": gettext_lazy("Please choose where the person lives.")},
    )
    address = CleanCharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Only a helper who has agreed to come will see it."),
        max_length=200,
        required=False,
    )
    guardian_name = CleanCharField(
        label=gettext_lazy("For a child under 14: name of a parent or guardian"),
        max_length=60,
        required=False,
    )
    guardian_phone = CleanCharField(
        label=gettext_lazy("Their phone"),
        max_length=30,
        required=False,
        widget=ShortText({"inputmode": "tel"}, width=16),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that this is stored and shown to those who arrange the help."),
        error_messages={
            "required": gettext_lazy(
                "Without your consent we may not store this. You can also call 12345."
            )
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].offer()

    def clean_name(self) -> str:
        return _clean(clean_name, self.cleaned_data["name"], field="name")

    def clean_phone(self) -> str:
        return _clean(clean_phone, self.cleaned_data["phone"], field="phone", required=True)

    def clean_address(self) -> str:
        return _clean(clean_address, self.cleaned_data["address"])

    def clean_guardian_phone(self) -> str:
        return _clean(clean_phone, self.cleaned_data["guardian_phone"], field="guardian_phone")


class CodeForm(forms.Form):
    code = CleanCharField(
        label=gettext_lazy("Your code"),
        help_text=gettext_lazy(
            "12 letters and digits on your slip or message. Spaces do not matter."
        ),
        max_length=40,
        widget=ShortText(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}, width=18
        ),
    )


class AnswerForm(forms.Form):
    """What was missing, told afterwards."""

    description = CleanCharField(
        label=gettext_lazy("Your answer"),
        widget=forms.Textarea({"rows": 4}),
        max_length=1000,
    )


class RateForm(VerdictForm):
    """How it was, on five points; who is not content says what should happen."""

    score = forms.TypedChoiceField(
        label=gettext_lazy("How was it?"),
        choices=[
            (5, gettext_lazy("Very good")),
            (4, gettext_lazy("Good")),
            (3, gettext_lazy("So-so")),
            (2, gettext_lazy("Bad")),
            (1, gettext_lazy("Very bad")),
        ],
        coerce=int,
        widget=RadioCards,
        error_messages={"required": gettext_lazy("Please choose one.")},
    )
    comment = CleanCharField(
        label=gettext_lazy("Anything you want to say"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        required=False,
    )
    what_next = forms.ChoiceField(
        label=gettext_lazy("If it was bad: what should happen?"),
        choices=[
            (WhatNext.NOTHING, gettext_lazy("Nothing more")),
            (WhatNext.REOPEN, gettext_lazy("Please send somebody else")),
            (WhatNext.COMPLAIN, gettext_lazy("I want to complain and get an answer")),
        ],
        required=False,
        widget=RadioCards,
    )


class ComplaintForm(forms.Form):
    text = CleanCharField(
        label=gettext_lazy("What went wrong?"), widget=forms.Textarea({"rows": 5}), max_length=1000
    )


def _clean(clean: Any, value: str, **options: Any) -> str:
    try:
        return clean(value, **options)
    except Malformed as refusal:
        raise forms.ValidationError(str(refusal.message), code=refusal.code) from refusal

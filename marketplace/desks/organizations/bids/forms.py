"""A bid as it is written: texts, a budget that must add up, a team. Saved as it stands, complete or not."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.bids.actions.drafts import LONGEST
from marketplace.bids.rules import MOST_ROWS, Content, Line, Member
from marketplace.catalogue.models import Qualification
from marketplace.desks.fields import CleanCharField
from marketplace.desks.money import YuanField
from marketplace.kernel.text import clean_code
from marketplace.look.forms import ShortText, SwitchInput

EMPTY_ROWS = 2


def _long(label: Any, hint: Any) -> CleanCharField:
    return CleanCharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )


class DraftForm(forms.Form):
    """Saved as it stands; the list beside it says what is missing."""

    is_draft = True


class TextsForm(DraftForm):
    approach = _long(
        _("How you will do it"), _("What you do for whom, how often, and why it helps.")
    )
    schedule = _long(_("When"), _("What happens in which month, from the start to the end."))
    safeguards = _long(
        _("How people are kept safe"),
        _("Privacy, visits in pairs, what you do when something goes wrong."),
    )
    total = YuanField(
        label=_("Your price"),
        help_text=_("Yuan. The lines below must add up to it."),
        required=False,
    )
    partners = CleanCharField(
        label=_("Organizations that bid along with you, if any"),
        help_text=_("Their unified social credit codes, one on a line."),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    declared = forms.BooleanField(
        label=_(
            "We declare that all of this is true, and that nobody agreed on it with another bidder."
        ),
        required=False,
        widget=SwitchInput,
    )

    def partner_codes(self) -> tuple[str, ...]:
        codes = (clean_code(line) for line in self.cleaned_data["partners"].splitlines())
        return tuple(dict.fromkeys(code for code in codes if code))


class LineForm(DraftForm):
    label = CleanCharField(label=_("What for"), max_length=100, required=False)
    amount = YuanField(label=_("Yuan"), required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("amount") is not None and not told.get("label"):
            self.add_error("label", _("Please say what it is for."))
        return told

    @property
    def line(self) -> Line | None:
        told = self.cleaned_data
        return Line(told["label"], told["amount"] or 0) if told.get("label") else None


class MemberForm(DraftForm):
    name = CleanCharField(label=pgettext_lazy("person", "name"), max_length=60, required=False)
    duty = CleanCharField(
        label=_("Duty"), max_length=100, required=False, widget=ShortText(width=16)
    )

    def __init__(self, *args: Any, qualifications: Sequence[Qualification], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if qualifications:
            self.fields["qualifications"] = forms.MultipleChoiceField(
                label=_("Can show"),
                choices=[(each.pk, each.name) for each in qualifications],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if (told.get("duty") or told.get("qualifications")) and not told.get("name"):
            self.add_error("name", _("Please give the name."))
        return told

    @property
    def member(self) -> Member | None:
        told = self.cleaned_data
        if not told.get("name"):
            return None
        return Member(told["name"], told["duty"], tuple(told.get("qualifications", ())))


class Writing:
    """The three forms of one page, filled from what was typed, or else from the draft."""

    def __init__(
        self,
        request: HttpRequest,
        content: Content,
        qualifications: Sequence[Qualification],
    ) -> None:
        typed = request.POST if request.method == "POST" else None
        more = request.POST.get("_add", "") if typed else ""
        self.texts = TextsForm(typed, initial=_texts_of(content))
        self.lines = self._rows(
            LineForm, typed, "lines", [_row_of_line(line) for line in content.lines], more
        )
        self.team = self._rows(
            MemberForm,
            typed,
            "team",
            [_row_of_member(member) for member in content.team],
            more,
            qualifications=qualifications,
        )

    def is_valid(self) -> bool:
        return all([self.texts.is_valid(), self.lines.is_valid(), self.team.is_valid()])

    def content(self) -> Content:
        """What was typed, as a value; only after `is_valid`."""
        told = self.texts.cleaned_data
        return Content(
            approach=told["approach"],
            schedule=told["schedule"],
            safeguards=told["safeguards"],
            total=told["total"] or 0,
            lines=tuple(form.line for form in self.lines if form.line),
            team=tuple(form.member for form in self.team if form.member),
            partners=self.texts.partner_codes(),
            declared=told["declared"],
        )

    @staticmethod
    def _rows(
        form: type[forms.Form],
        typed: Any,
        prefix: str,
        initial: list[dict[str, Any]],
        more: str,
        **for_each: Any,
    ) -> forms.BaseFormSet:
        if typed and more == prefix:
            typed = typed.copy()
            held = typed.get(f"{prefix}-TOTAL_FORMS", "0")
            count = int(held) if held.isascii() and held.isdigit() and len(held) < 4 else 0
            typed[f"{prefix}-TOTAL_FORMS"] = str(min(count + EMPTY_ROWS, MOST_ROWS))
        rows = forms.formset_factory(
            form, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
        )
        return rows(typed, prefix=prefix, initial=initial, form_kwargs=for_each)


class AttachmentForm(forms.Form):
    file = forms.FileField(
        label=_("A file"),
        help_text=_("PDF, up to 10 MB."),
        widget=forms.ClearableFileInput({"accept": "application/pdf"}),
    )


class RestoreForm(forms.Form):
    file = forms.FileField(
        label=_("Your copy"),
        help_text=_("The file that you saved here before you sent your bid."),
        widget=forms.ClearableFileInput({"accept": "application/json"}),
    )


class QuestionForm(forms.Form):
    question = CleanCharField(
        label=_("Your question"),
        help_text=_("Question and answer are published to everybody. Who asked is not."),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )


def _texts_of(content: Content) -> dict[str, Any]:
    return {
        "approach": content.approach,
        "schedule": content.schedule,
        "safeguards": content.safeguards,
        "total": content.total or None,
        "partners": "\n".join(content.partners),
        "declared": content.declared,
    }


def _row_of_line(line: Line) -> dict[str, Any]:
    return {"label": line.label, "amount": line.amount}


def _row_of_member(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "duty": member.duty,
        "qualifications": list(member.qualifications),
    }

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.desks.fields import CleanCharField
from marketplace.projects.choices import DocumentKind


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=DocumentKind.choices)
    title = CleanCharField(label=gettext_lazy("Title"), max_length=100)
    content = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, at most 10 MB"),
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
    )


class AnswerForm(forms.Form):
    answer = CleanCharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("Everybody reads it at once. Who asked is not told."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, question: int, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"answer_{question}_%s", **kwargs)
        self.question = question

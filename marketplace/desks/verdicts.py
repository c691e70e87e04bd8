"""What the pages on which a resident is heard have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.satisfaction.rules import is_unsatisfied


class VerdictForm(forms.Form):
    """Fields `score` and `what_next`. Whoever is not content says what should happen, if only that nothing
    should: a bad experience is not closed because a question was passed over."""

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        score = told.get("score")
        if score and is_unsatisfied(score) and "what_next" not in self.data:
            self.add_error("what_next", _("Please choose what should happen next."))
        return told

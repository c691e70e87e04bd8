"""Form fields that refuse what cannot be stored, before anything else looks at it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import LONG, clean_text


class CleanCharField(forms.CharField):
    """Free text through kernel.text: surrogates, control and invisible characters never get further."""

    def __init__(self, *, max_length: int = LONG, **kwargs: Any) -> None:
        super().__init__(max_length=None, **kwargs)
        self.longest = max_length
        self.widget.attrs["maxlength"] = str(max_length)
        self.validators = [
            one for one in self.validators if not isinstance(one, ProhibitNullCharactersValidator)
        ]

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        try:
            return clean_text(text, field="text", longest=self.longest)
        except Malformed as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal


class _OfAList:
    """What is not on the list is refused without asking the database, which cannot compare a number
    larger than a key, or a text with a NUL in it."""

    def refuse_unknown(self, keys: Iterable[Any]) -> None:
        known = {str(pk) for pk in self.queryset.values_list("pk", flat=True)}
        for key in keys:
            if str(key) not in known:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": key},
                )


class OneField(_OfAList, forms.ModelChoiceField):
    """One of a list."""

    def clean(self, value: Any) -> Any:
        if value not in self.empty_values:
            self.refuse_unknown([value])
        return super().clean(value)


class SeveralField(_OfAList, forms.ModelMultipleChoiceField):
    """Several of a list."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            self.refuse_unknown(value)
        return super().clean(value)

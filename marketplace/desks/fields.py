"""Form fields that refuse what cannot be stored, before anything else looks at it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import LONG, clean_text
from marketplace.look.forms import ShortText
from marketplace.places.models import Community
from marketplace.texting.rules import mobile_of


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


class MobileField(CleanCharField):
    """A number that a code can reach, as networks know it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", ShortText({"inputmode": "tel", "autocomplete": "tel"}, width=18)
        )
        super().__init__(max_length=30, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if text and not mobile_of(text):
            raise ValidationError(
                gettext_lazy("A mobile number has eleven digits and begins with 1."), code="phone"
            )
        return mobile_of(text)


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


class CommunityField(OneField):
    """A community, in groups by subdistrict."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", gettext_lazy("Please choose"))
        super().__init__(None, **kwargs)

    def offer(self, where: QuerySet[Community] | None = None) -> None:
        """All, or those of `where`. Once for each form, because communities are loaded while the site runs."""
        every = Community.objects.all() if where is None else where
        found = every.select_related("subdistrict").order_by("subdistrict", "code")
        self.queryset = found
        grouped: dict[str, list[tuple[str, str]]] = {}
        for one in found:
            grouped.setdefault(one.subdistrict.name, []).append((one.pk, one.name))
        self.choices = [("", self.empty_label), *grouped.items()]


class SeveralField(_OfAList, forms.ModelMultipleChoiceField):
    """Several of a list."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            self.refuse_unknown(value)
        return super().clean(value)

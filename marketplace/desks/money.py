"""Money as people write it: yuan with two decimals on the page, whole fen everywhere else."""

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from marketplace.look.words import yuan

__all__ = ["MOST_FEN", "YuanField", "yuan"]

MOST_FEN = 100_000_000_000
_PLAIN = str.maketrans("", "", ",¥元 \u00a0")


class YuanField(forms.CharField):
    """Yuan as typed, in full-width digits too, with or without commas; cleaned to whole fen."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "data-width": "12"})
        super().__init__(**{"widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return yuan(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = unicodedata.normalize("NFKC", super().to_python(value)).translate(_PLAIN)
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal(-1)
        fen = amount * 100 if amount.is_finite() else Decimal(-1)
        if not 0 <= fen <= MOST_FEN or fen != fen.to_integral_value():
            raise ValidationError(
                _("Please enter an amount in yuan, such as 12500 or 12500.50."), code="no_amount"
            )
        return int(fen)

"""Forms that come out accessible by themselves, and widgets for a thumb."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Django's own widgets inside our fields: label, hint and error tied together."""

    form_template_name = "look/forms/form.html"
    formset_template_name = "look/forms/formset.html"
    field_template_name = "look/forms/field.html"


class _Hints:
    """Gives each choice its line of explanation: {value: text}."""

    def __init__(self, *args: Any, hints: Mapping[Any, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): text for value, text in (hints or {}).items()}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return option | {"hint": self.hints.get(str(value), "")}


class RadioCards(_Hints, forms.RadioSelect):
    template_name = "look/forms/cards.html"


class CheckboxCards(_Hints, forms.CheckboxSelectMultiple):
    template_name = "look/forms/cards.html"


class WeekGrid(forms.CheckboxSelectMultiple):
    """Choices as a table, filled row by row; each cell is its own label, read out with row and column."""

    template_name = "look/forms/grid.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, rows: Sequence[Any], columns: Sequence[Any]
    ) -> None:
        super().__init__(attrs)
        self.rows, self.columns = rows, columns

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _, group, _ in context["widget"]["optgroups"] for option in group]
        width = len(self.columns)
        cells = (options[at : at + width] for at in range(0, len(options), width))
        context["widget"]["columns"] = self.columns
        context["widget"]["rows"] = list(zip(self.rows, cells, strict=True))
        return context


class Slider(forms.NumberInput):
    """A number between two bounds, pushed with a thumb; what it stands at is written beside it."""

    input_type = "range"
    template_name = "look/forms/slider.html"

    def __init__(self, *, least: int, most: int, step: int = 1, unit: Any = "") -> None:
        super().__init__({"min": str(least), "max": str(most), "step": str(step)})
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context


class SwitchInput(forms.CheckboxInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "switch", "role": "switch"} | (attrs or {}))


class ShortText(forms.TextInput):
    """An input as wide as the answer it wants: `width` in characters."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, width: int | str = 10) -> None:
        super().__init__({"size": str(width), "data-width": str(width)} | (attrs or {}))


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")

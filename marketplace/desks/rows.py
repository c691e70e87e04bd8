"""Forms with rows: as many as somebody needs, with or without a script."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

PRESSED = "row"


def pressed(sent: Mapping[str, Any] | None) -> bool:
    """Whether a button was pressed that only adds a row or takes one away."""
    return sent is not None and PRESSED in sent


def as_typed(form: forms.Form, sent: QueryDict) -> dict[str, Any]:
    """What was sent, to be shown again without finding fault with it."""
    return {
        name: field.widget.value_from_datadict(sent, {}, form.add_prefix(name))
        for name, field in form.fields.items()
    }


class Rows:
    """Rows of one form, sent as `<name>-0-…`, `<name>-1-…`, with `<name>-rows` saying how many.

    The button `row` with the value `<name>+` adds one, `<name>-2` takes the third away. What is left empty
    is no row. `told`: what they say at first, or `blank` empty ones.
    """

    def __init__(
        self,
        kind: type[forms.Form],
        name: str,
        *,
        label: Any,
        sent: QueryDict | None = None,
        told: Iterable[Mapping[str, Any]] = (),
        most: int = 30,
        blank: int = 1,
    ) -> None:
        self.kind, self.name, self.label, self.most = kind, name, label, most
        if sent is None:
            self.forms = self._shown(list(told) or [{}] * blank)
        elif pressed(sent):
            self.forms = self._shown(self._after(sent[PRESSED], sent))
        else:
            self.forms = self._bound(sent)

    def __iter__(self) -> Iterator[forms.Form]:
        return iter(self.forms)

    @property
    def count_name(self) -> str:
        return f"{self.name}-rows"

    @property
    def may_add(self) -> bool:
        return len(self.forms) < self.most

    def is_valid(self) -> bool:
        """Every row is looked at, so that every fault is told at once."""
        return not [form for form in self.forms if not form.is_valid()]

    @property
    def filled(self) -> list[forms.Form]:
        return [form for form in self.forms if form.has_changed()]

    def told(self) -> list[dict[str, Any]]:
        """What the filled rows say, in their order."""
        return [form.cleaned_data for form in self.filled]

    def put_on(self, at: int, name: str, message: Any) -> None:
        """A refusal of field `name` of the filled row `at`."""
        self.filled[at].add_error(name, str(message))

    def sum_of(self, name: str) -> int:
        """What a column adds up to, as far as it can be read."""
        return sum(_amount(form, name) for form in self.forms)

    def _bound(self, sent: QueryDict) -> list[forms.Form]:
        count = min(max(_number(sent.get(self.count_name, "")), 1), self.most)
        return [self._form(at, data=sent) for at in range(count)]

    def _shown(self, told: list[Mapping[str, Any]]) -> list[forms.Form]:
        return [self._form(at, initial=dict(row)) for at, row in enumerate(told)]

    def _form(self, at: int, **given: Any) -> forms.Form:
        return self.kind(
            prefix=f"{self.name}-{at}", empty_permitted=True, use_required_attribute=False, **given
        )

    def _after(self, button: str, sent: QueryDict) -> list[Mapping[str, Any]]:
        """The rows as they were typed, with one more or one less."""
        rows = [as_typed(form, sent) for form in self._bound(sent)]
        if button == f"{self.name}+" and len(rows) < self.most:
            return [*rows, {}]
        name, _sign, at = button.rpartition("-")
        if name == self.name and at == str(_number(at)):
            del rows[int(at) : int(at) + 1]
        return rows or [{}]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _amount(form: forms.Form, name: str) -> int:
    try:
        return form.fields[name].clean(form[name].value()) or 0
    except ValidationError:
        return 0

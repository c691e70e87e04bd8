"""A page about one thing that goes its way: each step that is open now, with what it asks, on the page itself.

`<button name="step" value="publicize">` says which one was taken; the others are shown again as they were.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from marketplace.desks.attempts import attempt, status_of

FIELD = "step"


@dataclass(slots=True)
class Step:
    """`call` gets what the form cleaned. `title` stands above, `told` explains, `done` is said afterwards."""

    name: str
    title: Any
    label: Any
    call: Callable[[Mapping[str, Any]], object]
    done: Any
    asks: type[forms.Form] = forms.Form
    further: Mapping[str, Any] = field(default_factory=dict)
    told: Any = ""
    kind: str = "primary"
    form: forms.Form = field(init=False)

    def __post_init__(self) -> None:
        self.form = self.asks(auto_id=f"{self.name}_%s", **self.further)

    def bind(self, request: HttpRequest) -> None:
        self.form = self.asks(
            request.POST, request.FILES, auto_id=f"{self.name}_%s", **self.further
        )

    @property
    def is_multipart(self) -> bool:
        return self.form.is_multipart()


def taken(request: HttpRequest, steps: Sequence[Step]) -> bool:
    """Whether the step that was sent has been done; if not, its form says why."""
    chosen = next((one for one in steps if one.name == request.POST.get(FIELD)), None)
    if chosen is None:
        return False
    chosen.bind(request)
    if not chosen.form.is_valid():
        return False
    # A step that returns nothing has been done as well.
    done = attempt(chosen.form, lambda: (chosen.call(chosen.form.cleaned_data),))
    if done is None:
        return False
    messages.success(request, chosen.done)
    return True


def status_of_steps(steps: Sequence[Step]) -> int:
    """The HTTP status of the page that shows the steps again."""
    return max((status_of(one.form) for one in steps), default=200)

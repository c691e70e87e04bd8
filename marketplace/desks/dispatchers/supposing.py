"""What if: sliders beside a round, and what they would change. Nobody is asked, nothing is kept."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.differences import change_of
from marketplace.desks.dispatchers.people import get_run, is_dispatcher, reading_runs
from marketplace.dispatch.engine import Change, Leaves, Places, Plan, Price, Reach, suppose
from marketplace.dispatch.models import WeightSet
from marketplace.dispatch.names import names_of
from marketplace.dispatch.queries import plan_of
from marketplace.dispatch.rules import BOUNDS
from marketplace.look.forms import Slider

# With a step that a thumb can find.
STEPS = {"travel": 1, "quality": 50, "continuity": 50, "wish": 50, "threshold": 100}
WORDS: dict[str, Any] = {
    "travel": gettext_lazy("Points for each 100 metres"),
    "quality": gettext_lazy("Points for what is missing to full satisfaction"),
    "continuity": gettext_lazy("Points for not coming back"),
    "wish": gettext_lazy("Points for not being the one who was picked"),
    "threshold": gettext_lazy("No pair dearer than"),
}
USUAL = 100


class SupposeForm(forms.Form):
    """The sliders stand where the round's own weights stand."""

    use_required_attribute = False

    reach = forms.IntegerField(
        label=gettext_lazy("How far volunteers go"),
        min_value=25,
        max_value=400,
        widget=Slider(least=25, most=400, step=25, unit="%"),
    )
    provider = forms.ChoiceField(label=gettext_lazy("One provider"), required=False)
    change = forms.ChoiceField(
        label=gettext_lazy("What about it?"),
        choices=[
            ("more", gettext_lazy("One place more")),
            ("fewer", gettext_lazy("One place fewer")),
            ("leaves", gettext_lazy("Takes nothing any more")),
        ],
    )

    def __init__(self, sent: Any, *, plan: Plan, weights: WeightSet) -> None:
        self.usual = {name: getattr(weights, name) for name in STEPS} | {"reach": USUAL}
        # What a link leaves out stands where it stood.
        told = {**self.usual, "change": "more", **sent.dict()} if sent else None
        super().__init__(told, initial=self.usual)
        keys = sorted({each.provider for each in plan.assignments})
        named = sorted(names_of(keys).items(), key=lambda each: each[1])
        self.fields["provider"].choices = [("", _("As it is")), *named]
        for name, step in STEPS.items():
            self.fields[name] = _slider(name, step)

    @property
    def sliders(self) -> list[forms.BoundField]:
        return [self[name] for name in ("reach", *STEPS)]

    def changes(self) -> Iterator[Change]:
        """Only what was pushed away from where it stands."""
        told = self.cleaned_data
        if told["reach"] != USUAL:
            yield Reach("volunteer", told["reach"])
        for name in STEPS:
            if told[name] != self.usual[name]:
                yield Price(name, told[name])
        if told["provider"]:
            yield _of_provider(told["provider"], told["change"])


@reading_runs
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_run(request.user, pk)
    plan = plan_of(run)
    form = SupposeForm(request.GET, plan=plan, weights=run.weights)
    change = None
    if form.is_bound and form.is_valid() and (supposed := list(form.changes())):
        change = attempt(form, lambda: change_of(suppose(plan, supposed)))
    linked = is_dispatcher(request.user)
    context = {"run": run, "form": form, "change": change, "linked": linked}
    return render(request, "desks/dispatchers/what_if.html", context, status=status_of(form))


def _slider(name: str, step: int) -> forms.IntegerField:
    bound = BOUNDS[name]
    return forms.IntegerField(
        label=WORDS[name],
        min_value=bound.least,
        max_value=bound.most,
        widget=Slider(least=bound.least, most=bound.most, step=step),
    )


def _of_provider(key: str, change: str) -> Change:
    return Leaves(key) if change == "leaves" else Places(key, 1 if change == "more" else -1)

"""What if: sliders beside a round, and what they would change. Nobody is asked, nothing is kept."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.catalogue.models import UrgencyTag
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.dispatchers.people import get_run, reading_runs
from marketplace.dispatch.engine import Change, Leaves, Measures, Places, Plan, Price, Reach
from marketplace.dispatch.models import WeightSet
from marketplace.dispatch.names import names_of
from marketplace.dispatch.rules import BOUNDS
from marketplace.dispatch.supposing import plan_of, suppose
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
    supposed = None
    if form.is_bound and form.is_valid() and (changes := list(form.changes())):
        supposed = attempt(form, lambda: suppose(plan, changes))
    context = {
        "run": run,
        "form": form,
        "supposed": supposed,
        "figures": _side_by_side(supposed.difference) if supposed else [],
        "tags": _by_tag(supposed.difference) if supposed else [],
    }
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


def _by_tag(difference: Any) -> list[tuple[UrgencyTag, int, int, int]]:
    """(tag, served before, served after, difference), the most urgent first."""
    before, after = difference.before.served_by_tag, difference.after.served_by_tag
    return [
        (tag, before[tag.rank], after[tag.rank], after[tag.rank] - before[tag.rank])
        for tag in UrgencyTag.objects.all()
    ]


def _side_by_side(difference: Any) -> list[tuple[str, str, str]]:
    """The plain figures of both plans, which mean the same under any weights."""
    rows = zip(_figures(difference.before), _figures(difference.after), strict=True)
    return [(label, before, after) for (label, before), (_label, after) in rows]


def _figures(one: Measures) -> list[tuple[str, str]]:
    return [
        (_("Way on average"), _("%(metres)s m") % {"metres": f"{one.metres.mean:,}"}),
        (_("Longest way"), _("%(metres)s m") % {"metres": f"{one.metres.most:,}"}),
        (_("Satisfaction with whoever comes"), f"{one.quality / 10:.1f} %"),
        (_("Comes back to a person they know"), f"{one.continuity.met} / {one.continuity.of}"),
        (_("Goes to whom they picked"), f"{one.wishes.met} / {one.wishes.of}"),
        (_("Places taken, on average"), f"{one.load.mean} %"),
        (_("Providers with nothing to do"), f"{one.idle:,}"),
    ]

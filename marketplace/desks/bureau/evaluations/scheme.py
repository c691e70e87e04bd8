"""How evaluations are made: the version in force, those before and to come, and a form for the next."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.evaluations.actions import set_scheme
from marketplace.evaluations.choices import Dimension
from marketplace.evaluations.models import Scheme
from marketplace.evaluations.queries import scheme_on
from marketplace.evaluations.rules import BOUNDS
from marketplace.look.forms import DateInput, ShortText
from marketplace.workdays.rules import SHANGHAI

SHOWN = 50
LABELS: dict[str, Any] = {
    **dict(Dimension.choices),
    "sample_share": gettext_lazy("Asked, per cent of the people served"),
    "sample_least": gettext_lazy("Asked, at least"),
    "sample_most": gettext_lazy("Asked, at most"),
    "tries": gettext_lazy("Tries before somebody counts as not reached"),
    "materials_days": gettext_lazy("Working days for the materials"),
    "correction_days": gettext_lazy("Days to put right, at most"),
}


class SchemeForm(forms.Form):
    """A new version, whole."""

    from_on = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy(
            "From today on, never backwards. Evaluations that are scheduled keep their rules."
        ),
        widget=DateInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in BOUNDS.items():
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], min_value=least, max_value=most, widget=ShortText(width="4")
            )
        self.fields["reason"] = CleanCharField(
            label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea({"rows": 2})
        )

    def figures(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in BOUNDS}


@overseeing
def scheme(request: HttpRequest) -> HttpResponse:
    at = now()
    in_force = scheme_on(at.astimezone(SHANGHAI).date())
    form = SchemeForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(in_force, name) for name in BOUNDS},
    )
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _set(request, form)):
        messages.success(request, _("Kept. It holds from its day on."))
        return redirect("bureau:evaluation_scheme")
    title = _("How evaluations are made")
    context = {
        "title": title,
        "breadcrumbs": [(_("Evaluations"), reverse("bureau:evaluations")), (title, "")],
        "in_force": in_force,
        "figures": _figures(in_force),
        "versions": [
            (each, _state(each, in_force), _figures(each))
            for each in Scheme.objects.select_related("made_by")[:SHOWN]
        ],
        "form": form,
    }
    return render(request, "desks/bureau/versions.html", context, status=status_of(form))


def _set(request: HttpRequest, form: SchemeForm) -> Scheme:
    told = form.cleaned_data
    return set_scheme(
        form.figures(), from_on=told["from_on"], reason=told["reason"], by=request.user, at=now()
    )


def _figures(one: Scheme) -> list[tuple[Any, str]]:
    return [(LABELS[name], str(getattr(one, name))) for name in BOUNDS]


def _state(one: Scheme, in_force: Scheme) -> tuple[str, str]:
    if one.pk == in_force.pk:
        return _("In force"), "good"
    return (_("To come"), "waiting") if one.from_on > in_force.from_on else (_("Over"), "done")

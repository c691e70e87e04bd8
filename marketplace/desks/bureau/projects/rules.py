"""The rulebook: the figures in force, those before and after, and how others are put in force."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects.figures import FIGURES, MONEY, told
from marketplace.desks.fields import CleanCharField
from marketplace.desks.money import YuanField
from marketplace.desks.now import now
from marketplace.journal.models import Entry
from marketplace.journal.names import name_of
from marketplace.look.forms import DateInput
from marketplace.projects.actions import put_rules_in_force
from marketplace.projects.models import Rulebook
from marketplace.projects.queries import rulebook_on
from marketplace.projects.rules import BOUNDS
from marketplace.workdays.rules import SHANGHAI


class RulesForm(forms.Form):
    from_on = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy(
            "Tomorrow at the earliest. What was released before keeps its own rules."
        ),
        widget=DateInput,
    )
    basis = CleanCharField(
        label=gettext_lazy("Basis"),
        help_text=gettext_lazy("Which laws and orders say so, with their articles"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in FIGURES.items():
            self.fields[name] = _field(name, words.label, words.unit)

    def figures(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in BOUNDS}


@overseeing
def rulebook(request: HttpRequest) -> HttpResponse:
    """What is in force, and every version there was or will be, with who put it there."""
    books = list(Rulebook.objects.all())
    in_force = rulebook_on(now().astimezone(SHANGHAI).date())
    context = {
        "in_force": in_force,
        "rows": [(words.label, told(in_force, name)) for name, words in FIGURES.items()],
        "versions": _versions(books, in_force),
    }
    return render(request, "desks/bureau/projects/rules.html", context)


@overseeing
def renew(request: HttpRequest) -> HttpResponse:
    """Other figures, from a day on."""
    in_force = rulebook_on(now().astimezone(SHANGHAI).date())
    figures = {name: getattr(in_force, name) for name in BOUNDS}
    form = RulesForm(request.POST or None, initial=figures | {"basis": in_force.basis})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _put(request, form))
        if made:
            messages.success(
                request, _("The rules come into force on %(day)s.") % {"day": made.from_on}
            )
            return redirect("bureau:rulebook")
    context = {"form": form, "in_force": in_force}
    return render(request, "desks/bureau/projects/new_rules.html", context, status=status_of(form))


def _put(request: HttpRequest, form: RulesForm) -> Rulebook:
    return put_rules_in_force(
        form.figures(),
        basis=form.cleaned_data["basis"],
        from_on=form.cleaned_data["from_on"],
        by=request.user,
        at=now(),
    )


def _versions(books: list[Rulebook], in_force: Rulebook) -> list[dict[str, Any]]:
    """The latest first, each with what differs from the one before: one query more."""
    entries = {
        entry.thread: entry
        for entry in Entry.objects.filter(thread__in=[name_of(one) for one in books])
        .select_related("actor")
        .order_by("position")
    }
    before = dict(zip(books, [*books[1:], None], strict=True))
    return [
        {
            "book": book,
            "entry": entries.get(name_of(book)),
            "is_in_force": book == in_force,
            "is_to_come": book.from_on > in_force.from_on,
            "changes": _changes(before[book], book) if before[book] else [],
        }
        for book in books
    ]


def _changes(before: Rulebook, after: Rulebook) -> list[tuple[Any, str, str]]:
    return [
        (words.label, told(before, name), told(after, name))
        for name, words in FIGURES.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _field(name: str, label: Any, unit: Any) -> forms.Field:
    if name in MONEY:
        return YuanField(label=label)
    bound = BOUNDS[name]
    widget = forms.NumberInput(
        {"min": bound.least, "max": bound.most, "inputmode": "numeric", "data-width": "5"}
    )
    return forms.IntegerField(label=label, help_text=unit, widget=widget)

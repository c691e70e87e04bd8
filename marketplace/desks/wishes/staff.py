"""Wishes at the desk of the community: written down, checked by somebody else, handed over, thanked for."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marketplace.accounts.models import User
from marketplace.catalogue.models import TargetGroup
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.doors import posted_as
from marketplace.desks.fields import CleanCharField, OneField
from marketplace.desks.money import YuanField
from marketplace.desks.now import now
from marketplace.desks.staff import people, words
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.desks.threads import told_of
from marketplace.desks.wishes.shown import row_of
from marketplace.households.models import Resident
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import NotAllowed
from marketplace.wishes import actions, queries
from marketplace.wishes.choices import WishState as S
from marketplace.wishes.lifecycle import OPEN, WISH
from marketplace.wishes.models import MicroWish
from marketplace.wishes.permissions import WATCHING, WISHING, may_check, may_wish
from marketplace.wishes.rules import STORY, TITLE

PER_PAGE = 30
SHELVES = {
    "open": (pgettext_lazy("wish", "Open"), OPEN),
    "there": (gettext_lazy("Handed over"), (S.DELIVERED, S.THANKED)),
    "ended": (gettext_lazy("Ended"), (S.REFUSED, S.WITHDRAWN, S.EXPIRED)),
}


class WishForm(forms.Form):
    """Read by everybody: what, why, for about how much."""

    group = OneField(
        TargetGroup.objects.none(), label=gettext_lazy("Target group"), empty_label=None
    )
    title = CleanCharField(
        label=gettext_lazy("What is wished"),
        help_text=gettext_lazy(
            "A thing that can be bought and brought. Everybody reads it: no name, no address."
        ),
        max_length=TITLE,
    )
    story = CleanCharField(
        label=gettext_lazy("Why, in a sentence or two"),
        max_length=STORY,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    value = YuanField(
        label=gettext_lazy("About how much it costs"), help_text=gettext_lazy("Yuan; 500 at most")
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("The person wants this shown on the board, without a name.")
    )

    def __init__(self, *args: Any, resident: Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = resident.groups.all()


class ReasonForm(forms.Form):
    reason = CleanCharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class ThanksForm(forms.Form):
    thanks = CleanCharField(
        label=gettext_lazy("What the person says to whoever gave"),
        help_text=gettext_lazy("Everybody reads it: no name, no address."),
        max_length=STORY,
        widget=forms.Textarea({"rows": 3}),
    )


@posted_as(*WATCHING)
def wishes(request: HttpRequest) -> HttpResponse:
    """Those of our communities, what waits for us first."""
    shelf = request.GET.get("shelf", "open")
    shelf = shelf if shelf in SHELVES else "open"
    found = queries.visible_to(request.user).filter(state__in=SHELVES[shelf][1])
    page = Paginator(found.order_by("-posted_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row_of(one) for one in page.object_list],
        "tabs": [
            (label, f"?shelf={name}", name == shelf, None) for name, (label, _of) in SHELVES.items()
        ],
    }
    return render(request, "desks/wishes/list.html", context)


@posted_as(*WATCHING)
def wish(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.one_for(request.user, code)
    steps = list(_steps(request.user, found))
    if request.method == "POST" and taken(request, steps):
        return redirect("wishes:one", code)
    context = {
        "row": row_of(found),
        "wish": found,
        "person": words.describe(people.shown_to(request.user, found.resident)),
        "steps": steps,
        "history": told_of(thread_of(found), nobody=_("a citizen, or time itself")),
        "breadcrumbs": [(_("Micro-wishes"), reverse("wishes:list")), (found.title or code, "")],
    }
    return render(request, "desks/wishes/one.html", context, status=status_of_steps(steps))


@posted_as(*WISHING)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    resident = people.get_resident(request.user, pk)
    if not may_wish(request.user, resident.household.community):
        raise NotAllowed("not_allowed", _("You may not write down wishes for this community."))
    form = WishForm(request.POST or None, resident=resident)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.make_wish(resident, **form.cleaned_data, by=request.user, at=now()),
        )
        if made:
            messages.success(request, _("Written down. Somebody else checks it now."))
            return redirect("wishes:one", made.code)
    context = {
        "form": form,
        "person": words.describe(people.shown_to(request.user, resident)),
        "breadcrumbs": people.crumbs_of(resident, _("A wish")),
    }
    return render(request, "desks/wishes/make.html", context, status=status_of(form))


def _steps(user: User, found: MicroWish) -> Iterator[Step]:
    act: dict[str, Any] = {"by": user, "at": now()}
    if found.state == S.WISHED and may_check(user, found):
        yield Step(
            "publish",
            _("Check it"),
            _("Put it on the board"),
            lambda _data: actions.publish_wish(found, **act),
            _("It is on the board now."),
            told=_(
                "A thing, not money; of little value; nothing by which somebody could be found."
            ),
        )
        yield Step(
            "refuse",
            _("Not put on the board"),
            _("Do not put it on the board"),
            lambda data: actions.refuse_wish(found, **data, **act),
            _("It stays off the board."),
            asks=ReasonForm,
            kind="quiet",
        )
    if not may_wish(user, found.community):
        return
    if found.state == S.ADOPTED:
        yield Step(
            "deliver",
            _("It was brought"),
            _("I have handed it over"),
            lambda _data: actions.deliver_wish(found, **act),
            _("Handed over. Ask what the person would like to say to it."),
        )
        yield Step(
            "give_back",
            _("It does not come"),
            _("Put it on the board again"),
            lambda _data: actions.give_back_wish(found, **act),
            _("It is on the board again."),
            kind="quiet",
        )
    if found.state == S.DELIVERED:
        yield Step(
            "thank",
            _("Thanks"),
            _("Pass the thanks on"),
            lambda data: actions.thank_for_wish(found, **data, **act),
            _("Everybody can read it now."),
            asks=ThanksForm,
        )
    if WISH.allows(found.state, "withdraw"):
        yield Step(
            "withdraw",
            _("The person does not want it any more"),
            _("Take it back"),
            lambda data: actions.withdraw_wish(found, **data, **act),
            _("Taken back."),
            asks=ReasonForm,
            kind="danger",
        )

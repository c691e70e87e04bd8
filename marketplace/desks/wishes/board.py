"""The board for everybody: what is wished, without a name; adopting it; what became of it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache

from marketplace.catalogue.models import TargetGroup
from marketplace.desks.attempts import step
from marketplace.desks.doors import for_everybody, of_an_organization
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.desks.wishes.shown import card_of
from marketplace.kernel import limits
from marketplace.look.forms import ShortText
from marketplace.organizations.models import Organization
from marketplace.places.queries import staff_of
from marketplace.wishes import actions, queries
from marketplace.wishes.choices import WishState as S
from marketplace.wishes.models import MicroWish
from marketplace.wishes.permissions import WISHING

PER_PAGE = 24
MOST_AN_HOUR = 6
SHELVES = {
    "open": (pgettext_lazy("wish", "Waiting"), (S.PUBLISHED,)),
    "way": (gettext_lazy("On the way"), (S.ADOPTED,)),
    "done": (pgettext_lazy("wish", "Fulfilled"), (S.DELIVERED, S.THANKED)),
}


class CitizenForm(forms.Form):
    """Whom we may call about it; nobody else sees this."""

    name = CleanCharField(label=gettext_lazy("Your name"), max_length=60)
    phone = CleanCharField(
        label=gettext_lazy("Your phone"),
        help_text=gettext_lazy("The community calls you about the handing over, and nobody else."),
        max_length=30,
        widget=ShortText({"inputmode": "tel", "autocomplete": "tel"}, width=16),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "I bring it within 14 days, and agree that my name and phone are stored until 30 days after."
        )
    )


class GiverForm(forms.Form):
    organization = forms.ChoiceField(label=gettext_lazy("In the name of"))

    def __init__(self, *args: Any, givers: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.givers = {str(one.pk): one for one in givers}
        self.fields["organization"].choices = [(pk, one.name) for pk, one in self.givers.items()]

    def clean_organization(self) -> Organization:
        return self.givers[self.cleaned_data["organization"]]


@for_everybody
def board(request: HttpRequest) -> HttpResponse:
    shelf = request.GET.get("shelf", "open")
    shelf = shelf if shelf in SHELVES else "open"
    group = request.GET.get("group", "")
    found = queries.board().filter(state__in=SHELVES[shelf][1])
    groups = list(TargetGroup.objects.all())
    if group in {one.code for one in groups}:
        found = found.filter(group=group)
    found = queries.waiting_first(found) if shelf == "open" else found.order_by("-adopted_at", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cards": [card_of(one) for one in page.object_list],
        "groups": [(one.code, one.name) for one in groups],
        "tabs": [
            (label, f"?shelf={name}", name == shelf, None) for name, (label, _of) in SHELVES.items()
        ],
        "givers": queries.givers_of(request.user) if request.user.is_authenticated else [],
    }
    return render(request, "desks/wishes/board.html", context)


@never_cache
def wish(request: HttpRequest, code: str) -> HttpResponse:
    """One wish. Whoever adopts it is led to their own page of it."""
    found = queries.published_one(code)
    givers = queries.givers_of(request.user) if request.user.is_authenticated else []
    steps = list(_adopting(request, found, givers))
    if request.method == "POST" and taken(request, steps):
        if found.organization_id:
            return redirect("wishes:ours")
        return redirect("wishes:mine", found.adopter_code)
    context = {
        "card": card_of(found),
        "wish": found,
        "steps": steps,
        "breadcrumbs": [(_("Micro-wishes"), reverse("wishes:board")), (found.title, "")],
    }
    return render(request, "desks/wishes/wish.html", context, status=status_of_steps(steps))


@never_cache
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """What a citizen promised: where to bring it, until when, and what was said to it."""
    found = queries.of_adopter(code)
    give_back = Step(
        "give_back",
        _("You cannot bring it?"),
        _("Give it back"),
        lambda _data: actions.give_back_wish(found, by=None, at=now()),
        _("It is on the board again. Thank you for telling us."),
        kind="quiet",
    )
    steps = [give_back] if found.state == S.ADOPTED else []
    if request.method == "POST" and taken(request, steps):
        return redirect("wishes:board")
    context = {"card": card_of(found), "wish": found, "steps": steps, "staff": _staff(found)}
    return render(request, "desks/wishes/mine.html", context, status=status_of_steps(steps))


@of_an_organization
def ours(request: HttpRequest) -> HttpResponse:
    """What our organization promised, and gave."""
    givers = queries.givers_of(request.user)
    found = queries.adopted_by(givers)
    if request.method == "POST":
        chosen = found.filter(code=request.POST.get("code", ""), state=S.ADOPTED).first()
        if chosen is not None:
            step(
                request,
                lambda: actions.give_back_wish(chosen, by=request.user, at=now()),
                _("It is on the board again. Thank you for telling us."),
            )
        return redirect("wishes:ours")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "cards": [card_of(one) for one in page.object_list]}
    return render(request, "desks/wishes/ours.html", context)


def _adopting(request: HttpRequest, found: MicroWish, givers: list[Organization]) -> Iterator[Step]:
    if found.state != S.PUBLISHED:
        return
    done = _("Thank you! The community waits for you.")
    if givers:
        yield Step(
            "adopt",
            _("Give it"),
            _("We give it"),
            lambda data: actions.adopt_wish(
                found, organization=data["organization"], by=request.user, at=now()
            ),
            done,
            asks=GiverForm,
            further={"givers": givers},
        )
    else:
        yield Step(
            "adopt",
            _("Give it"),
            _("I give it"),
            lambda data: _adopt(request, found, data),
            done,
            asks=CitizenForm,
        )


def _adopt(request: HttpRequest, found: MicroWish, data: Any) -> MicroWish:
    limits.count("adopt", request.META["REMOTE_ADDR"], most=MOST_AN_HOUR, within=3600)
    citizen = actions.Citizen(data["name"], data["phone"])
    return actions.adopt_wish(found, citizen=citizen, by=None, at=now())


def _staff(found: MicroWish) -> Any:
    """Whom to bring it to: the nearest of the community's staff."""
    return staff_of(found.community, *WISHING).first()

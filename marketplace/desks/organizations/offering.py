"""What we want to offer: drafted here, sent to be checked, mended, sent again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marketplace.catalogue.models import NeedType, Subcategory, TargetGroup
from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.field.desk import Desk
from marketplace.desks.fields import CleanCharField, SeveralField
from marketplace.desks.money import YuanField
from marketplace.desks.now import now
from marketplace.desks.organizations.shelf import get_service
from marketplace.desks.revisions import LABELS, differences_of
from marketplace.desks.words import staff_word
from marketplace.kernel.errors import Hidden
from marketplace.look.forms import CheckboxCards
from marketplace.organizations.actions import (
    ServiceOffer,
    amend_service,
    offer_service,
    propose_revision,
    return_service,
    submit_service,
    take_back_revision,
)
from marketplace.organizations.actions.offer import FARTHEST, MOST_HELPERS, MOST_PLACES
from marketplace.organizations.actions.shelf import AMENDABLE
from marketplace.organizations.choices import RevisionState, ServiceState
from marketplace.organizations.lifecycle import SERVICE
from marketplace.organizations.models import Organization, Revision, Service
from marketplace.organizations.queries import organizations_of
from marketplace.places.models import Subdistrict


def _number(label: Any, least: int, most: int, **further: Any) -> forms.IntegerField:
    widget = forms.NumberInput({"inputmode": "numeric", "data-width": "6"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=widget, **further
    )


class OfferForm(forms.Form):
    """A service of one subcategory."""

    name_zh = CleanCharField(label=LABELS["name_zh"], max_length=100)
    name_en = CleanCharField(label=LABELS["name_en"], max_length=160, required=False)
    description_zh = CleanCharField(
        label=LABELS["description_zh"],
        help_text=gettext_lazy(
            "As you would tell a neighbour: who comes, what happens, how long it takes."
        ),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
    )
    description_en = CleanCharField(
        label=LABELS["description_en"],
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    need_types = SeveralField(
        NeedType.objects.none(),
        label=LABELS["need_types"],
        help_text=gettext_lazy("None chosen: every need of this kind."),
        required=False,
        widget=CheckboxCards,
    )
    groups = SeveralField(TargetGroup.objects.all(), label=LABELS["groups"], widget=CheckboxCards)
    subdistricts = SeveralField(
        Subdistrict.objects.none(),
        label=LABELS["subdistricts"],
        help_text=gettext_lazy("None chosen: the whole district."),
        required=False,
        widget=CheckboxCards,
    )
    radius = _number(
        LABELS["radius"],
        1,
        FARTHEST,
        required=False,
        help_text=gettext_lazy("Left empty: no limit."),
    )
    places = _number(LABELS["places"], 1, MOST_PLACES)
    helpers = _number(LABELS["helpers"], 1, MOST_HELPERS, initial=1)
    price_cents = YuanField(
        label=LABELS["price_cents"],
        required=False,
        help_text=gettext_lazy("Left empty: free."),
    )

    def __init__(
        self, *args: Any, subcategory: Subcategory, organization: Organization, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.subcategory = subcategory
        needs = NeedType.objects.filter(subcategory=subcategory, retired_on=None)
        self.fields["need_types"].queryset = needs
        here = organization.community.subdistrict.district_id
        self.fields["subdistricts"].queryset = Subdistrict.objects.filter(district=here)

    def offer(self) -> ServiceOffer:
        told = self.cleaned_data
        return ServiceOffer(
            subcategory=self.subcategory, **{**told, "price_cents": told["price_cents"] or 0}
        )


def choose(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """A new one: first of which kind."""
    organization = _managed(request, pk)
    kinds = Subcategory.objects.select_related("category").order_by("category", "code")
    context = {"desk": desk, "organization": organization, "kinds": list(kinds)}
    return render(request, "desks/organizations/kinds.html", context)


def draft(request: HttpRequest, desk: Desk, pk: int, code: str) -> HttpResponse:
    organization = _managed(request, pk)
    subcategory = Subcategory.objects.filter(pk=code).first()
    if subcategory is None:
        raise Hidden("no_such_kind", _("There is no such kind of service."))
    form = OfferForm(request.POST or None, subcategory=subcategory, organization=organization)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: offer_service(organization, form.offer(), by=request.user, at=now())
        )
        if made:
            messages.success(request, _("Kept as a draft. Look at it once more, then send it."))
            return redirect(desk.url("service", made.pk))
    lead = f"{organization.name} · {subcategory.name}"
    return _form_page(request, desk, form, _("Offer a service"), lead)


def service(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """As it will be read, where it stands, and what can be done with it."""
    found = get_service(request.user, pk)
    word, tone = staff_word(SERVICE, found.state)
    last = found.revisions.first() if found.state == ServiceState.ON_SHELF else None
    waits = bool(last and last.state == RevisionState.WAITING)
    shown = last if waits or _was_returned(last) else None
    context = {
        "desk": desk,
        "service": found,
        "word": word,
        "tone": tone,
        "revision": shown,
        "waits": waits,
        "differences": differences_of(shown) if shown else [],
        "amendable": found.state in AMENDABLE,
        "proposable": found.state == ServiceState.ON_SHELF and not waits,
        "can_submit": SERVICE.allows(found.state, "submit"),
        "can_return": SERVICE.allows(found.state, "return"),
    }
    return render(request, "desks/organizations/service.html", context)


def amend(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """At once, or as a proposal where it stands on the shelf: then what was sent back is there to be mended."""
    found = get_service(request.user, pk)
    stands = found.state == ServiceState.ON_SHELF
    last = found.revisions.first() if stands else None
    proposed = {name: after for name, (_before, after) in last.told.items()} if last else {}
    form = OfferForm(
        request.POST or None,
        initial={**_told(found), **(proposed if _was_returned(last) else {})},
        subcategory=found.subcategory,
        organization=found.organization,
    )
    if request.method == "POST" and form.is_valid():
        action = propose_revision if stands else amend_service
        done = attempt(form, lambda: action(found, form.offer(), by=request.user, at=now()))
        if done:
            messages.success(
                request,
                _("Sent. Until the bureau has checked it, what stands on the shelf stays as it is.")
                if stands
                else _("Saved."),
            )
            return redirect(desk.url("service", pk))
    title = _("Propose a change") if stands else _("Change what you offer")
    return _form_page(request, desk, form, title, found.subcategory.name)


@require_POST
def take_back_change(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = get_service(request.user, pk)
    last = found.revisions.first()
    if last is None:
        raise Hidden("no_such_change", _("There is no such change."))
    step(
        request,
        lambda: take_back_revision(last, by=request.user, at=now()),
        _("Taken back. What stands on the shelf stays as it is."),
    )
    return redirect(desk.url("service", pk))


@require_POST
def submit(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = get_service(request.user, pk)
    step(
        request,
        lambda: submit_service(found, by=request.user, at=now()),
        _("Sent. The bureau checks it and tells you here what came of it."),
    )
    return redirect(desk.url("service", pk))


@require_POST
def take_back(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = get_service(request.user, pk)
    step(
        request,
        lambda: return_service(found, by=request.user, at=now()),
        _("Taken back: it is a draft again."),
    )
    return redirect(desk.url("service", pk))


def _was_returned(revision: Revision | None) -> bool:
    return revision is not None and revision.state == RevisionState.RETURNED


def _told(service: Service) -> dict[str, Any]:
    told = {name: getattr(service, name, None) for name in OfferForm.base_fields}
    for name in ("need_types", "groups", "subdistricts"):
        told[name] = [one.pk for one in getattr(service, name).all()]
    return told


def _managed(request: HttpRequest, pk: int) -> Organization:
    ours = organizations_of(request.user).select_related("community__subdistrict")
    found = ours.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Hidden("no_such_organization", _("There is no such organization of yours."))
    return found


def _form_page(
    request: HttpRequest, desk: Desk, form: OfferForm, title: str, lead: str
) -> HttpResponse:
    context = {
        "desk": desk,
        "form": form,
        "title": title,
        "lead": lead,
        "breadcrumbs": [(_("Our shelf"), reverse("organizations:shelf")), (title, "")],
    }
    return render(request, "desks/organizations/form.html", context, status=status_of(form))

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marketplace.accounts.choices import Editing, Role
from marketplace.accounts.models import User
from marketplace.desks.fields import CleanCharField
from marketplace.look.forms import DateInput
from marketplace.places.actions import POSTED_AT
from marketplace.places.models import Community, District, Subdistrict
from marketplace.places.permissions import POSTED_BY_SUBDISTRICT
from marketplace.places.queries import postings_of

Place = District | Subdistrict | Community


class FindForm(forms.Form):
    q = CleanCharField(label=gettext_lazy("Name or user name"), required=False, max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", gettext_lazy("Every role"))]
        self.fields["role"].choices = every + [(role.value, role.label) for role in roles_of(by)]


class NewForm(forms.Form):
    """Whoever has an account is found by its name; for anybody else one is opened."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    place = forms.ChoiceField(
        label=pgettext_lazy("place of work", "Where"),
        help_text=gettext_lazy(
            "Stewards and community staff work in a community, officers in a subdistrict, all others in the district."
        ),
    )
    from_on = forms.DateField(label=gettext_lazy("From the day"), widget=DateInput)
    username = CleanCharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("What they sign in with: 3 to 50 letters a to z, digits, . _ @ -"),
        max_length=150,
    )
    known = forms.BooleanField(
        label=gettext_lazy("They have an account of this name already"), required=False
    )
    display_name = CleanCharField(
        label=pgettext_lazy("person", "Name"),
        help_text=gettext_lazy("As colleagues and residents read it."),
        required=False,
        max_length=60,
    )
    phone = CleanCharField(label=gettext_lazy("Work phone"), required=False, max_length=20)

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles_of(by)]
        places = list(places_of(by))
        self.places = {place.pk: place for _group, place in places}
        self.fields["place"].choices = [("", "—"), *_grouped(places)]
        self.fields["from_on"].initial = today

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("known") and "display_name" not in self.errors and not said["display_name"]:
            self.add_error("display_name", _("Say the name, or that there is an account already."))
        said["person"] = None
        if said.get("known") and "username" not in self.errors:
            said["person"] = User.objects.filter(username__iexact=said["username"]).first()
            if said["person"] is None:
                self.add_error("username", _("There is no account of this name."))
        return said | {"place": self.places.get(said.get("place", ""))}


class EndForm(forms.Form):
    until_on = forms.DateField(
        label=gettext_lazy("Not any more from"),
        help_text=gettext_lazy("Today ends it at once."),
        widget=DateInput,
    )
    reason = CleanCharField(label=gettext_lazy("Why"), required=False, max_length=300)


class SiteForm(forms.Form):
    editing = forms.ChoiceField(
        label=gettext_lazy("What they do with its words and pictures"),
        choices=Editing.choices,
        widget=forms.RadioSelect,
    )


def roles_of(by: User) -> list[Role]:
    """The roles that somebody gives."""
    held = {posting.role for posting in postings_of(by)}
    if Role.BUREAU_OFFICER in held:
        return [Role(role) for role in POSTED_AT]
    return [Role(role) for role in POSTED_BY_SUBDISTRICT]


def places_of(by: User) -> Iterator[tuple[str, Place]]:
    """(group, place) of all places where somebody gives roles."""
    districts = [p.district for p in postings_of(by) if p.role == Role.BUREAU_OFFICER]
    own = {p.subdistrict_id for p in postings_of(by) if p.role == Role.SUBDISTRICT_OFFICER}
    for district in districts:
        yield "", district
    within = Subdistrict.objects.filter(district__in=districts) | Subdistrict.objects.filter(
        pk__in=own
    )
    for subdistrict in within.prefetch_related("communities").order_by("code"):
        if subdistrict.district_id in {district.pk for district in districts}:
            yield "", subdistrict
        for community in sorted(subdistrict.communities.all(), key=lambda one: one.code):
            yield subdistrict.name, community


def _grouped(places: list[tuple[str, Place]]) -> Iterator[tuple[Any, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for group, place in places:
        if group:
            groups.setdefault(group, []).append((place.pk, place.name))
        else:
            yield place.pk, place.name
    yield from groups.items()

"""Reading volunteers."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, TargetGroup
from marketplace.places.models import Community
from marketplace.places.queries import communities_of
from marketplace.places.rules import metres_between
from marketplace.volunteers import rules
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.permissions import SEEING


def visible_to(user: User) -> QuerySet[Volunteer]:
    """Staff see the volunteers who live where they are posted; a volunteer sees themselves."""
    return Volunteer.objects.filter(Q(user=user) | Q(community__in=communities_of(user, *SEEING)))


def volunteer_of(user: User) -> Volunteer | None:
    """The volunteer that `user` is, unless they have left."""
    return Volunteer.objects.filter(user=user).exclude(state=VolunteerState.LEFT).first()


def volunteers_to_match() -> QuerySet[Volunteer]:
    """Who takes tasks now, with all that matching asks about them, in four queries however many."""
    return (
        Volunteer.objects.filter(state=VolunteerState.ACTIVE)
        .select_related("community__subdistrict")
        .prefetch_related("qualifications", "subcategories", "groups")
    )


def communities_near(
    volunteer: Volunteer, communities: Iterable[Community] | None = None
) -> list[tuple[Community, int]]:
    """The communities of their district within their radius, with metres, nearest first."""
    home = volunteer.community
    if communities is None:
        communities = Community.objects.filter(subdistrict__district=home.district_code)
    metres = [(each, metres_between(home, each)) for each in communities]
    reached = [(each, far) for each, far in metres if far <= volunteer.radius]
    return sorted(reached, key=lambda pair: (pair[1], pair[0].pk))


def person_of(volunteer: Volunteer) -> rules.Person:
    """The volunteer as the rules see them; no query on those of `volunteers_to_match`."""
    return rules.Person(
        state=volunteer.state,
        birth_on=volunteer.birth_on,
        insured_until_on=volunteer.insured_until_on,
        background_declared_on=volunteer.background_declared_on,
        subcategories=frozenset(each.pk for each in volunteer.subcategories.all()),
        groups=frozenset(each.pk for each in volunteer.groups.all()),
        qualifications=frozenset(each.pk for each in volunteer.qualifications.all()),
        lives_on_own_income=volunteer.lives_on_own_income,
        guardian_agreed_on=volunteer.guardian_agreed_on,
    )


def task_of(need_type: NeedType, group: TargetGroup) -> rules.Task:
    """A need of this kind for this group, as the rules see it."""
    return rules.Task(
        subcategory=need_type.subcategory_id,
        group=group.pk,
        requirements=need_type.requirements(),
        helpers=need_type.helpers,
        safeguards_minor=need_type.safeguards_minor,
    )

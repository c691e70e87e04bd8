"""Needs: told, followed, judged, withdrawn."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query

from marketplace.api import finding, telling
from marketplace.api.auth import Asked, Caller
from marketplace.api.choices import Scope
from marketplace.api.needs_schemas import (
    AnswerIn,
    ApprovalIn,
    JudgementIn,
    NeedFilter,
    NeedIn,
    NeedOut,
    NeedRow,
    NewPerson,
    PostIn,
    WishesIn,
    WithdrawalIn,
)
from marketplace.api.paging import Page
from marketplace.api.rooms import Room
from marketplace.api.schemas import Code
from marketplace.catalogue.models import NeedType, ServiceLevel, TargetGroup, UrgencyTag
from marketplace.households.models import Resident
from marketplace.households.queries import same_person, visible_to
from marketplace.journeys.approve_need import approve_need as approve
from marketplace.journeys.judge_need import judge_need
from marketplace.journeys.post_need import NeedItem, NewResident, ResidentRef, post_need
from marketplace.journeys.withdraw_need import withdraw_need as withdraw
from marketplace.kernel.errors import Malformed, Refusal
from marketplace.needs.actions import NO_WISHES, Wishes, answer_return
from marketplace.needs.choices import Channel
from marketplace.places.models import Community

room = Room(tags=["Needs"])


@room.writes("/needs", list[NeedOut], scope=Scope.POST_NEEDS, status=201)
def post_needs(request: Asked, body: PostIn) -> list[NeedOut]:
    """Tell one or more needs of one person: by name (`person`), or whoever an earlier need was about
    (`reference`, its number). Whose name and phone or identity number are on record in the community is
    that person, and what is on record stays. Without a need type the description says what it is."""
    caller = request.auth
    if (body.person is None) == (body.reference is None):
        message = _("Send either a person or the number of an earlier need.")
        raise Malformed("one_person", message, fields={"person": message})
    with _fields_under("person", NewPerson):
        who, community = _who(body, caller)
        items = [
            _item(item, f"items.{i}", despite_open=body.despite_open)
            for i, item in enumerate(body.items)
        ]
        posted = post_need(
            who=who,
            items=items,
            community=community,
            channel=Channel.API,
            consent_given=body.consent.given,
            basis=body.consent.basis,
            by=caller.user,
            at=caller.at,
        )
    return [_told(caller, need.number) for need in posted]


@room.reads("/needs", Page[NeedRow], scope=Scope.READ_NEEDS)
def list_needs(request: Asked, wanted: Query[NeedFilter]) -> Page[NeedRow]:
    """The needs that this client's person sees, newest first; `show=mine` those they answer for."""
    caller = request.auth
    found = wanted.narrow(finding.needs_of(caller.user), caller.user)
    here, told = wanted.cut(telling.for_rows(found).order_by("-reported_at", "-id"))
    return Page(items=telling.need_rows(here, caller), **told)


@room.reads("/needs/{number}", NeedOut, scope=Scope.READ_NEEDS)
def get_need(request: Asked, number: Code) -> NeedOut:
    """One need: how far it is, its clocks, and the resident as this client's person may see them."""
    return _told(request.auth, number)


@room.writes("/needs/{number}/withdraw", NeedOut, scope=Scope.POST_NEEDS)
def withdraw_need(request: Asked, number: Code, body: WithdrawalIn) -> NeedOut:
    """It is not wanted any more: an order is cancelled and its provider set free."""
    caller = request.auth
    need = finding.need_of(caller.user, number)
    withdraw(need, reason=body.reason, outcome=body.outcome, by=caller.user, at=caller.at)
    return _told(caller, number)


@room.writes("/needs/{number}/answer", NeedOut, scope=Scope.POST_NEEDS)
def answer_need(request: Asked, number: Code, body: AnswerIn) -> NeedOut:
    """What was missing is there: a returned need is submitted again with this description."""
    caller = request.auth
    need = finding.need_of(caller.user, number)
    answer_return(need, description=body.description, by=caller.user, at=caller.at)
    return _told(caller, number)


@room.writes("/needs/{number}/triage", NeedOut, scope=Scope.JUDGE_NEEDS)
def triage_need(request: Asked, number: Code, body: JudgementIn) -> NeedOut:
    """Answer the safety question and judge the need, or judge it again. Where somebody is at risk it
    is approved and offered to the best provider in the same moment."""
    caller = request.auth
    judge_need(
        finding.need_of(caller.user, number),
        at_risk=body.at_risk,
        need_type=finding.chosen(NeedType.objects.all(), body.need_type, field="need_type"),
        group=finding.chosen(TargetGroup.objects.all(), body.group, field="group"),
        level=finding.chosen(ServiceLevel.objects.all(), body.level, field="level"),
        tag=finding.chosen(UrgencyTag.objects.all(), body.tag, field="tag"),
        by=caller.user,
        at=caller.at,
    )
    return _told(caller, number)


@room.writes("/needs/{number}/approve", NeedOut, scope=Scope.JUDGE_NEEDS)
def approve_need(request: Asked, number: Code, body: ApprovalIn) -> NeedOut:
    """A judged need becomes a work order that waits for a provider. Nobody approves what they posted
    themselves, nor (`related`) for somebody they know privately."""
    caller = request.auth
    need = finding.need_of(caller.user, number)
    approve(need, related=body.related, by=caller.user, at=caller.at)
    return _told(caller, number)


def _told(caller: Caller, number: str) -> NeedOut:
    """As it stands now, read anew."""
    return telling.need_told(finding.need_of(caller.user, number), caller)


def _who(body: PostIn, caller: Caller) -> tuple[NewResident | ResidentRef, Community]:
    if body.person is None:
        resident = finding.need_of(caller.user, body.reference).resident
        return ResidentRef(resident), resident.household.community
    told = body.person.dict(exclude={"community", "groups"})
    communities = Community.objects.select_related("subdistrict")
    community = finding.chosen(communities, body.person.community, field="community")
    if known := _known(body.person, caller, community):
        return ResidentRef(known), community
    groups = list(TargetGroup.objects.filter(pk__in=body.person.groups))
    return NewResident(**told, groups=groups), community


def _known(person: NewPerson, caller: Caller, community: Community) -> Resident | None:
    """The resident of this community that is meant, if this client's person may know of them."""
    found = same_person(
        name=person.name,
        phone=person.phone,
        id_number=person.id_number,
        community=community,
        on=timezone.localdate(caller.at),
    )
    if found is None or found.household.community_id != community.pk:
        return None
    return found if visible_to(caller.user).filter(pk=found.pk).exists() else None


def _item(told: NeedIn, where: str, *, despite_open: bool) -> NeedItem:
    listed, field = NeedType.objects.all(), f"{where}.need_type"
    return NeedItem(
        description=told.description,
        need_type=finding.chosen(listed, told.need_type, field=field) if told.need_type else None,
        at_risk=told.at_risk,
        reported_at=told.reported_at,
        wishes=_wishes(told.wishes),
        despite_open=None if despite_open else (),
    )


def _wishes(told: WishesIn | None) -> Wishes:
    if told is None:
        return NO_WISHES
    return Wishes(told.windows, told.language or "", told.helper_sex or "")


@contextmanager
def _fields_under(prefix: str, schema: type[NewPerson]) -> Iterator[None]:
    """A journey names a person's fields plainly; here they stand under `prefix`."""
    try:
        yield
    except Refusal as refusal:
        refusal.fields = {
            f"{prefix}.{name}" if name in schema.model_fields else name: message
            for name, message in refusal.fields.items()
        }
        raise

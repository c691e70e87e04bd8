"""The people and things that tests are about, made straight from the models with sensible defaults.

Everything is fictional. What a test does not name is filled in, and what already stands is used again:
`make_need()` alone makes the district, the resident and the need type that it wants.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.catalogue.models import (
    Category,
    NeedType,
    Qualification,
    ServiceLevel,
    Subcategory,
    TargetGroup,
    UrgencyTag,
)
from marketplace.households.choices import Basis, LowIncomeStatus, Purpose
from marketplace.households.models import Consent, Household, Resident
from marketplace.needs.choices import (
    Channel,
    NeedState,
    Outcome,
    ReferredTo,
    RejectReason,
)
from marketplace.needs.models import Need
from marketplace.organizations.choices import (
    MembershipRole,
    OrganizationKind,
    OrganizationState,
    ServiceState,
)
from marketplace.organizations.models import (
    Licence,
    Membership,
    Organization,
    Service,
    Worker,
)
from marketplace.organizations.rules import make_uscc
from marketplace.places.models import Community, District, Posting, Subdistrict
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.models import Volunteer

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A plain working Wednesday, mid-morning, with no holiday near.
NOW = datetime(2026, 10, 21, 10, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()
# The district that the makers make unless told otherwise.
HERE = "320113"
# Another one, for who has to tell them apart.
THERE = "320115"
LONG_AGO = date(2020, 1, 1)

_Row = TypeVar("_Row", bound=Model)
_number = count(1)


def later(**lapse: float) -> datetime:
    """NOW and `lapse` on: `later(hours=2)`."""
    return NOW + timedelta(**lapse)


def at(day: str, clock: str = "10:00") -> datetime:
    """A moment in Shanghai: `at("2026-09-30", "17:00")`."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=SHANGHAI)


def standing(new: _Row) -> _Row:
    """What stands under the key of `new`, else `new` itself, saved. `get_or_create` guards against others,
    which costs as much again."""
    found = type(new)._default_manager.filter(pk=new.pk).first()
    if found is None:
        new.save(force_insert=True)
    return found or new


def put(into: Any, things: Iterable[Model]) -> None:
    """Into the empty list of something new: `set` would first ask what is there."""
    if things := list(things):
        into.add(*things)


# -- places -----------------------------------------------------------------------------------


def make_district(code: str = HERE, *, subdistricts: int = 2, communities: int = 2) -> District:
    """A district with its subdistricts, 5 km apart, and their communities, 1 km apart."""
    new = District(code=code, name_zh=f"测试区{code}", name_en=f"Test District {code}")
    district = standing(new)
    if district is new:
        within = [_subdistrict(district, i) for i in range(1, subdistricts + 1)]
        Subdistrict.objects.bulk_create(within)
        Community.objects.bulk_create(
            _community(subdistrict, j, x=5000 * i + 1000 * j)
            for i, subdistrict in enumerate(within, start=1)
            for j in range(1, communities + 1)
        )
    return district


def make_subdistrict(district: District | None = None, *, number: int = 1) -> Subdistrict:
    return standing(_subdistrict(district or make_district(), number))


def make_community(
    subdistrict: Subdistrict | None = None, *, number: int = 1, x: int = 0, y: int = 0
) -> Community:
    return standing(_community(subdistrict or make_subdistrict(), number, x=x, y=y))


def _subdistrict(district: District, number: int) -> Subdistrict:
    code = f"{district.code}{number:03d}"
    return Subdistrict(
        code=code,
        district=district,
        name_zh=f"测试街道{code[-4:]}",
        name_en=f"Test Subdistrict {code[-4:]}",
    )


def _community(subdistrict: Subdistrict, number: int, *, x: int = 0, y: int = 0) -> Community:
    code = f"{subdistrict.code}{number:03d}"
    return Community(
        code=code,
        subdistrict=subdistrict,
        name_zh=f"测试社区{code[-6:]}",
        name_en=f"Test Community {code[-6:]}",
        x=x,
        y=y,
    )


# -- people who sign in -----------------------------------------------------------------------


def make_user(name: str = "", **fields) -> User:
    number = next(_number)
    return User.objects.create(
        username=fields.pop("username", f"user{number}"),
        display_name=name or f"测试人员{number}",
        **fields,
    )


def make_staff(
    role: str,
    at_place: District | Subdistrict | Community | None = None,
    *,
    user: User | None = None,
    name: str = "",
    from_on: date = LONG_AGO,
    until_on: date | None = None,
) -> User:
    """Somebody posted in `role` at a district, a subdistrict or a community; twice posted with `user`."""
    place = at_place or make_district()
    community = place if isinstance(place, Community) else None
    subdistrict = community.subdistrict if community else None
    if isinstance(place, Subdistrict):
        subdistrict = place
    user = user or make_user(name or f"测试{Role(role).value}")
    Posting.objects.create(
        user=user,
        role=role,
        community=community,
        subdistrict=subdistrict,
        district=subdistrict.district if subdistrict else place,
        from_on=from_on,
        until_on=until_on,
    )
    return fresh(user)


def fresh(user: User) -> User:
    """The user as the next request would load them: without anything cached on the instance."""
    return User.objects.get(pk=user.pk)


# -- residents --------------------------------------------------------------------------------


ADDRESS = "演示路 1 号 101 室"
SECRETS = {
    "id_number": "320113194605010026",
    "phone": "15400000000",
    "birth_on": "1946-05-01",
    "health_note": "演示健康备注",
    "guardian_name": "演示·监护人",
    "guardian_phone": "15400000001",
}


def make_household(community: Community | None = None, **fields) -> Household:
    return Household.objects.create(
        number=f"H-TEST-{next(_number):06d}",
        community=community or make_community(),
        address=fields.pop("address", ADDRESS),
        low_income_status=fields.pop("low_income_status", LowIncomeStatus.DIBAO),
        registered_at=NOW - timedelta(days=400),
        **fields,
    )


def make_resident(
    community: Community | None = None,
    *,
    household: Household | None = None,
    name: str = "演示·老王",
    groups: str = "E",
    consent: bool = True,
    **fields,
) -> Resident:
    """A resident of the groups named by their letters (`groups="ED"`), who consented unless told not.

    Every private field is filled, so that whatever leaks can be seen to leak: see SECRETS.
    """
    resident = Resident.objects.create(
        household=household or make_household(community),
        name=name,
        **{**SECRETS, **fields},
        registered_at=NOW - timedelta(days=400),
    )
    put(resident.groups, make_groups(groups))
    if consent:
        _consent(resident).save(force_insert=True)
    return resident


def make_consent(
    resident: Resident,
    *,
    purpose: str = Purpose.SERVICE,
    basis: str = Basis.CONSENT,
    **fields,
) -> Consent:
    """The resident's consent to `purpose` that is in force, recorded now if there is none."""
    in_force = Consent.objects.filter(resident=resident, purpose=purpose, withdrawn_at=None)
    if found := in_force.first():
        return found
    consent = _consent(resident, purpose=purpose, basis=basis, **fields)
    consent.save(force_insert=True)
    return consent


def _consent(
    resident: Resident, *, purpose: str = Purpose.SERVICE, basis: str = Basis.CONSENT, **fields
) -> Consent:
    return Consent(
        resident=resident,
        purpose=purpose,
        basis=basis,
        notice_version=fields.pop("notice_version", "test-1"),
        given_at=fields.pop("given_at", NOW - timedelta(days=1)),
        **fields,
    )


# -- the closed lists -------------------------------------------------------------------------

_GROUPS = {
    "E": ("elderly", "困难老人", "Older persons in hardship", "person"),
    "D": ("disabled", "残疾人", "Persons with disabilities", "person"),
    "M": ("minor", "未成年人", "Minors", "person"),
    "S": ("major_illness", "重大疾病患者", "Patients with major illness", "person"),
    "U": (
        "workless_household",
        "有劳动能力但失业的家庭",
        "Workless households",
        "household",
    ),
    "P": ("single_parent", "单亲家庭", "Single-parent families", "household"),
}
_LEVELS = {
    1: ("basic_care", "基本生活照料与支持服务", "Basic daily-living care and support"),
    2: ("emotional_care", "精神关爱与疏导服务", "Emotional care and counselling"),
    3: (
        "health_rehab",
        "预防保健和康复护理服务",
        "Preventive health and rehabilitation",
    ),
    4: ("capability", "生活与就业能力提升服务", "Life skills and employability"),
}
# code: rank, names, accept, first contact, deliver, papers (DOMAIN 2.4)
_TAGS = {
    "urgent": (
        1, "紧急干预", "Urgent intervention", "30 minutes", "2 hours", "24 hours", "5 working_days",
    ),
    "safety_net": (
        2, "纳入兜底", "Safety-net inclusion", "4 hours", "1 working_days", "3 working_days", "",
    ),
    "needs_care": (
        3, "需要关爱", "Needs care", "1 working_days", "3 working_days", "7 calendar_days", "",
    ),
    "monitoring": (
        4, "持续关注", "Continued attention", "2 working_days", "by_plan", "by_plan", "",
    ),
}  # fmt: skip


def make_group(code: str = "E") -> TargetGroup:
    return standing(_group(code))


def make_groups(codes: str) -> list[TargetGroup]:
    """The groups of these letters: however many there are, they are asked for and made at once."""
    found = TargetGroup.objects.in_bulk(list(codes))
    missing = {code: _group(code) for code in codes if code not in found}
    TargetGroup.objects.bulk_create(missing.values())
    return list((found | missing).values())


def _group(code: str) -> TargetGroup:
    identifier, zh, en, scope = _GROUPS[code]
    return TargetGroup(
        code=code,
        identifier=identifier,
        name_zh=zh,
        name_en=en,
        scope=scope,
        position=list(_GROUPS).index(code) + 1,
    )


def make_level(number: int = 1) -> ServiceLevel:
    identifier, zh, en = _LEVELS[number]
    return standing(ServiceLevel(number=number, identifier=identifier, name_zh=zh, name_en=en))


def make_tag(code: str = "needs_care") -> UrgencyTag:
    """One of urgent, safety_net, needs_care, monitoring, with the clocks of the real catalogue."""
    rank, zh, en, accept, first_contact, deliver, papers = _TAGS[code]
    return standing(
        UrgencyTag(
            code=code,
            rank=rank,
            name_zh=zh,
            name_en=en,
            accept_within=accept,
            first_contact_within=first_contact,
            deliver_within=deliver,
            papers_within=papers,
        )
    )


def make_qualification(code: str = "HC") -> Qualification:
    return standing(
        Qualification(code=code, name_zh=f"资质{code}", name_en=f"Qualification {code}")
    )


def make_subcategory(code: str = "A1") -> Subcategory:
    if found := Subcategory.objects.filter(pk=code).first():
        return found
    standing(Category(code=code[0], name_zh=f"大类{code[0]}", name_en=f"Category {code[0]}"))
    return Subcategory.objects.create(
        code=code,
        category_id=code[0],
        name_zh=f"小类{code}",
        name_en=f"Subcategory {code}",
        main_levels=[1],
        national_class="照料护理",
    )


def make_need_type(
    code: str = "E-L1-01",
    *,
    subcategory: str = "A1",
    tag: str = "needs_care",
    qualifications: str = "",
    further_groups: str = "",
    **fields,
) -> NeedType:
    """An entry of the list; its group and level are read from the code (`E-L1-01`)."""
    for part in qualifications.replace("|", ",").split(","):
        if part:
            make_qualification(part)
    if found := NeedType.objects.filter(pk=code).first():
        return found
    need_type = NeedType.objects.create(
        code=code,
        group=make_group(code[0]),
        level=make_level(int(code[3])),
        subcategory=make_subcategory(subcategory),
        tag=make_tag(tag),
        qualifications=qualifications,
        **{
            "name_zh": f"测试服务{code}",
            "name_en": f"Test service {code}",
            "description_zh": "测试",
            "description_en": "For tests",
            "duration_minutes": 60,
            "frequency": "once",
            "unit": "visit",
            "delivery_mode": "one_off",
            **fields,
        },
    )
    put(need_type.further_groups, make_groups(further_groups))
    return need_type


# -- organizations ----------------------------------------------------------------------------


def make_organization(
    state: str = OrganizationState.RESIDENT,
    *,
    kind: str = OrganizationKind.SERVICE_INSTITUTION,
    community: Community | None = None,
    **fields,
) -> Organization:
    number = next(_number)
    if state == OrganizationState.SUSPENDED:
        fields.setdefault("suspended_for", "演示停用")
    return Organization.objects.create(
        uscc=fields.pop("uscc", make_uscc(number % 10_000, kind=kind)),
        name_zh=fields.pop("name_zh", f"演示社工服务中心{number}"),
        name_en=fields.pop("name_en", f"Demo Service Centre {number}"),
        kind=kind,
        state=state,
        legal_representative="演示·李某",
        phone="025-00000000",
        community=community or make_community(),
        registered_at=NOW - timedelta(days=800),
        **fields,
    )


def make_member(
    organization: Organization | None = None,
    role: str = MembershipRole.MANAGER,
    *,
    user: User | None = None,
) -> User:
    """Somebody who signs in for an organization."""
    user = user or make_user("测试机构人员")
    Membership.objects.create(
        user=user, organization=organization or make_organization(), role=role
    )
    return fresh(user)


def make_worker(
    organization: Organization | None = None, *, qualifications: str = "", **fields
) -> Worker:
    worker = Worker.objects.create(
        organization=organization or make_organization(),
        name=fields.pop("name", f"演示护理员{next(_number)}"),
        **fields,
    )
    put(worker.qualifications, (make_qualification(c) for c in qualifications.split(",") if c))
    return worker


def make_licence(
    organization: Organization,
    qualification: str = "HC",
    *,
    until_on: date | None = None,
    **fields,
) -> Licence:
    return Licence.objects.create(
        organization=organization,
        qualification=make_qualification(qualification),
        number=f"L{next(_number)}",
        from_on=fields.pop("from_on", LONG_AGO),
        until_on=until_on,
        **fields,
    )


def make_service(
    organization: Organization | None = None,
    *,
    need_types: list[NeedType] | tuple[NeedType, ...] = (),
    subcategory: str = "A1",
    groups: str = "EDMSUP",
    subdistricts: list[Subdistrict] | tuple[Subdistrict, ...] = (),
    places: int = 5,
    state: str = ServiceState.ON_SHELF,
    **fields,
) -> Service:
    """A service on the shelf for everybody in the whole district, with five places."""
    if need_types:
        subcategory = need_types[0].subcategory_id
    if state == ServiceState.ON_SHELF:
        fields = {"checked_on": LONG_AGO, "checked_by": make_user("测试审核人"), **fields}
    service = Service.objects.create(
        organization=organization or make_organization(),
        name_zh=fields.pop("name_zh", f"演示服务{next(_number)}"),
        name_en=fields.pop("name_en", "Demo service"),
        subcategory=make_subcategory(subcategory),
        places=places,
        state=state,
        **fields,
    )
    put(service.need_types, need_types)
    put(service.groups, make_groups(groups))
    put(service.subdistricts, subdistricts)
    return service


# -- volunteers -------------------------------------------------------------------------------


def make_volunteer(
    *,
    user: User | None = None,
    community: Community | None = None,
    subcategories: str = "A1",
    groups: str = "EDMSUP",
    qualifications: str = "VOL",
    places: int = 2,
    state: str = VolunteerState.ACTIVE,
    without_account: bool = False,
    **fields,
) -> Volunteer:
    """A grown-up, trained, insured volunteer with a background declaration and an account."""
    number = next(_number)
    volunteer = Volunteer.objects.create(
        user=None if without_account else user or make_user("测试志愿者"),
        number=f"V-TEST-{number:06d}",
        name=fields.pop("name", f"演示志愿者{number}"),
        community=community or make_community(),
        places=places,
        state=state,
        birth_on=fields.pop("birth_on", date(2000, 1, 1)),
        insured_until_on=fields.pop("insured_until_on", date(2030, 1, 1)),
        background_declared_on=fields.pop("background_declared_on", LONG_AGO),
        registered_at=NOW - timedelta(days=300),
        **fields,
    )
    put(volunteer.subcategories, (make_subcategory(c) for c in subcategories.split(",") if c))
    put(volunteer.groups, make_groups(groups))
    put(volunteer.qualifications, (make_qualification(c) for c in qualifications.split(",") if c))
    return volunteer


# -- needs ------------------------------------------------------------------------------------

_UNJUDGED = (NeedState.DRAFT, NeedState.SUBMITTED, NeedState.RETURNED)
_UNAPPROVED = (
    *_UNJUDGED, NeedState.TRIAGED, NeedState.ASSESSED, NeedState.REFERRED, NeedState.REJECTED,
    NeedState.MERGED, NeedState.WITHDRAWN,
)  # fmt: skip
_ENDED = (
    NeedState.CLOSED, NeedState.REFERRED, NeedState.REJECTED, NeedState.MERGED, NeedState.WITHDRAWN,
)  # fmt: skip


def make_need(
    state: str = NeedState.SUBMITTED,
    *,
    resident: Resident | None = None,
    community: Community | None = None,
    need_type: NeedType | None = None,
    tag: str = "",
    owner: User | None = None,
    posted_by: User | None = None,
    reported_at: datetime = NOW,
    **fields,
) -> Need:
    """A need as it would stand in `state`: judged from triage on, approved from approval on.

    Its owner is a steward of the community, made if none is named. `tag="urgent"` also sets `at_risk`.
    """
    resident = resident or make_resident(community)
    community = community or resident.household.community
    need_type = need_type or make_need_type()
    owner = owner or _steward_of(community)
    if state not in _UNJUDGED:
        fields.setdefault("at_risk", tag == "urgent")
        fields.setdefault("triaged_at", reported_at)
        fields.setdefault("group", need_type.group)
        fields.setdefault("level", need_type.level)
        fields.setdefault("tag", make_tag(tag) if tag else need_type.tag)
    if state not in _UNAPPROVED:
        fields.setdefault("approved_at", reported_at)
        fields.setdefault("approved_by", make_user("测试审批人"))
    if state in (NeedState.FULFILLED, NeedState.CLOSED):
        fields.setdefault("fulfilled_at", reported_at)
    if state in _ENDED:
        fields.setdefault("ended_at", reported_at)
    if state == NeedState.CLOSED:
        fields.setdefault("outcome", Outcome.MET)
    if state == NeedState.REJECTED:
        fields.setdefault("reject_reason", RejectReason.NOT_ELIGIBLE)
    if state == NeedState.REFERRED:
        fields.setdefault("referred_to", ReferredTo.BENEFIT)
    if state == NeedState.MERGED:
        fields.setdefault(
            "merged_into",
            make_need(resident=resident, need_type=need_type, owner=owner),
        )
    if state == NeedState.RETURNED:
        fields.setdefault("missing", ["description"])
    return Need.objects.create(
        number=f"XQ-TEST-{next(_number):06d}",
        resident=resident,
        community=community,
        channel=fields.pop("channel", Channel.STEWARD),
        state=state,
        description=fields.pop("description", "需要帮忙"),
        need_type=need_type,
        owner=owner,
        posted_by=posted_by or owner,
        consent=fields.pop("consent", None) or make_consent(resident),
        reported_at=reported_at,
        **fields,
    )


def _steward_of(community: Community) -> User:
    posting = Posting.objects.filter(role=Role.STEWARD, community=community).first()
    return posting.user if posting else make_staff(Role.STEWARD, community)

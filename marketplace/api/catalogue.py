"""The list of needs: what can be asked for."""

from typing import Literal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from marketplace.api.auth import Asked
from marketplace.api.choices import Scope
from marketplace.api.paging import Page, Paging
from marketplace.api.rooms import Room
from marketplace.api.schemas import Code, Group, Line, Named
from marketplace.catalogue.models import NeedType
from marketplace.catalogue.queries import need_types, search_need_types
from marketplace.kernel.errors import Hidden

room = Room(tags=["Need types"])
Category = Literal["A", "B", "C", "D", "E", "F", "G", "H"]
# As many as a search ranks: more than the list is long.
ALL = 1000


class NeedTypeOut(Schema):
    """One entry of the list. `qualifications` are all of (any of); `visits` is null where open-ended."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "E-L1-01",
                    "name": "Home bathing",
                    "name_zh": "上门助浴",
                    "name_en": "Home bathing",
                    "description_zh": "为行动不便的老人上门助浴",
                    "description_en": "Bathing at home for older persons who cannot move easily",
                    "group": {
                        "code": "E",
                        "name": "Older persons in hardship",
                        "name_zh": "困难老人",
                        "name_en": "Older persons in hardship",
                    },
                    "further_groups": ["D"],
                    "level": {
                        "code": "1",
                        "name": "Basic daily-living care and support",
                        "name_zh": "基本生活照料与支持服务",
                        "name_en": "Basic daily-living care and support",
                    },
                    "category": "A",
                    "subcategory": "A1",
                    "tag": "needs_care",
                    "qualifications": [["NW", "RN"], ["HC"]],
                    "helpers": 2,
                    "duration_minutes": 60,
                    "frequency": "weekly:1",
                    "visits": None,
                    "unit": "visit",
                    "delivery_mode": "long_term",
                    "matched": ["助浴"],
                }
            ]
        }
    )

    code: str
    name: str
    name_zh: str
    name_en: str
    description_zh: str
    description_en: str
    group: Named
    further_groups: list[str]
    level: Named
    category: str
    subcategory: str
    tag: str
    qualifications: list[list[str]]
    helpers: int
    duration_minutes: int
    frequency: str
    visits: int | None
    unit: str
    delivery_mode: str
    matched: list[str] = Field(description="The words of `q` that speak for this entry.")


class NeedTypeFilter(Paging):
    q: Line = Field("", description="In anybody's words, Chinese, pinyin or English; best first.")
    group: Group | None = Field(None, description="Primary or further group.")
    level: int | None = Field(None, ge=1, le=4)
    category: Category | None = None


@room.reads("/need-types", Page[NeedTypeOut], scope=Scope.READ_CATALOGUE)
def list_need_types(request: Asked, wanted: Query[NeedTypeFilter]) -> Page[NeedTypeOut]:
    """What can be asked for: the whole list by code, or the entries that `q` may mean, best first."""
    listed = _filtered(need_types(), wanted).prefetch_related("further_groups")
    if not wanted.q:
        here, told = wanted.cut(listed)
        return Page(items=[_told(one) for one in here], **told)
    words = {hit.need_type.code: list(hit.words) for hit in search_need_types(wanted.q, limit=ALL)}
    fitting = {one.code: one for one in listed}
    here, told = wanted.cut([code for code in words if code in fitting])
    return Page(items=[_told(fitting[code], words[code]) for code in here], **told)


@room.reads("/need-types/{code}", NeedTypeOut, scope=Scope.READ_CATALOGUE)
def get_need_type(request: Asked, code: Code) -> NeedTypeOut:
    """One entry of the list."""
    found = need_types().prefetch_related("further_groups").filter(code=code).first()
    if found is None:
        raise Hidden("no_such_need_type", _("There is no such entry on the list."))
    return _told(found)


def _filtered(listed: QuerySet[NeedType], wanted: NeedTypeFilter) -> QuerySet[NeedType]:
    if wanted.group:
        also = NeedType.further_groups.through.objects.filter(targetgroup=wanted.group)
        listed = listed.filter(Q(group=wanted.group) | Q(pk__in=also.values("needtype")))
    if wanted.level:
        listed = listed.filter(level=wanted.level)
    if wanted.category:
        listed = listed.filter(subcategory__category=wanted.category)
    return listed


def _told(one: NeedType, matched: list[str] | None = None) -> NeedTypeOut:
    return NeedTypeOut(
        code=one.code,
        name=one.name,
        name_zh=one.name_zh,
        name_en=one.name_en,
        description_zh=one.description_zh,
        description_en=one.description_en,
        group=Named.of(one.group),
        further_groups=[group.code for group in one.further_groups.all()],
        level=Named.of(one.level),
        category=one.subcategory.category_id,
        subcategory=one.subcategory_id,
        tag=one.tag_id,
        qualifications=[sorted(any_of) for any_of in one.requirements()],
        helpers=one.helpers,
        duration_minutes=one.duration_minutes,
        frequency=one.frequency,
        visits=one.visits,
        unit=one.unit,
        delivery_mode=one.delivery_mode,
        matched=matched or [],
    )

"""Needs as they come in and go out."""

from datetime import datetime
from typing import Literal

from django.db.models import QuerySet
from ninja import Field, Schema
from pydantic import ConfigDict

from marketplace.accounts.models import User
from marketplace.api.paging import Paging
from marketplace.api.people import PersonOut
from marketplace.api.schemas import (
    ClockOut,
    Code,
    Day,
    Group,
    Line,
    Moment,
    Named,
    State,
    Text,
    Told,
    Worded,
)
from marketplace.catalogue.choices import HelperSex, Language, Window
from marketplace.households.choices import Basis, LowIncomeStatus, Sex
from marketplace.needs.choices import NeedState, Outcome
from marketplace.needs.models import Need

Tag = Literal["urgent", "safety_net", "needs_care", "monitoring"]


class NewPerson(Told):
    """Somebody who is registered with this need, in a household of their own, if not on record yet."""

    name: Line
    community: Code = Field(description="The code of the community where they live, 12 digits.")
    phone: Line = ""
    address: Text = ""
    id_number: Line = ""
    sex: Sex = Sex.UNKNOWN
    birth_on: Day | None = None
    groups: list[Group] = Field([], max_length=6)
    guardian_name: Line = ""
    guardian_phone: Line = ""
    low_income_status: LowIncomeStatus = LowIncomeStatus.NONE


class ConsentIn(Told):
    """Whether somebody agreed that this is stored and shown to those who arrange the help.

    What is on record already stays as it is. `emergency` is enough only where somebody is at risk.
    """

    given: bool
    basis: Basis = Basis.CONSENT


class WishesIn(Told):
    """What the resident asks of whoever comes; empty is no wish."""

    windows: list[Window] = Field([], max_length=21, description="Times of the week.")
    language: Language | None = Field(None, description="Beside Mandarin.")
    helper_sex: HelperSex | None = None


class WishesOut(Schema):
    windows: list[Window]
    language: Language | None
    helper_sex: HelperSex | None

    @classmethod
    def of(cls, need: Need) -> "WishesOut":
        return cls(
            windows=need.windows,
            language=need.language or None,
            helper_sex=need.helper_sex or None,
        )


class NeedIn(Told):
    """One need. `at_risk`: life, body or a child; null leaves the question to those who judge."""

    need_type: Code | None = None
    description: Text = ""
    at_risk: bool | None = None
    reported_at: Moment | None = Field(None, description="When it was first told, if before now.")
    wishes: WishesIn | None = None


class PostIn(Told):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person": {
                        "name": "演示·王秀兰",
                        "community": "320113004001",
                        "phone": "15400000001",
                        "address": "演示路 1 号 101 室",
                        "groups": ["E"],
                    },
                    "consent": {"given": True, "basis": "consent"},
                    "items": [{"need_type": "E-L1-01", "description": "行动不便，想洗澡"}],
                },
                {
                    "reference": "XQ-20261122-0001",
                    "consent": {"given": True},
                    "items": [{"description": "想有人陪着去医院"}],
                },
            ]
        }
    )

    person: NewPerson | None = None
    reference: Code | None = Field(
        None, description="The number of an earlier need of this person."
    )
    consent: ConsentIn
    items: list[NeedIn] = Field(min_length=1, max_length=5)
    despite_open: bool = Field(False, description="Post it even if the same is open already.")


class WithdrawalIn(Told):
    reason: Text
    outcome: Literal[Outcome.WITHDRAWN, Outcome.DIED_OR_MOVED] = Outcome.WITHDRAWN


class AnswerIn(Told):
    description: Text


class JudgementIn(Told):
    at_risk: bool
    need_type: Code
    group: Group
    level: int = Field(ge=1, le=4)
    tag: Tag


class ApprovalIn(Told):
    related: bool = Field(description="The approver knows the person privately, and is refused.")


class NeedFilter(Paging):
    show: Literal["visible", "mine"] = "visible"
    state: NeedState | None = None
    tag: Tag | None = None
    group: Group | None = None
    community: Code | None = None

    def narrow(self, found: QuerySet[Need], user: User) -> QuerySet[Need]:
        named = ("state", "tag", "group", "community")
        told = {name: getattr(self, name) for name in named if getattr(self, name) is not None}
        found = found.filter(**told)
        return found.filter(owner=user) if self.show == "mine" else found


class NeedRow(Schema):
    number: str
    state: State
    need_type: Named | None
    group: Named | None
    level: Named | None
    tag: Named | None
    community: Named
    person: PersonOut
    at_risk: bool | None
    reported_at: datetime
    owner: str = Field(description="Who answers for it.")
    clock: ClockOut | None = Field(description="The one that runs out first.")


class NeedOut(NeedRow):
    follow_code: str = Field(description="For the resident, who follows the request with it.")
    channel: Worded
    description: str = Field(description='In their words; "" for whoever does not work on it.')
    wishes: WishesOut
    clocks: list[ClockOut]
    orders: list[str] = Field(description="The numbers of its work orders, newest first.")
    missing: list[Worded] = Field(description="What was missing, where it was returned.")
    note: str = Field(description="Why it stands as it does, as the resident is told.")
    reject_reason: Worded | None
    referred_to: Worded | None
    outcome: Worded | None

"""Visits as they come in and go out."""

from datetime import datetime

from ninja import Field, Schema
from pydantic import ConfigDict

from marketplace.api.schemas import Line, Moment, Number, State, Text, Told
from marketplace.workorders.lifecycle import VISIT
from marketplace.workorders.models import Visit

MOST_PEOPLE = 20


class SlotIn(Told):
    """When somebody comes."""

    begins_at: Moment
    ends_at: Moment


class PlanIn(Told):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "slots": [
                        {
                            "begins_at": "2026-11-23T09:00:00+08:00",
                            "ends_at": "2026-11-23T10:00:00+08:00",
                        }
                    ],
                    "repeated": False,
                }
            ]
        }
    )

    slots: list[SlotIn] = Field(min_length=1, max_length=120)
    repeated: bool = Field(
        False, description="The first slot begins a series, as often as the need type wants."
    )


class WhoCame(Told):
    workers: list[Number] = Field([], max_length=MOST_PEOPLE, description="Of the organization.")
    companion: Line = Field("", description="Somebody from elsewhere who came along.")


class CheckInIn(WhoCame):
    came_at: Moment | None = Field(None, description="If not now.")


class CheckOutIn(Told):
    record: Text = Field(description="What was done, and how the resident is. Kept encrypted.")
    left_at: Moment | None = Field(None, description="If not now.")


class LogIn(WhoCame):
    visit: Number | None = Field(
        None, description="The planned visit that took place; without it the visit is added."
    )
    came_at: Moment
    left_at: Moment
    record: Text


class VisitOut(Schema):
    id: int
    order: str
    state: State
    planned_from: datetime
    planned_until: datetime
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    helpers: int
    workers: list[str]
    companion: str
    record: str = Field(description='What was done; "" for whoever may not read it.')

    @classmethod
    def of(cls, visit: Visit, order: str, *, reads_words: bool) -> "VisitOut":
        return cls(
            id=visit.pk,
            order=order,
            state=State.of(VISIT, visit.state),
            planned_from=visit.planned_from,
            planned_until=visit.planned_until,
            checked_in_at=visit.checked_in_at,
            checked_out_at=visit.checked_out_at,
            helpers=visit.helpers,
            workers=[worker.name for worker in visit.workers.all()],
            companion=visit.companion,
            record=visit.record if reads_words else "",
        )

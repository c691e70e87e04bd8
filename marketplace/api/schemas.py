"""What comes in and goes out. Every text that comes in passes the same door: `Text`, `Line`, `Code`."""

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from marketplace.kernel.bilingual import Bilingual
from marketplace.kernel.errors import Malformed
from marketplace.kernel.lifecycle import Lifecycle, Phase
from marketplace.kernel.text import LONG, SHORT, clean_text
from marketplace.supervision.rules import Clock

CODE = 40
# The calendar and time zones can count from here, and no need lies outside.
YEARS = range(2000, 2101)


class Told(Schema):
    """What a client sends: a field that is not known is refused, so nobody believes it took effect."""

    model_config = ConfigDict(extra="forbid")


def _clean(value: str) -> str:
    try:
        return clean_text(value, field="", longest=len(value))
    except Malformed as refusal:
        raise PydanticCustomError("clean_text", "{said}", {"said": str(refusal.message)}) from None


def _one_form(code: str) -> str:
    """Numbers keep their hyphens, unlike codes that people type from a slip."""
    return unicodedata.normalize("NFKC", code).strip().upper()


def _moment(value: Any) -> datetime:
    """A moment as a text with its offset; numbers could be seconds or anything else."""
    try:
        moment = datetime.fromisoformat(value)
        if timezone.is_naive(moment) or moment.year not in YEARS:
            raise ValueError
    except (TypeError, ValueError):
        raise PydanticCustomError("moment", "moment") from None
    return moment


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("day", "day") from None


Cleaned = AfterValidator(_clean)
Text = Annotated[str, StringConstraints(max_length=LONG), Cleaned]
Line = Annotated[str, StringConstraints(max_length=SHORT), Cleaned]
Code = Annotated[str, StringConstraints(max_length=CODE), Cleaned, AfterValidator(_one_form)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "examples": ["2026-11-22T09:30:00+08:00"],
            "description": "With its offset; between 2000 and 2100.",
        },
        mode="validation",
    ),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}, mode="validation"),
]
# As large as a key can be: the database would refuse to compare what is larger.
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Group = Literal["E", "D", "M", "S", "U", "P"]


class Named(Schema):
    """An entry of a closed list, in both languages; `name` is in the language of the answer."""

    code: str
    name: str
    name_zh: str
    name_en: str

    @classmethod
    def of(cls, thing: Bilingual | None) -> "Named | None":
        if thing is None:
            return None
        return cls(
            code=str(thing.pk), name=thing.name, name_zh=thing.name_zh, name_en=thing.name_en
        )


class Worded(Schema):
    """A code and its word in the language of the answer."""

    code: str
    label: str


class State(Schema):
    """How far something is: the word that staff see and the word that the resident sees."""

    code: str
    label: str
    resident_label: str
    phase: Phase

    @classmethod
    def of(cls, lifecycle: Lifecycle, code: str) -> "State":
        row = lifecycle.states[code]
        return cls(
            code=code, label=str(row.label), resident_label=str(row.resident), phase=row.phase
        )


class ClockOut(Schema):
    """A clock: when it runs out. `provisional`: it touches a year whose holidays are not published."""

    kind: str
    due_at: datetime
    met_at: datetime | None
    breached: bool
    provisional: bool

    @classmethod
    def of(cls, clock: Clock, at: datetime) -> "ClockOut":
        return cls(
            kind=clock.kind.value,
            due_at=clock.due_at,
            met_at=clock.met_at,
            breached=clock.breached(at),
            provisional=clock.provisional,
        )

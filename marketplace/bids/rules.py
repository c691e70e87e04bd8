"""What a bid says, what it still lacks, and how it is packed before it is sealed. Pure."""

import base64
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from secrets import token_hex
from typing import Any

FORMAT = 1
MOST_ROWS = 40
TEXTS = ("approach", "schedule", "safeguards")


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the price, in fen."""

    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, and the qualifications (codes) that they can show."""

    name: str
    duty: str
    qualifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What a bid says. `total` is what the bidder names as its price, in fen; the lines must add up to it."""

    approach: str = ""
    schedule: str = ""
    safeguards: str = ""
    total: int = 0
    lines: tuple[Line, ...] = ()
    team: tuple[Member, ...] = ()
    partners: tuple[str, ...] = ()
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes = field(repr=False)


class Missing(StrEnum):
    """What stands between a draft and its submission."""

    APPROACH = "approach"
    SCHEDULE = "schedule"
    SAFEGUARDS = "safeguards"
    LINES = "lines"
    TOTAL = "total"
    OVER_BUDGET = "over_budget"
    TEAM = "team"
    QUALIFICATION = "qualification"
    DECLARATION = "declaration"


def missing_from(
    content: Content, *, budget: int, qualifications: Collection[str]
) -> Iterator[tuple[Missing, str]]:
    """Everything a bid lacks, with what exactly: an amount in fen, a qualification's code, or nothing.

    Args:
        content: the bid.
        budget: what the project may cost, in fen.
        qualifications: codes that somebody of the team must hold.
    """
    for name in TEXTS:
        if not getattr(content, name).strip():
            yield Missing(name), ""
    if not content.lines:
        yield Missing.LINES, ""
    elif (over := sum(line.amount for line in content.lines) - content.total) != 0:
        yield Missing.TOTAL, str(over)
    if content.total > budget:
        yield Missing.OVER_BUDGET, str(content.total - budget)
    if not content.team:
        yield Missing.TEAM, ""
    held = {code for member in content.team for code in member.qualifications}
    for code in sorted(set(qualifications) - held):
        yield Missing.QUALIFICATION, code
    if not content.declared:
        yield Missing.DECLARATION, ""


def pack(content: Content, attachments: Sequence[Attachment]) -> bytes:
    """One bid as bytes. Salted, so that its digest tells nobody who guesses what it says."""
    told = {
        "format": FORMAT,
        "salt": token_hex(32),
        "content": as_json(content),
        "attachments": [
            {"name": each.name, "content": base64.b64encode(each.content).decode()}
            for each in attachments
        ],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unpack(packed: bytes) -> tuple[Content, list[Attachment]]:
    """What was packed; ValueError where it is nothing that `pack` has made."""
    try:
        told = json.loads(packed)
        if told["format"] != FORMAT:
            raise ValueError("packed by another version")
        attachments = [
            Attachment(str(each["name"]), base64.b64decode(each["content"]))
            for each in told["attachments"]
        ]
        return from_json(told["content"]), attachments
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ValueError("this was not packed here") from fault


def digest_of(packed: bytes) -> str:
    """What the receipt names: SHA-256 of what is sealed."""
    return sha256(packed).hexdigest()


def as_json(content: Content) -> dict[str, Any]:
    return {
        **{name: getattr(content, name) for name in TEXTS},
        "total": content.total,
        "lines": [{"label": line.label, "amount": line.amount} for line in content.lines],
        "team": [
            {"name": one.name, "duty": one.duty, "qualifications": list(one.qualifications)}
            for one in content.team
        ],
        "partners": list(content.partners),
        "declared": content.declared,
    }


def from_json(told: Mapping[str, Any]) -> Content:
    """The content that `as_json` told; ValueError, KeyError or TypeError for anything else."""
    return Content(
        **{name: str(told[name]) for name in TEXTS},
        total=int(told["total"]),
        lines=tuple(Line(str(row["label"]), int(row["amount"])) for row in told["lines"]),
        team=tuple(
            Member(str(row["name"]), str(row["duty"]), tuple(map(str, row["qualifications"])))
            for row in told["team"]
        ),
        partners=tuple(map(str, told["partners"])),
        declared=bool(told["declared"]),
    )


def context_of(project: str, uscc: str) -> str:
    """What a bid is sealed for: this project, this organization."""
    return f"bid:{project}:{uscc}"

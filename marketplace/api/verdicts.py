"""How it was: asked by somebody who is not the provider, or told by the resident with their code."""

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from pydantic import ConfigDict

from marketplace.api import finding
from marketplace.api.auth import Asked
from marketplace.api.choices import Scope
from marketplace.api.requests import latest_order, need_by
from marketplace.api.rooms import Room
from marketplace.api.schemas import Code, State, Text, Told
from marketplace.journeys.hear_resident import WhatNext, hear_resident
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from marketplace.satisfaction.choices import VerdictChannel
from marketplace.satisfaction.models import Verdict
from marketplace.workorders.permissions import is_performer

room = Room(tags=["Verdicts"])


class WordsIn(Told):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"score": 5, "comment": "很准时"}]},
    )

    score: int = Field(ge=1, le=5, description="5 is very good.")
    comment: Text = Field("", description="Needed for a complaint.")
    what_next: WhatNext = Field(
        WhatNext.NOTHING, description="With one or two points: reopen, or complain."
    )


class VerdictIn(WordsIn):
    channel: Literal[VerdictChannel.PHONE, VerdictChannel.HOME_VISIT]
    by_proxy: bool = Field(False, description="Somebody answered for the resident.")


class VerdictOut(Schema):
    order: str
    score: int
    channel: VerdictChannel
    by_proxy: bool
    given_at: datetime
    need_state: State = Field(description="Where the need stands now.")

    @classmethod
    def of(cls, verdict: Verdict) -> "VerdictOut":
        order = verdict.work_order
        state = Need.objects.values_list("state", flat=True).get(pk=order.need_id)
        return cls(
            order=order.number,
            score=verdict.score,
            channel=verdict.channel,
            by_proxy=verdict.by_proxy,
            given_at=verdict.given_at,
            need_state=State.of(NEED, state),
        )


@room.writes("/orders/{number}/verdict", VerdictOut, scope=Scope.RATE, status=201)
def give_verdict(request: Asked, number: Code, body: VerdictIn) -> VerdictOut:
    """This client's person asked the resident, and passes on what they said."""
    caller = request.auth
    verdict = hear_resident(
        finding.order_of(caller.user, number),
        score=body.score,
        comment=body.comment,
        channel=body.channel,
        by_proxy=body.by_proxy,
        what_next=body.what_next,
        by=caller.user,
        at=caller.at,
    )
    return VerdictOut.of(verdict)


@room.writes("/requests/{follow_code}/verdict", VerdictOut, scope=Scope.RATE, status=201)
def rate_request(request: Asked, follow_code: Code, body: WordsIn) -> VerdictOut:
    """The resident says how it was, with nothing but their code, through a system such as a
    mini-program. A provider's system is refused."""
    caller = request.auth
    order = latest_order(need_by(follow_code, who=f"client-{caller.client.pk}"))
    if order is None:
        raise RuleBroken("not_delivered", _("This work is not done yet."))
    if is_performer(caller.user, order):
        raise NotAllowed(
            "performer", _("Whoever did the work cannot be the one who asks how it was.")
        )
    verdict = hear_resident(
        order,
        score=body.score,
        comment=body.comment,
        channel=VerdictChannel.LINK,
        what_next=body.what_next,
        by=None,
        at=caller.at,
    )
    return VerdictOut.of(verdict)

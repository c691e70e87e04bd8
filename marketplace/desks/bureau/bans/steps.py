"""The steps an officer can take on a ban: what each asks for, whose it is, and what it calls."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.bans import actions
from marketplace.bans.choices import BanState as S
from marketplace.bans.lifecycle import BAN, STANDING
from marketplace.bans.models import Ban
from marketplace.bans.permissions import may_answer_appeal, may_decide, may_handle, may_lift
from marketplace.desks.bans import figures_of, is_over
from marketplace.desks.bureau.bans.forms import StepForm, seen_of


@dataclass(frozen=True, slots=True)
class Step:
    """`field` is what the action calls the words it asks for; none: a button alone."""

    name: str
    title: Any
    hint: Any
    button: Any
    done: Any
    may: Callable[[User, Ban], bool]
    call: Callable[..., Ban]
    field: str = ""
    label: Any = ""
    kind: str = "plain"

    def form(self, typed: Any = None, **initial: str) -> StepForm:
        return StepForm(
            typed, initial=initial, auto_id=f"{self.name}_%s", field=self.field, label=self.label
        )

    def take(self, ban: Ban, text: str, *, by: User, at: datetime) -> Ban:
        words = {self.field: text} if self.field else {}
        return self.call(ban, **words, by=by, at=at)


STEPS = {
    step.name: step
    for step in (
        Step(
            "notice",
            gettext_lazy("Give notice"),
            gettext_lazy("The organization reads this, and its time to state its view begins."),
            gettext_lazy("Give notice"),
            gettext_lazy("Notice given. The organization can read it now."),
            may_handle,
            actions.give_notice,
            field="notice",
            label=gettext_lazy("What the organization is told"),
            kind="primary",
        ),
        Step(
            "decide",
            gettext_lazy("Decide on the ban"),
            gettext_lazy("The ban holds from today on, at every door and on the public register."),
            gettext_lazy("Impose the ban"),
            gettext_lazy("Decided. It holds from today on."),
            may_decide,
            actions.decide_ban,
            field="decision",
            label=gettext_lazy("The decision, with its reasons"),
            kind="danger",
        ),
        Step(
            "drop",
            gettext_lazy("Drop it"),
            gettext_lazy(
                "The grounds fell away, or the statement convinced. The organization may bid."
            ),
            gettext_lazy("Drop it"),
            gettext_lazy("Dropped, and kept with the reason."),
            may_decide,
            actions.drop_ban,
            field="reason",
            label=gettext_lazy("Why"),
        ),
        Step(
            "uphold",
            gettext_lazy("Turn the appeal down"),
            gettext_lazy(
                "The ban stays as it is. If the appeal is right, ask for the ban to be taken back."
            ),
            gettext_lazy("Turn it down"),
            gettext_lazy("Answered. The ban stays."),
            may_answer_appeal,
            actions.uphold_ban,
            field="answer",
            label=gettext_lazy("What the organization is answered"),
            kind="primary",
        ),
        Step(
            "ask_lifting",
            gettext_lazy("Ask for it to be taken back"),
            gettext_lazy("The first of two: another officer has to agree."),
            gettext_lazy("Ask for it"),
            gettext_lazy("Asked. Another officer decides."),
            may_handle,
            actions.ask_lifting,
            field="reason",
            label=gettext_lazy("Why"),
        ),
        Step(
            "lift",
            gettext_lazy("Take it back"),
            gettext_lazy(
                "The second of two: the organization may bid again at once. It stays on the register."
            ),
            gettext_lazy("Take the ban back"),
            gettext_lazy("Taken back. The organization may bid again."),
            may_lift,
            actions.lift_ban,
            kind="danger",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A step on the page: with its form, or closed to this officer."""

    step: Step
    form: StepForm | None


def offered_to(user: User, ban: Ban, at: datetime, typed: dict[str, StepForm]) -> list[Offered]:
    """The steps open now; `typed` holds the form that was refused, by name of its step."""
    return [
        Offered(
            step, (typed.get(step.name) or fresh_form(step, ban)) if step.may(user, ban) else None
        )
        for step in _open(ban, at)
    ]


def fresh_form(step: Step, ban: Ban) -> StepForm:
    prefilled = {"notice": notice_for(ban)} if step.name == "notice" else {}
    return step.form(seen=seen_of(ban), **prefilled)


def notice_for(ban: Ban) -> str:
    """What to tell the organization, with every figure that the intention rests on."""
    return _(
        "To %(organization)s: in the %(evaluation)s of %(number)s %(project)s, %(satisfied)s of %(valid)s "
        "valid answers were satisfied (%(rate)s; with 95%% confidence between %(low)s and %(high)s). That is "
        "fewer than half. We intend to exclude you from bidding for %(years)s years, as the tender documents "
        "provide. You may state your view within %(days)s working days."
    ) % figures_of(ban)


def _open(ban: Ban, at: datetime) -> Iterator[Step]:
    if BAN.allows(ban.state, "give_notice"):
        yield STEPS["notice"]
    if BAN.allows(ban.state, "decide"):
        yield STEPS["decide"]
    if BAN.allows(ban.state, "drop"):
        yield STEPS["drop"]
    if ban.state == S.APPEALED:
        yield STEPS["uphold"]
    if ban.state in STANDING and not is_over(ban, at):
        yield STEPS["lift" if ban.lifting_asked_by_id else "ask_lifting"]

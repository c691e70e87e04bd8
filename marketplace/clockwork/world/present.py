"""What is going on: open needs in every state and tag, made step by step by the journeys of daily use.

Moments are handed in, so a need of last week really is of last week, and some clocks have run out.
"""

from datetime import datetime, timedelta

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType
from marketplace.clockwork.world import times
from marketplace.clockwork.world.families import Client
from marketplace.clockwork.world.past import RECORDS, STORIES
from marketplace.clockwork.world.scene import Scene
from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.approve_need import approve_need
from marketplace.journeys.complete_work_order import complete_work_order
from marketplace.journeys.confirm_order import confirm_order
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.journeys.hold_need import hold_need
from marketplace.journeys.log_visit import log_visit
from marketplace.journeys.plan_visits import plan_visits
from marketplace.journeys.post_need import NeedItem, ResidentRef, post_need
from marketplace.journeys.triage_need import triage_need
from marketplace.journeys.withdraw_need import withdraw_need
from marketplace.kernel.errors import Refusal
from marketplace.needs import actions as needs
from marketplace.needs.choices import Channel, MissingItem, ReferredTo, RejectReason
from marketplace.needs.models import Need
from marketplace.organizations.models import Service
from marketplace.workorders.choices import DeclineReason, OfferState
from marketplace.workorders.models import Offer, WorkOrder

# How far the open needs are, of a hundred.
SHARES = (
    ("submitted", 16),
    ("other", 3),
    ("returned", 4),
    ("rejected", 3),
    ("referred", 3),
    ("withdrawn", 2),
    ("assessed", 12),
    ("on_hold", 2),
    ("ordered", 55),
)
STAGES = [name for name, _ in SHARES]
WEIGHTS = [share for _, share in SHARES]
OTHER = "想请人帮忙照看家里的老猫，住院期间没人喂。"


def play(clients: list[Client], *, count: int, scene: Scene, firsts: tuple[Client, ...]) -> None:
    """`count` open needs. `firsts` are people the demo's own steward knows; theirs come first."""
    cast = [*firsts, *scene.dice.sample(clients, min(len(clients), count))][:count]
    before, since = cast[: len(cast) * 3 // 4], cast[len(cast) * 3 // 4 :]
    lately, now = since[: len(since) // 3], since[len(since) // 3 :]
    # By their shares, and at the end one at each stage, so that the smallest world shows them all.
    stages = [*_stages(len(before), scene), *STAGES][-len(before) :]
    orders = _begin_all(before, stages, scene)
    if orders:
        dispatch_at_once(scene.district_code, by=scene.dispatcher(), at=scene.ago(hours=3))
    _work(orders, scene)
    _begin_all(lately, _stages(len(lately), scene), scene)
    # Time's own round was just now: what comes after it waits for the next, which the visitor may run.
    dispatch_at_once(scene.district_code, by=None, at=scene.ago(minutes=1))
    _begin_all(now, ["ordered"] * len(now), scene)


def _stages(count: int, scene: Scene) -> list[str]:
    return scene.dice.choices(STAGES, WEIGHTS, k=count)


def _begin_all(cast: list[Client], stages: list[str], scene: Scene) -> list[WorkOrder]:
    orders = []
    for client, needed in zip(cast, stages, strict=True):
        order = begin(client, needed, scene)
        if order:
            orders.append(order)
        scene.done()
    return orders


def begin(
    client: Client, needed: str, scene: Scene, need_type: NeedType | None = None
) -> WorkOrder | None:
    """`need_type`: what is asked for, where it is not left to chance."""
    dice = scene.dice
    told_at = scene.ago(
        hours=dice.choice((30, 40, 60, 90)) if needed == "ordered" else dice.choice((1, 3, 6, 30))
    )
    if needed != "other" and need_type is None:
        kinds = need_types(client, scene)
        if not kinds:
            return None
        need_type = dice.choice(kinds)
    steward = scene.stage.one(Role.STEWARD, dice, client.community.pk)
    item = NeedItem(
        need_type=need_type,
        description=OTHER if need_type is None else dice.choice(STORIES),
        reported_at=told_at,
        despite_open=None,
        wishes=times.wishes(dice),
    )
    (need,) = post_need(
        who=ResidentRef(client.resident),
        items=[item],
        community=client.community,
        channel=Channel.STEWARD,
        consent_given=True,
        by=steward,
        at=told_at,
    )
    return _carry_on(need, need_type, needed, steward, scene)


def need_types(client: Client, scene: Scene) -> list[NeedType]:
    """Needs somebody can serve there, of kinds this person has not asked for now."""
    asked = set(
        Need.objects.filter(resident=client.resident, ended_at=None).values_list(
            "need_type_id", flat=True
        )
    )
    return [
        need_type
        for group in client.groups
        for need_type in scene.stage.need_types[group]
        if need_type.pk not in asked and scene.stage.providers_of(need_type, client.community)
    ]


def _carry_on(
    need: Need, need_type: NeedType | None, needed: str, steward: User, scene: Scene
) -> WorkOrder | None:
    officer = scene.officer(need)
    soon = need.reported_at + timedelta(minutes=20)
    if needed == "returned":
        needs.return_need(
            need,
            missing=[MissingItem.PHONE, MissingItem.ADDRESS],
            note="请补充联系方式和门牌号。",
            by=officer,
            at=soon,
        )
    elif needed == "referred":
        _judge(need, need_type, officer, soon)
        needs.refer_need(
            need, to=ReferredTo.BENEFIT, note="已转交低保窗口办理。", by=officer, at=soon
        )
    elif needed == "rejected":
        _judge(need, need_type, officer, soon)
        needs.reject_need(
            need,
            reason=RejectReason.ALREADY_SERVED,
            note="同类服务正在进行中。",
            by=officer,
            at=soon,
        )
    elif needed == "withdrawn":
        withdraw_need(need, reason="家属已能照料。", by=steward, at=soon)
    elif needed in ("assessed", "ordered") and need_type:
        return _order(need, need_type, needed, officer, scene, soon)
    elif needed == "on_hold" and need_type:
        approve_need(_judge(need, need_type, officer, soon), by=officer, at=soon)
        hold_need(
            need, reason="住院两周，回家后继续。", by=officer, at=soon + timedelta(minutes=30)
        )
    return None


def _judge(need: Need, need_type: NeedType | None, officer: User, at: datetime) -> Need:
    return triage_need(
        need,
        at_risk=False,
        need_type=need_type,
        group=need_type.group,
        level=need_type.level,
        tag=need_type.tag,
        by=officer,
        at=at,
    )


def _order(
    need: Need, need_type: NeedType, needed: str, officer: User, scene: Scene, at: datetime
) -> WorkOrder | None:
    need = triage_need(
        need,
        at_risk=needed == "ordered" and need_type.tag.rank == 1 and scene.dice.random() < 0.5,
        need_type=need_type,
        group=need_type.group,
        level=need_type.level,
        tag=need_type.tag,
        by=officer,
        at=at,
    )
    if need.at_risk:
        # The fast lane has ordered and offered it already; whoever was asked answers below.
        return need.work_orders.get()
    if needed == "ordered":
        return approve_need(need, by=officer, at=at + timedelta(minutes=30))
    return None


def _work(orders: list[WorkOrder], scene: Scene) -> None:
    dice = scene.dice
    open_offers = Offer.objects.filter(work_order__in=orders, state=OfferState.OFFERED)
    for offer in open_offers.select_related(
        "service", "volunteer__user", "work_order__need__need_type"
    ):
        account = _account(offer, scene)
        if account is None:
            continue
        fate = dice.choices(
            ("wait", "decline", "accept", "plan", "visit", "deliver", "confirm"),
            (20, 8, 12, 20, 20, 10, 10),
        )[0]
        if offer.work_order.need.tag_id == "urgent" and fate == "wait":
            # Half an hour has long been over: whoever was asked has answered.
            fate = "accept"
        try:
            _answer(offer, fate, account, scene)
        except Refusal:
            # Two people where one volunteer would come, say: it stays unanswered, and lapses in time.
            continue
        scene.done()


def _account(offer: Offer, scene: Scene) -> User | None:
    if offer.service_id:
        return scene.stage.managers.get(offer.service.organization_id)
    return offer.volunteer.user


def _answer(offer: Offer, fate: str, account: User, scene: Scene) -> None:
    if fate == "wait":
        return
    moment = offer.offered_at + timedelta(minutes=15)
    if fate == "decline":
        answer_offer(
            offer, accept=False, reason=DeclineReason.NO_CAPACITY, note="", by=account, at=moment
        )
        return
    offer = answer_offer(offer, accept=True, by=account, at=moment)
    if fate == "accept":
        return
    order = offer.work_order
    length = timedelta(minutes=min(order.need.need_type.duration_minutes, 180))
    if fate == "plan":
        tomorrow = scene.at + timedelta(days=1)
        begin = tomorrow.replace(hour=1, minute=30, second=0, microsecond=0)
        plan_visits(order, slots=[(begin, begin + length)], by=account, at=moment)
        return
    _visit(offer, fate, account, length, scene)


def _visit(offer: Offer, fate: str, account: User, length: timedelta, scene: Scene) -> None:
    order = offer.work_order
    came = offer.offered_at + timedelta(minutes=30)
    length = min(length, timedelta(minutes=60))
    (visit,) = plan_visits(
        order, slots=[(came, came + length)], by=account, at=came - timedelta(minutes=10)
    )
    helpers = max(order.need.need_type.helpers, 2 if order.need.need_type.safeguards_minor else 1)
    workers = []
    if isinstance(offer.provider, Service):
        workers = scene.stage.workers[offer.provider.organization_id][:helpers]
    log_visit(
        visit,
        came_at=came,
        left_at=came + length,
        record=scene.dice.choice(RECORDS),
        workers=workers,
        by=account,
        at=came + length + timedelta(minutes=5),
    )
    if fate == "visit":
        return
    order = complete_work_order(order, by=account, at=came + length + timedelta(minutes=10))
    if fate == "confirm":
        confirm_order(order, by=order.need.owner, at=came + length + timedelta(minutes=20))

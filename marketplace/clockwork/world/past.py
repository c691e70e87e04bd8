"""What has happened: completed needs with their offers, visits, verdicts and journal, written in bulk.

Every row passes the same constraints and triggers as daily use, and every entry of the journal is
chained as `journal.actions.record` chains it, with the verbs that the actions use.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType
from marketplace.clockwork.world.families import Client
from marketplace.clockwork.world.stage import Stage
from marketplace.contracts.models import Contract
from marketplace.journal.bulk import Chains
from marketplace.kernel.codes import ALPHABET
from marketplace.needs.choices import Channel, NeedState, Outcome
from marketplace.needs.models import DailyNumber, Need
from marketplace.needs.rules import number as need_number
from marketplace.organizations.models import Service
from marketplace.satisfaction.choices import VerdictChannel
from marketplace.satisfaction.models import Verdict
from marketplace.volunteers.models import Volunteer
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.choices import DeclineReason, OfferState, OrderState, VisitState
from marketplace.workorders.models import Offer, Visit, WorkOrder

BATCH = 500
LONGEST_AGO = timedelta(days=540)
# Most urgent needs run twenty times as fast: ten days become half a day.
HURRY, IN_TIME = 1 / 20, 0.9
# A story takes ten days from telling to closing.
MOST_RECENT = timedelta(days=11)
CHANNELS = (Channel.STEWARD, Channel.WINDOW, Channel.HOTLINE, Channel.PUBLIC)
RECORDS = (
    "按约上门，服务对象精神状态良好，已完成约定内容。",
    "服务对象反映夜间睡眠不好，已提醒家属并告知社区。",
    "已完成服务，现场清洁，服务对象签字确认。",
    "服务对象行动较上次改善，建议继续保持频次。",
)
STORIES = (
    "老人家里没人照应，想请人上门帮忙。",
    "子女不在身边，最近腿脚不便。",
    "家里突然没了收入，需要帮助。",
    "孩子放学后没人照看，希望有人陪伴。",
    "刚出院，需要有人指导康复。",
)
COMMENTS = {
    5: "很满意，谢谢！",
    4: "不错。",
    3: "一般，来得有点晚。",
    2: "没有按时来。",
    1: "没有解决问题。",
}


# What somebody says of it: points, nothing (None), or what chance and the provider's quality make of it.
BY_CHANCE = 0


@dataclass(slots=True)
class Story:
    """One need of the past, while its rows are being made. `contract`: it was served under that one, by a
    single visit."""

    client: Client
    need_type: NeedType
    provider: Service | Volunteer
    refuser: Service | Volunteer | None
    steward: User
    officer: User
    dispatcher: User
    told_at: datetime
    pace: float
    contract: Contract | None = None
    says: int | None = BY_CHANCE
    need: Need = None
    order: WorkOrder = None
    offers: list[Offer] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    verdict: Verdict | None = None

    def after(self, **lapse: float) -> datetime:
        return self.told_at + timedelta(**lapse) * self.pace


def live(
    clients: list[Client],
    *,
    count: int,
    stage: Stage,
    district_code: str,
    dice: Random,
    at: datetime,
    days: Counter[date],
) -> int:
    """`count` completed needs among `clients`; returns how many are written.

    `days` are the numbers given out so far on each day; they go on from district to district.
    """
    written = 0
    while written < count:
        stories = _stories(clients, min(BATCH, count - written), stage, district_code, dice, at)
        write(stories, stage, days, dice)
        written += len(stories)
    count_days(days)
    return written


def _stories(
    clients: list[Client], count: int, stage: Stage, district_code: str, dice: Random, at: datetime
) -> list[Story]:
    stories: list[Story] = []
    while len(stories) < count:
        client = dice.choice(clients)
        need_type = dice.choice(stage.need_types[dice.choice(client.groups)])
        providers = stage.providers_of(need_type, client.community)
        if not providers:
            continue
        provider = dice.choice(providers)
        others = [one for one in providers if one is not provider]
        refuser = dice.choice(others) if others and dice.random() < 0.1 else None
        community, subdistrict = client.community.pk, client.community.subdistrict_id
        stories.append(
            Story(
                client,
                need_type,
                provider,
                refuser,
                steward=stage.one(Role.STEWARD, dice, community),
                officer=stage.one(Role.SUBDISTRICT_OFFICER, dice, subdistrict),
                dispatcher=stage.one(Role.DISPATCHER, dice, district_code),
                told_at=_office_hour(at - _ago(dice), dice),
                pace=HURRY if need_type.tag.rank == 1 and dice.random() < IN_TIME else 1,
            )
        )
    return sorted(stories, key=lambda story: story.told_at)


def _ago(dice: Random) -> timedelta:
    """More of it lately than long ago: the service has grown."""
    return MOST_RECENT + (LONGEST_AGO - MOST_RECENT) * (dice.random() ** 1.6)


def _office_hour(moment: datetime, dice: Random) -> datetime:
    day = moment.astimezone(SHANGHAI).date()
    return datetime.combine(day, time(dice.randrange(8, 17), dice.randrange(60)), SHANGHAI)


def write(stories: list[Story], stage: Stage, days: Counter[date], dice: Random) -> None:
    """All their rows, and what the journal tells of them."""
    for story in stories:
        story.need = _need(story, days, dice)
    Need.objects.bulk_create([story.need for story in stories])
    for story in stories:
        story.order = _order(story, dice)
    WorkOrder.objects.bulk_create([story.order for story in stories])
    for story in stories:
        story.offers = _offers(story, stage)
    Offer.objects.bulk_create([offer for story in stories for offer in story.offers])
    _charge(stories)
    for story in stories:
        story.visits = _visits(story, dice)
    Visit.objects.bulk_create([visit for story in stories for visit in story.visits])
    _send_workers(stories, stage, dice)
    for story in stories:
        story.verdict = _verdict(story, stage, dice)
    Verdict.objects.bulk_create([story.verdict for story in stories if story.verdict])
    chains = Chains()
    for story in stories:
        _tell(story, stage, chains)
    chains.write()


def _need(story: Story, days: Counter[date], dice: Random) -> Need:
    day = story.told_at.date()
    days[day] += 1
    need_type = story.need_type
    return Need(
        number=need_number(day, days[day]),
        follow_code="".join(dice.choices(ALPHABET, k=12)),
        resident=story.client.resident,
        community=story.client.community,
        channel=dice.choices(CHANNELS, (6, 3, 1, 1))[0],
        state=NeedState.CLOSED,
        description=dice.choice(STORIES),
        need_type=need_type,
        group_id=need_type.group_id,
        level=need_type.level,
        tag=need_type.tag,
        at_risk=need_type.tag.rank == 1,
        owner=story.steward,
        posted_by=story.steward,
        consent=story.client.consent,
        reported_at=story.told_at,
        triaged_at=story.after(hours=1),
        approved_at=story.after(hours=2),
        approved_by=story.officer,
        fulfilled_at=story.after(days=9),
        ended_at=story.after(days=10),
        papers_completed_at=story.after(days=9, hours=5) if need_type.tag.rank == 1 else None,
        outcome=Outcome.MET if dice.random() < 0.94 else Outcome.PARTLY_MET,
    )


def _order(story: Story, dice: Random) -> WorkOrder:
    return WorkOrder(
        number=f"{story.need.number}-1",
        need=story.need,
        state=OrderState.CLOSED,
        opened_at=story.after(hours=2),
        accepted_at=story.after(hours=5),
        delivered_at=story.after(days=8, hours=2),
        confirmed_at=story.after(days=9),
        confirmed_by=story.steward,
        ended_at=story.after(days=10),
        visits_wanted=1 if story.contract else _visits_wanted(story, dice),
    )


def _visits_wanted(story: Story, dice: Random) -> int:
    return min(story.need_type.visits or 3, dice.choice((1, 1, 2, 3)))


def _charge(stories: list[Story]) -> None:
    """A contract is charged while the offer is accepted; only then is the offer done."""
    charged: dict[int, list[Story]] = defaultdict(list)
    for story in stories:
        if story.contract:
            charged[story.contract.pk].append(story)
    for contract, theirs in charged.items():
        for story in theirs:
            story.order.charged = story.provider.price_cents
        orders = WorkOrder.objects.filter(pk__in=[story.order.pk for story in theirs])
        orders.update(contract=contract, charged=theirs[0].order.charged)
        offers = Offer.objects.filter(pk__in=[story.offers[-1].pk for story in theirs])
        offers.update(state=OfferState.DONE)


def _provider(provider: Service | Volunteer) -> dict[str, Service | Volunteer]:
    return {"service" if isinstance(provider, Service) else "volunteer": provider}


def _offers(story: Story, stage: Stage) -> list[Offer]:
    offers = []
    if story.refuser:
        offers.append(
            Offer(
                work_order=story.order,
                **_provider(story.refuser),
                state=OfferState.DECLINED,
                offered_at=story.after(hours=2, minutes=5),
                offered_by=story.dispatcher,
                answered_at=story.after(hours=3),
                answered_by=_account(story.refuser, stage),
                decline_reason=DeclineReason.NO_CAPACITY,
            )
        )
    offers.append(
        Offer(
            work_order=story.order,
            **_provider(story.provider),
            state=OfferState.ACCEPTED if story.contract else OfferState.DONE,
            offered_at=story.after(hours=3, minutes=5),
            offered_by=story.dispatcher,
            answered_at=story.after(hours=5),
            answered_by=_account(story.provider, stage),
        )
    )
    return offers


def _account(provider: Service | Volunteer, stage: Stage) -> User | None:
    if isinstance(provider, Service):
        return stage.managers[provider.organization_id]
    return provider.user


def _visits(story: Story, dice: Random) -> list[Visit]:
    visits = []
    for turn in range(story.order.visits_wanted):
        planned = story.after(days=1 + 2 * turn, hours=1)
        came = planned + timedelta(minutes=dice.randrange(-5, 12))
        length = timedelta(minutes=min(story.need_type.duration_minutes, 180))
        visits.append(
            Visit(
                work_order=story.order,
                offer=story.offers[-1],
                state=VisitState.DONE,
                planned_from=planned,
                planned_until=planned + length,
                checked_in_at=came,
                checked_out_at=came + length,
                helpers=story.need_type.helpers,
                record=dice.choice(RECORDS),
            )
        )
    return visits


def _send_workers(stories: list[Story], stage: Stage, dice: Random) -> None:
    Came = Visit.workers.through
    Came.objects.bulk_create(
        [
            Came(visit=visit, worker=worker)
            for story in stories
            if isinstance(story.provider, Service)
            for visit in story.visits
            for worker in dice.sample(
                stage.workers[story.provider.organization_id], story.need_type.helpers
            )
        ],
        batch_size=2000,
    )


def _verdict(story: Story, stage: Stage, dice: Random) -> Verdict | None:
    """Five in six answer; how content they are, the organization's quality says."""
    if story.says is None or (story.says == BY_CHANCE and dice.random() < 1 / 6):
        return None
    quality = (
        stage.quality[story.provider.organization_id]
        if isinstance(story.provider, Service)
        else 0.97
    )
    by_chance = dice.choice((4, 5, 5)) if dice.random() < quality else dice.choice((1, 2, 3))
    score = story.says or by_chance
    channel = dice.choice((VerdictChannel.PHONE, VerdictChannel.PHONE, VerdictChannel.LINK))
    return Verdict(
        work_order=story.order,
        score=score,
        comment=COMMENTS[score] if dice.random() < 0.3 else "",
        channel=channel,
        asked_by=story.steward if channel == VerdictChannel.PHONE else None,
        given_at=story.after(days=9, hours=3),
    )


def _tell(story: Story, stage: Stage, chains: Chains) -> None:
    """The entries the actions would have written, in their order."""
    need, order, steward, officer = story.need, story.order, story.steward, story.officer
    posted = {"number": need.number, "channel": need.channel, "need_type": need.need_type_id}
    chains.add("post_need", need, by=steward, at=need.reported_at, changes=posted)
    judged = {"at_risk": need.at_risk}
    chains.add("triage_need", need, by=officer, at=need.triaged_at, changes=judged)
    assessed = {"need_type": need.need_type_id, "level": need.level_id, "tag": need.tag_id}
    chains.add("assess_need", need, by=officer, at=need.triaged_at, changes=assessed)
    chains.add("approve_need", need, by=officer, at=need.approved_at)
    chains.add(
        "open_order", order, by=officer, at=order.opened_at, changes={"number": order.number}
    )
    for offer in story.offers:
        whom = (
            {"service": offer.service_id} if offer.service_id else {"volunteer": offer.volunteer_id}
        )
        chains.add("make_offer", offer, by=story.dispatcher, at=offer.offered_at, changes=whom)
        verb = "decline_offer" if offer.state == OfferState.DECLINED else "accept_offer"
        chains.add(verb, offer, by=offer.answered_by, at=offer.answered_at, changes=whom)
    worker = _account(story.provider, stage)
    if story.contract:
        charged = {"contract": [None, story.contract.pk], "charged": [0, order.charged]}
        chains.add("charge_order", order, by=worker, at=order.accepted_at, changes=charged)
    for visit in story.visits:
        chains.add("check_in", visit, by=worker, at=visit.checked_in_at)
        chains.add("check_out", visit, by=worker, at=visit.checked_out_at)
    chains.add("deliver_order", order, by=worker, at=order.delivered_at)
    chains.add("confirm_order", order, by=steward, at=order.confirmed_at)
    if story.verdict:
        given = {"score": story.verdict.score, "channel": story.verdict.channel}
        chains.add(
            "give_verdict", story.verdict, by=steward, at=story.verdict.given_at, changes=given
        )
    chains.add("close_need", need, by=steward, at=need.ended_at, changes={"outcome": need.outcome})


def count_days(days: Counter[date]) -> None:
    """The numbers given out on those days stay taken."""
    DailyNumber.objects.bulk_create(
        [DailyNumber(day=day, last=last) for day, last in days.items()],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["last"],
    )

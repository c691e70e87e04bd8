"""Building a world district by district, part by part, with progress.

Each part commits, and families come in batches, so that a city takes no more memory than a district.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import reset_queries, transaction

from marketplace.accounts.actions import let_edit
from marketplace.accounts.choices import Editing, Role
from marketplace.accounts.models import User
from marketplace.catalogue.actions import load_catalogue
from marketplace.clockwork.world import (
    beginnings,
    families,
    greeting,
    helpers,
    joining,
    past,
    present,
    providers,
    staff,
    weighing,
    wishing,
)
from marketplace.clockwork.world.buying import Buyer
from marketplace.clockwork.world.cast import Cast, members_of, officers_of
from marketplace.clockwork.world.dice import dice
from marketplace.clockwork.world.families import Client
from marketplace.clockwork.world.scales import CITY, Scale
from marketplace.clockwork.world.scene import Scene
from marketplace.clockwork.world.stage import Stage
from marketplace.clockwork.world.year import Year
from marketplace.journal.actions import seal
from marketplace.organizations.models import Organization
from marketplace.places import divisions
from marketplace.places.actions import load_divisions
from marketplace.places.models import Community, District
from marketplace.supervision.actions import raise_due_alerts
from marketplace.volunteers.models import Volunteer

NANJING = Path(divisions.__file__).parent / "data" / "nanjing.csv.gz"
FIRST_DISTRICT = "320113"
# Where the demo's own steward works.
FIRST_COMMUNITY = "320113001001"
# Numbers and codes of one district stay clear of the next one's.
ORGANIZATIONS_APART = 800
PEOPLE_APART = 100_000
NEIGHBOURS_SHOWN = 6
# Of so many households the people are known to whoever serves them under the year's contracts.
SERVED_AMONG = 1000


@dataclass(slots=True)
class World:
    """What is being built. `tell` hears a line when a part is done, `move` how far a long part is."""

    scale: Scale
    seed: int
    at: datetime
    password: str
    usernames: dict[Role, str]
    second_officer: str
    tell: Callable[[str], object]
    move: Callable[[str, int, int], object]
    days: Counter[date] = field(default_factory=Counter)
    births: Counter[tuple[date, str]] = field(default_factory=Counter)

    def named(self, role: Role, turn: int) -> str:
        """The demo's own username for a role, in the first district only."""
        return self.usernames.get(role, "") if turn == 0 else ""


def build(world: World) -> None:
    """The catalogue, then every district of the scale, then the passwords of the demo's accounts."""
    load_catalogue()
    world.tell("Catalogue: 8 categories, 25 subcategories, 137 kinds of need")
    for turn, district in enumerate(_districts(world)):
        _build_district(world, district, turn)
    raise_due_alerts(at=world.at)
    while seal(at=world.at + timedelta(minutes=5)):
        pass
    # Last, because it tells that the world is whole. One hash for all: hashing is slow on purpose,
    # and the demo says the password anyway.
    known = [*world.usernames.values(), world.second_officer]
    User.objects.filter(username__in=known).update(password=make_password(world.password))
    _let_edit(world)


def _let_edit(world: World) -> None:
    """The bureau's officers keep the public site: both write, and the first passes what the second has written."""
    first = world.usernames.get(Role.BUREAU_OFFICER, "")
    let_edit(*User.objects.filter(username=first), editing=Editing.PUBLISHES)
    let_edit(*User.objects.filter(username=world.second_officer), editing=Editing.WRITES)


def _districts(world: World) -> Iterable[District]:
    file, code = (NANJING, "3201") if world.scale is CITY else (divisions.QIXIA, FIRST_DISTRICT)
    loaded = divisions.read(file.read_bytes(), of=code)
    load_divisions(loaded, district_code=code, report=lambda _: None, at=world.at)
    districts = sorted(
        District.objects.all(), key=lambda one: (one.code != FIRST_DISTRICT, one.code)
    )
    world.tell(f"Places: {len(districts)} district(s), {Community.objects.count()} communities")
    return districts


def _build_district(world: World, district: District, turn: int) -> None:
    communities = list(
        Community.objects.filter(subdistrict__district=district).select_related("subdistrict")
    )
    communities.sort(key=lambda one: (one.code != FIRST_COMMUNITY, one.code))
    with transaction.atomic():
        clerk = _staff(world, district, communities, turn)
    if turn == 0:
        officer = User.objects.filter(postings__role=Role.BUREAU_OFFICER).earliest("pk")
        weighing.weigh(by=officer, at=world.at)
    with transaction.atomic():
        _providers(world, district, communities, turn, clerk)
    stage = Stage.read(district.code, dice(world.seed, district.code, "stage"))
    neighbours, sample, people = _families_and_past(
        world, district, communities, turn, clerk, stage
    )
    # Before the present, whose orders the year's contracts pay.
    _buying(world, district, stage, people, communities[0], turn)
    _present(world, district, stage, neighbours, sample, turn)
    with transaction.atomic():
        wished = wishing.hang(
            district, communities[0], dice=dice(world.seed, district.code, "wishes"), at=world.at
        )
    world.tell(f"{district.name}: {wished} small wishes, some of them given and thanked for")


def _buying(
    world: World,
    district: District,
    stage: Stage,
    people: list[Client],
    home: Community,
    turn: int,
) -> None:
    own = Organization.objects.filter(
        memberships__user__username=world.named(Role.ORGANIZATION, turn)
    )
    visitor = User.objects.filter(username=world.named(Role.EVALUATOR, turn))
    cast = Cast(
        district,
        officers_of(district),
        members_of(district),
        people,
        stage,
        world.days,
        dice(world.seed, district.code, "buying"),
        world.at,
        own.first(),
        visitor.first(),
    )
    with transaction.atomic():
        batch = Buyer(cast).buy()
        projects = f"{district.name}: {batch.projects.count()} projects of the year"
        # A year of contracts takes as long as all of a district's families: a city has it once.
        if turn == 0 and world.scale.year:
            served = Year(cast, batch, home.pk).live()
            projects += f" at every stage, {served} people served under their contracts"
    world.tell(projects)


def _staff(world: World, district: District, communities: list[Community], turn: int) -> User:
    first = communities[0]
    named = {
        f"steward-{first.code}-1": world.named(Role.STEWARD, turn),
        f"staff-{first.code}": world.named(Role.COMMUNITY_STAFF, turn),
        f"officer-{first.subdistrict_id}-1": world.named(Role.SUBDISTRICT_OFFICER, turn),
        **{
            f"{role.value}-{district.code}-1": world.named(role, turn)
            for role, _ in staff.AT_THE_CENTRE
        },
        f"{Role.BUREAU_OFFICER.value}-{district.code}-2": world.second_officer if turn == 0 else "",
    }
    users = staff.hire(
        district,
        communities,
        scale=world.scale,
        dice=dice(world.seed, district.code, "staff"),
        named={post: name for post, name in named.items() if name},
    )
    world.tell(f"{district.name}: {len(users)} staff, {world.scale.stewards} of them stewards")
    return users[0]


def _providers(
    world: World, district: District, communities: list[Community], turn: int, checker: User
) -> None:
    founded = providers.found(
        communities,
        scale=world.scale,
        dice=dice(world.seed, district.code, "providers"),
        at=world.at,
        offset=turn * ORGANIZATIONS_APART,
        manager_named=world.named(Role.ORGANIZATION, turn),
        checker=checker,
    )
    officer = officers_of(district)[0]
    helpers.enlist(
        communities,
        count=world.scale.volunteers,
        dice=dice(world.seed, district.code, "volunteers"),
        at=world.at,
        offset=turn * PEOPLE_APART,
        one_named=world.named(Role.VOLUNTEER, turn),
    )
    beginnings.tell(
        founded,
        Volunteer.objects.filter(community__in=communities).select_related("user").order_by("pk"),
        officer=officer,
        at=world.at,
    )
    joining.knock(communities, officer=officer, at=world.at, offset=turn * ORGANIZATIONS_APART)
    world.tell(
        f"{district.name}: {len(founded)} organizations, teams and enterprises, "
        f"{world.scale.volunteers} volunteers"
    )


def _families_and_past(
    world: World,
    district: District,
    communities: list[Community],
    turn: int,
    clerk: User,
    stage: Stage,
) -> tuple[list[Client], list[Client], list[Client]]:
    """Returns the neighbours of the demo's own steward, a sample of everybody, and the first to settle."""
    chance = dice(world.seed, district.code, "past")
    neighbours: list[Client] = []
    sample: list[Client] = []
    people: list[Client] = []
    settled = lived = 0
    batches = families.settle(
        communities,
        count=world.scale.households,
        dice=dice(world.seed, district.code, "families"),
        at=world.at,
        offset=turn * PEOPLE_APART,
        clerk=clerk,
        births=world.births,
    )
    for clients in _committed(batches):
        settled += len({client.resident.household_id for client in clients})
        share = world.scale.past * settled // world.scale.households - lived
        with transaction.atomic():
            lived += past.live(
                clients,
                count=share,
                stage=stage,
                district_code=district.code,
                dice=chance,
                at=world.at,
                days=world.days,
            )
        neighbours += [c for c in clients if c.community == communities[0]][:NEIGHBOURS_SHOWN]
        sample += chance.sample(clients, min(len(clients), 2 * world.scale.present // 6 + 20))
        if settled <= SERVED_AMONG:
            people += clients
        world.move(f"{district.name}: families and their past", settled, world.scale.households)
    world.tell(f"{district.name}: {settled} households, {lived} completed needs")
    return neighbours[:NEIGHBOURS_SHOWN], sample, people


def _committed(batches: Iterable[list[Client]]) -> Iterable[list[Client]]:
    coming = iter(batches)
    while True:
        with transaction.atomic():
            clients = next(coming, None)
        if clients is None:
            return
        yield clients
        # With DEBUG on, Django keeps the last 9,000 statements, and these are megabytes long.
        reset_queries()


def _present(
    world: World,
    district: District,
    stage: Stage,
    neighbours: list[Client],
    sample: list[Client],
    turn: int,
) -> None:
    played = 0

    def done() -> None:
        nonlocal played
        played += 1
        world.move(
            f"{district.name}: what is going on",
            min(played, world.scale.present),
            world.scale.present,
        )

    scene = Scene(
        stage,
        district.code,
        dice(world.seed, district.code, "present"),
        world.at,
        done,
    )
    with transaction.atomic():
        present.play(sample, count=world.scale.present, scene=scene, firsts=tuple(neighbours))
        if turn == 0:
            greeting.greet([*neighbours, *sample], scene, usernames=world.usernames)
    world.tell(f"{district.name}: open needs in every state")

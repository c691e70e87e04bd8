"""The people who were served under a contract, each by one order that takes its price of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from marketplace.accounts.choices import Role
from marketplace.catalogue.models import NeedType
from marketplace.clockwork.world import past
from marketplace.clockwork.world.cast import Cast
from marketplace.clockwork.world.families import Client
from marketplace.clockwork.world.fates import Fate
from marketplace.clockwork.world.past import Story
from marketplace.clockwork.world.stage import Offering
from marketplace.contracts.models import Contract
from marketplace.workdays.rules import SHANGHAI

# So many people that 167 of 335 are satisfied, which a rounded 49.9 per cent tells; fewer in a small world.
BELOW_HALF, EXACTLY_HALF = 335, 40
USUALLY = (14, 26)
OF_THE_STEWARD = 5
CONTENT, DISCONTENT = (4, 5, 5), (1, 2, 3, 3)
# A story takes ten days from telling to closing.
A_STORY = timedelta(days=11)


@dataclass(slots=True)
class Work:
    """What the chosen organizations do in their contracts' time. `home`: where the demo's own steward works."""

    cast: Cast
    home: str

    def do(self, works: Iterable[tuple[Contract, Fate]]) -> int:
        """How many people were served."""
        served = sum(self._serve(contract, fate) for contract, fate in works)
        past.count_days(self.cast.days)
        return served

    def _serve(self, contract: Contract, fate: Fate) -> int:
        offering = self.cast.offering_of(contract.project, contract.organization_id)
        if offering is None:
            return 0
        types = self._need_types(contract)
        people = self._people(contract, fate, offering, types)
        # Where people are discontent, the service has become worse.
        moments = sorted(self._told_at(contract) for _ in people)
        stories = [
            self._story(contract, client, offering, types, told_at, says)
            for client, told_at, says in zip(people, moments, self._said(people, fate), strict=True)
        ]
        # Never more at one time than the service has places.
        places = offering.service.places
        for start in range(0, len(stories), places):
            some = stories[start : start + places]
            past.write(some, self.cast.stage, self.cast.days, self.cast.dice)
        return len(stories)

    def _need_types(self, contract: Contract) -> list[NeedType]:
        project = contract.project
        code, level = project.subcategories.get().pk, project.level_id
        return [
            one
            for one in self.cast.stage.need_types[project.groups.get().pk]
            if one.subcategory_id == code and one.level_id == level
        ]

    def _people(
        self, contract: Contract, fate: Fate, offering: Offering, types: list[NeedType]
    ) -> list[Client]:
        """Different people of the project's group, some near the demo's own steward among them."""
        group, price = contract.project.groups.get().pk, offering.service.price_cents
        able = [
            client
            for client in self.cast.people
            if group in client.groups and any(offering.serves(t, client.community) for t in types)
        ]
        near = [one for one in able if one.community.pk == self.home][:OF_THE_STEWARD]
        far = [one for one in able if one not in near]
        affordable = contract.amount // price if price else len(able)
        count = min(self._count(fate), len(able), affordable)
        if fate is Fate.BELOW_HALF:
            count -= 1 - count % 2
        elif fate is Fate.EXACTLY_HALF:
            count -= count % 2
        near = near[: max(count, 0)]
        return [*near, *self.cast.dice.sample(far, max(count, 0) - len(near))]

    def _count(self, fate: Fate) -> int:
        if fate is Fate.BELOW_HALF:
            return BELOW_HALF
        return EXACTLY_HALF if fate is Fate.EXACTLY_HALF else self.cast.dice.randint(*USUALLY)

    def _said(self, people: list[Client], fate: Fate) -> Iterator[int | None]:
        """Where the result shall be known to the last answer, everybody has said something."""
        dice = self.cast.dice
        half = len(people) // 2
        for number, client in enumerate(people):
            if fate in (Fate.BELOW_HALF, Fate.EXACTLY_HALF):
                yield dice.choice(CONTENT if number < half else DISCONTENT)
            else:
                yield None if client.community.pk == self.home else past.BY_CHANCE

    def _story(
        self,
        contract: Contract,
        client: Client,
        offering: Offering,
        types: list[NeedType],
        told_at: datetime,
        says: int | None,
    ) -> Story:
        cast, community = self.cast, client.community
        return Story(
            client,
            cast.dice.choice([t for t in types if offering.serves(t, community)]),
            offering.service,
            None,
            steward=cast.stage.one(Role.STEWARD, cast.dice, community.pk),
            officer=cast.stage.one(Role.SUBDISTRICT_OFFICER, cast.dice, community.subdistrict_id),
            dispatcher=cast.stage.one(Role.DISPATCHER, cast.dice, cast.district.pk),
            told_at=told_at,
            pace=1,
            contract=contract,
            says=says,
        )

    def _told_at(self, contract: Contract) -> datetime:
        begun = datetime.combine(contract.from_on, time(8), SHANGHAI)
        ended = min(datetime.combine(contract.until_on, time(8), SHANGHAI), self.cast.at) - A_STORY
        day = begun + timedelta(days=self.cast.dice.randrange(max((ended - begun).days, 1)))
        return day + timedelta(minutes=self.cast.dice.randrange(540))

"""A city: district after district in one database, here of the smallest scale."""

import gzip
from collections import Counter
from pathlib import Path

import pytest

from marketplace.accounts.demo import FIRST_OF_EACH_ROLE, SECOND_OFFICER
from marketplace.accounts.models import User
from marketplace.clockwork.world import build as building
from marketplace.clockwork.world.build import World, build
from marketplace.clockwork.world.scales import Scale
from marketplace.clockwork.world.whole import is_whole
from marketplace.households.models import Household
from marketplace.journal.queries import verify
from marketplace.needs.models import Need
from marketplace.places.models import District
from marketplace.projects.models import Project
from marketplace.workorders.choices import OfferState
from marketplace.workorders.models import Offer
from tests.makers import NOW

# What PostgreSQL says to a district, test_world asks.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# A steward for each community of the largest district, and hardly anybody else.
TINY = Scale("tiny", 330, 20, 12, 8, 2, 2, 20, 12, 10, 16, year=False)


# The first, which has what no other has, and the two with the fewest communities.
DISTRICTS = ("320113", "320102", "320105")


def test_every_district_of_a_city_has_its_people_and_what_is_going_on(monkeypatch, tmp_path):
    monkeypatch.setattr(building, "CITY", TINY)
    monkeypatch.setattr(building, "NANJING", part_of(building.NANJING, tmp_path))
    districts_done: list[bool] = []
    build(
        World(
            scale=TINY,
            seed=320113,
            at=NOW,
            password="not-asked-for",
            usernames=FIRST_OF_EACH_ROLE,
            second_officer=SECOND_OFFICER.username,
            tell=lambda line: districts_done.append(is_whole(FIRST_OF_EACH_ROLE)),
            move=lambda what, done, whole: None,
        )
    )
    assert {one.code for one in District.objects.all()} == set(DISTRICTS)
    assert not any(districts_done), "a world was taken for whole before it was"
    assert is_whole(FIRST_OF_EACH_ROLE)

    place = "community__subdistrict__district"
    assert set(Counter(Household.objects.values_list(place, flat=True)).values()) == {12}
    assert Need.objects.filter(ended_at=None).values(place).distinct().count() == 3
    asked = Offer.objects.exclude(state=OfferState.DONE)
    assert asked.values(f"work_order__need__{place}").distinct().count() == 3
    opened = Project.objects.exclude(state__in=("planned", "approved", "published"))
    assert opened.values("batch__district").distinct().count() == 3
    # Whoever asks for a district's orders is posted there.
    for offer in asked.exclude(offered_by=None).select_related("work_order__need__community"):
        posts = offer.offered_by.postings.values_list("district", flat=True)
        assert offer.work_order.need.community_id[:6] in posts
    assert User.objects.filter(username__in=FIRST_OF_EACH_ROLE.values()).count() == len(
        FIRST_OF_EACH_ROLE
    )
    assert list(verify()) == []


def part_of(file: Path, folder: Path) -> Path:
    """The list of these districts only: eleven take a minute, and say nothing that three do not."""
    header, city, *rows = gzip.decompress(file.read_bytes()).decode("utf-8-sig").splitlines()
    kept = [row for row in rows if row.startswith(DISTRICTS)]
    smaller = folder / file.name
    smaller.write_bytes(gzip.compress("\n".join([header, city, *kept]).encode()))
    return smaller

"""How an organization hangs together with those who may not bid: a seeded pair is found, others are not."""

from datetime import timedelta

import pytest

from marketplace.bans.affiliations import Tie
from marketplace.bans.choices import BanState
from marketplace.bans.queries import ways_to_banned
from tests import makers
from tests.bans.makers import UNTIL_ON, make_ban
from tests.makers import TODAY
from tests.makers_projects import Tendering

pytestmark = pytest.mark.django_db


def organization(name="", phone="", address="", account=""):
    """With nothing in common with anybody, but for what is named."""
    made = makers.make_organization(address=address, bank_account=account)
    made.legal_representative = name or f"演示·{made.pk}"
    made.phone = phone or f"025-8{made.pk:07d}"
    made.save()
    return made


@pytest.fixture
def ban():
    failed = Tendering().planned()

    def ban(one):
        return make_ban(one, failed, state=BanState.IN_FORCE)

    return ban


@pytest.mark.parametrize(
    ("tie", "one", "other"),
    [
        (Tie.REPRESENTATIVE, {"name": "演示·王某"}, {"name": "演示 · 王某"}),
        (Tie.PHONE, {"phone": "025-85550001"}, {"phone": "０２５ 8555 0001"}),
        (Tie.PHONE, {"phone": "025-85550001"}, {"phone": "025-85550001转801"}),
        (Tie.ADDRESS, {"address": "演示路 1 号 101 室"}, {"address": "演示路１号１０１室"}),
        (Tie.ADDRESS, {"address": "演示路1号（A座）"}, {"address": "演示路1号(a座)"}),
        (Tie.ACCOUNT, {"account": "0000 1111 2222"}, {"account": "0000-1111-2222"}),
    ],
)
def test_two_spellings_of_the_same_thing_tie(ban, tie, one, other):
    banned, asked = organization(**one), organization(**other)
    ban(banned)
    (way,) = ways_to_banned(asked, TODAY)
    assert (way.organizations, way.ties) == ((asked.pk, banned.pk), (tie,))


def test_who_has_nothing_in_common_is_not_tied(ban):
    ban(organization(phone="025-85550001", address="演示路1号", account="000011112222"))
    asked = organization(phone="025-85550002", address="演示路11号", account="000011113333")
    assert ways_to_banned(asked, TODAY) == []


def test_what_nobody_told_ties_nobody(ban):
    ban(organization())
    assert ways_to_banned(organization(), TODAY) == []


def chain(length):
    """Organizations of which each shares its telephone or its address with the next."""
    told = [{} for _ in range(length)]
    for at in range(length - 1):
        name = "address" if at % 2 else "phone"
        value = f"演示路{at}号" if at % 2 else f"025-8555{at:04d}"
        told[at][name] = told[at + 1][name] = value
    return [organization(**each) for each in told]


def test_a_way_over_others_is_found_with_each_tie_up_to_three(ban):
    one, two, three, four = chain(4)
    ban(four)
    (way,) = ways_to_banned(one, TODAY)
    assert way.organizations == (one.pk, two.pk, three.pk, four.pk)
    assert way.ties == (Tie.PHONE, Tie.ADDRESS, Tie.PHONE)


def test_beyond_that_nobody_is_tied(ban):
    links = chain(5)
    ban(links[-1])
    assert ways_to_banned(links[0], TODAY) == []
    assert len(ways_to_banned(links[1], TODAY)) == 1


def test_the_nearest_comes_first_and_oneself_is_no_way(ban):
    one, two, three = chain(3)
    for each in (one, two, three):
        ban(each)
    assert [way.banned for way in ways_to_banned(one, TODAY)] == [two.pk, three.pk]


def test_a_ban_that_is_over_warns_of_nobody(ban):
    one, two = chain(2)
    ban(two)
    assert len(ways_to_banned(one, UNTIL_ON - timedelta(days=1))) == 1
    assert ways_to_banned(one, UNTIL_ON) == []


def test_it_takes_two_queries_however_many_there_are(ban, django_assert_num_queries):
    one, two = chain(2)
    ban(two)
    for _ in range(10):
        organization()
    with django_assert_num_queries(2):
        ways_to_banned(one, TODAY)

"""A wish goes from a visit to the board and back with thanks; nobody is named, and who gives never learns to whom."""

from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.journal.models import Entry
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.organizations.choices import OrganizationKind, OrganizationState
from marketplace.wishes import actions
from marketplace.wishes.choices import WishState as S
from marketplace.wishes.models import MicroWish
from marketplace.wishes.queries import board
from tests import makers
from tests.makers import NOW
from tests.wishes.makers import CITIZEN, Street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return Street()


def test_from_a_wish_to_its_thanks(street):
    wish = street.delivered()
    thanked = actions.thank_for_wish(wish, thanks="天天在听，谢谢你！", by=street.steward, at=NOW)
    assert thanked.state == S.THANKED
    verbs = Entry.objects.filter(thread=wish.journal_thread).order_by("position")
    assert [each.verb for each in verbs] == [
        "make_wish",
        "publish_wish",
        "adopt_wish",
        "deliver_wish",
        "thank_for_wish".replace("_for", ""),
    ]
    told = f"{[(each.changes, each.reason) for each in verbs]}"
    for secret in (CITIZEN.name, CITIZEN.phone, wish.adopter_code, street.resident.name, "谢谢"):
        assert secret not in told


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "五百元现金"}, "not_money"),
        ({"story": "电话 13900000001"}, "not_number"),
        ({"story": "住在演示路 1 号"}, "not_address"),
        ({"title": "演示·老王想要一台收音机"}, "not_name"),
        ({"title": ""}, "missing"),
        ({"title": "长" * 41}, "too_long"),
        ({"value": 0}, "not_in_range"),
        ({"value": 50_001}, "not_in_range"),
        ({"agreed": False}, "not_agreed"),
    ],
)
def test_what_cannot_stand_on_the_board_is_refused_beside_its_field(street, fields, code):
    with pytest.raises(Malformed) as refusal:
        street.wished(**fields)
    assert code in refusal.value.code
    assert list(refusal.value.fields) == [next(iter(fields))]
    assert not MicroWish.objects.exists()


def test_whoever_wrote_it_down_does_not_check_it(street):
    both = makers.make_staff(Role.COMMUNITY_STAFF, street.community)
    wish = street.wished(by=both)
    with pytest.raises(NotAllowed, match="not_another"):
        actions.publish_wish(wish, by=makers.fresh(both), at=NOW)
    with pytest.raises(NotAllowed):
        actions.publish_wish(wish, by=street.steward, at=NOW)
    assert actions.publish_wish(wish, by=street.officer, at=NOW).state == S.PUBLISHED


def test_staff_of_elsewhere_write_nothing_down(street):
    stranger = makers.make_staff(Role.STEWARD, makers.make_subdistrict(number=2))
    with pytest.raises(NotAllowed):
        street.wished(by=stranger)


def test_three_wait_at_once_and_no_more(street):
    for number in range(3):
        street.wished(title=f"毛线帽第{number}顶")
    with pytest.raises(RuleBroken, match="many_wishes"):
        street.wished()


def test_without_a_consent_there_is_no_wish(street):
    street.resident = makers.make_resident(street.community, consent=False)
    with pytest.raises(RuleBroken, match="no_consent"):
        street.wished()


def test_a_company_gives_in_its_name_through_its_managers_alone(street):
    company = makers.make_organization(kind=OrganizationKind.ENTERPRISE)
    manager, worker = (makers.make_member(company, role) for role in ("manager", "worker"))
    wish = street.published()
    with pytest.raises(NotAllowed):
        actions.adopt_wish(wish, organization=company, by=worker, at=NOW)
    given = actions.adopt_wish(wish, organization=company, by=manager, at=NOW)
    assert (given.organization, given.adopter_code) == (company, "")


def test_a_suspended_one_gives_nothing(street):
    company = makers.make_organization(OrganizationState.SUSPENDED)
    manager = makers.make_member(company)
    with pytest.raises(NotAllowed):
        actions.adopt_wish(street.published(), organization=company, by=manager, at=NOW)


def test_of_two_the_first_gives_it(street):
    wish = street.adopted()
    again = MicroWish.objects.get(pk=wish.pk)
    with pytest.raises(RuleBroken, match="taken"):
        actions.adopt_wish(again, citizen=CITIZEN, by=None, at=NOW)


def test_what_was_promised_and_not_brought_goes_back_on_the_board(street):
    wish = street.adopted()
    assert actions.let_wishes_lapse(at=NOW + timedelta(days=14)) == 0
    assert actions.let_wishes_lapse(at=NOW + timedelta(days=15)) == 1
    wish.refresh_from_db()
    assert (wish.state, wish.adopter_code, wish.adopter_phone) == (S.PUBLISHED, "", "")
    assert wish.until_on >= (NOW + timedelta(days=29)).date()


def test_after_thirty_days_nobody_gives_it_and_it_ends(street):
    wish = street.published()
    late = NOW + timedelta(days=31)
    with pytest.raises(RuleBroken, match="over"):
        actions.adopt_wish(wish, citizen=CITIZEN, by=None, at=late)
    assert actions.let_wishes_lapse(at=late) == 1
    wish.refresh_from_db()
    assert wish.state == S.EXPIRED


def test_who_gave_is_forgotten_thirty_days_after_the_end(street):
    wish = street.delivered()
    actions.let_wishes_lapse(at=NOW + timedelta(days=30))
    wish.refresh_from_db()
    assert wish.adopter_phone == CITIZEN.phone
    actions.let_wishes_lapse(at=NOW + timedelta(days=31))
    wish.refresh_from_db()
    assert (wish.adopter_name, wish.adopter_phone) == ("", "")


def test_thanks_name_nobody_either(street):
    with pytest.raises(Malformed, match="not_name"):
        actions.thank_for_wish(
            street.delivered(), thanks="演示·老王谢谢您", by=street.steward, at=NOW
        )


def test_erasing_a_person_takes_their_wishes_from_the_board(street):
    open_one, given = street.published(), street.delivered(title="一双棉鞋")
    actions.erase_words(street.resident, by=street.officer, at=NOW)
    for wish in (open_one, given):
        wish.refresh_from_db()
        assert (wish.title, wish.story) == ("", "")
    assert (open_one.state, given.state) == (S.WITHDRAWN, S.DELIVERED)
    assert not board().exists()

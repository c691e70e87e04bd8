"""What the database itself refuses, whoever asks."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.wishes.choices import WishState as S
from marketplace.wishes.models import MicroWish
from tests import makers
from tests.makers import NOW
from tests.wishes.makers import Street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return Street()


@pytest.mark.parametrize(
    "change",
    [
        {"state": S.DELIVERED},
        {"title": "另一样东西"},
        {"story": "别的话"},
        {"value": 1},
        {"code": "X" * 12},
        {"adopter_code": "Y" * 12},
        {"until_on": None},
    ],
)
def test_a_wish_on_the_board_is_not_bent(street, change):
    wish = street.published()
    with pytest.raises(IntegrityError), transaction.atomic():
        MicroWish.objects.filter(pk=wish.pk).update(**change)


def test_nobody_checks_their_own_nor_gives_twice_nor_costs_more(street):
    wish = street.wished()
    with pytest.raises(IntegrityError), transaction.atomic():
        MicroWish.objects.filter(pk=wish.pk).update(
            state=S.PUBLISHED, checked_by=street.steward, checked_at=NOW, until_on=NOW.date()
        )
    given = street.adopted(title="一双棉鞋")
    with pytest.raises(IntegrityError), transaction.atomic():
        MicroWish.objects.filter(pk=given.pk).update(organization=makers.make_organization())
    with pytest.raises(IntegrityError), transaction.atomic():
        MicroWish.objects.create(
            resident=street.resident,
            community=street.community,
            group=street.resident.groups.first(),
            title="贵",
            value=50_001,
            posted_by=street.steward,
            posted_at=NOW,
        )


def test_wishes_are_never_deleted(street):
    wish = street.wished()
    with pytest.raises(IntegrityError), transaction.atomic():
        MicroWish.objects.filter(pk=wish.pk)._raw_delete("default")

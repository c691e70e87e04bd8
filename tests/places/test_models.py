from datetime import date

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.choices import Role
from marketplace.places.models import Community, Posting, Subdistrict
from tests.makers import make_community, make_district, make_subdistrict, make_user

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()
    return True


def test_a_code_begins_with_the_code_of_its_parent():
    district, other = make_district("320113"), make_district("320102")
    street = make_subdistrict(district, number=1)
    assert refused(
        lambda: Subdistrict.objects.create(code="320113009", district=other, name_zh="错")
    )
    assert refused(
        lambda: Community.objects.create(
            code="320113002009", subdistrict=street, name_zh="错", x=0, y=0
        )
    )


def test_a_posting_is_at_one_place_and_forwards_in_time():
    district, other = make_district("320113"), make_district("320102")
    home = make_community(make_subdistrict(district, number=1), number=1)
    away = make_subdistrict(district, number=2)
    user = make_user()

    def posting(**fields):
        return Posting.objects.create(
            user=user, role=Role.STEWARD, **{"from_on": date(2026, 1, 1), **fields}
        )

    assert refused(lambda: posting(district=district, community=home))
    assert refused(lambda: posting(district=district, subdistrict=away, community=home))
    assert refused(lambda: posting(district=other, subdistrict=away))
    assert refused(lambda: posting(district=district, until_on=date(2025, 12, 31)))
    held = posting(district=district, subdistrict=home.subdistrict, community=home)
    assert (held.place, held.place_code) == (home, home.pk)
    assert posting(district=district, subdistrict=away).place == away
    assert posting(district=district, until_on=date(2026, 1, 1)).place == district

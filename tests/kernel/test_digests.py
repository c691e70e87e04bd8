"""Equal text, equal digest, nothing readable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.kernel.digests import keyed_digest
from marketplace.organizations.models import Organization
from tests import makers


def test_the_same_value_has_another_digest_for_another_purpose_or_key(settings):
    one = keyed_digest("a", "0000")
    assert one == keyed_digest("a", "0000")
    assert one != keyed_digest("b", "0000")
    settings.BLIND_INDEX_KEY = "another-key"
    assert one != keyed_digest("a", "0000")


def test_without_a_key_there_is_no_digest(settings):
    settings.BLIND_INDEX_KEY = ""
    with pytest.raises(ImproperlyConfigured):
        keyed_digest("a", "0000")


@pytest.mark.django_db
def test_a_digest_follows_its_field_also_in_bulk():
    one = makers.make_organization(bank_account="0000 1111")
    other = makers.make_organization(bank_account="00001111")
    assert one.bank_account_digest == other.bank_account_digest != ""
    other.bank_account = ""
    Organization.objects.bulk_update([other], ["bank_account"])
    other.save()
    other.refresh_from_db()
    assert other.bank_account_digest == ""

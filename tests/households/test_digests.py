import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.households.choices import LookupKind
from marketplace.households.digests import digest_of, digests_of
from marketplace.households.models import Resident
from tests.households.people import HER, HER_ID


def test_one_value_has_another_digest_for_each_kind_and_each_key(settings):
    digests = [digest_of(kind, "7788") for kind in LookupKind]
    settings.BLIND_INDEX_KEY = "another-key"
    digests += [digest_of(kind, "7788") for kind in LookupKind]
    assert len({*digests}) == 2 * len(LookupKind)
    assert all(len(digest) == 64 for digest in digests)


def test_a_digest_is_kept_for_good():
    """What is stored must be found by every later version: this is what stands in databases."""
    assert digest_of(LookupKind.NAME, "王秀兰") == digest_of("name", "王秀兰")
    assert digest_of(LookupKind.NAME, "王秀兰") == (
        "7a1e3b7712fa1be89de0436813d8845658cc01084368471cfc7dcdbbe391d11a"
    )


def test_a_resident_is_found_by_whole_values_and_two_tails():
    assert digests_of(Resident(**HER)) == {
        LookupKind.NAME: digest_of(LookupKind.NAME, "上官金雀"),
        LookupKind.PHONE: digest_of(LookupKind.PHONE, "15400007788"),
        LookupKind.PHONE_TAIL: digest_of(LookupKind.PHONE_TAIL, "7788"),
        LookupKind.GUARDIAN_PHONE: digest_of(LookupKind.GUARDIAN_PHONE, "02540009911"),
        LookupKind.ID_NUMBER: digest_of(LookupKind.ID_NUMBER, HER_ID),
        LookupKind.ID_TAIL: digest_of(LookupKind.ID_TAIL, HER_ID[-4:]),
    }


def test_what_is_empty_has_no_digest():
    assert set(digests_of(Resident(name="王"))) == {LookupKind.NAME}


def test_without_a_key_there_are_no_digests(settings):
    settings.BLIND_INDEX_KEY = ""
    with pytest.raises(ImproperlyConfigured, match="BLIND_INDEX_KEY"):
        digest_of(LookupKind.NAME, "王秀兰")

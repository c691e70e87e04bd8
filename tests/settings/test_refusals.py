"""A production server that is half-configured does not start, and says all that is missing at once."""

import pytest

from marketplace.settings.refusals import reasons_not_to_start

GOOD = {
    "secrets": {"SECRET_KEY": "s" * 32, "JOURNAL_KEY": "j" * 32},
    "debug": False,
    "demo": False,
    "allowed_hosts": ["supermarket.test"],
    "site_url": "https://supermarket.test",
    "engine": "django.db.backends.postgresql",
    "sqlite_wanted": False,
}


def test_a_server_with_all_it_needs_starts():
    assert reasons_not_to_start(**GOOD) == []
    on_sqlite = {"engine": "django.db.backends.sqlite3", "sqlite_wanted": True}
    assert reasons_not_to_start(**(GOOD | on_sqlite)) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"secrets": {"SECRET_KEY": ""}}, "SECRET_KEY is not set."),
        (
            {"secrets": {"JOURNAL_KEY": "development-only-journal-key" + "x" * 32}},
            "JOURNAL_KEY is a development secret.",
        ),
        (
            {"secrets": {"SECRET_KEY": "test-only" + "x" * 32}},
            "SECRET_KEY is a development secret.",
        ),
        ({"secrets": {"SECRET_KEY": "s" * 31}}, "SECRET_KEY is shorter than 32 characters."),
        (
            {"secrets": {"SECRET_KEY": "s" * 32, "JOURNAL_KEY": "s" * 32}},
            "Two secrets are the same: whoever learns one must not have learnt another.",
        ),
        ({"debug": True}, "DEBUG is on."),
        ({"demo": True}, "MARKETPLACE_DEMO is on: its start page hands out passwords."),
        (
            {"allowed_hosts": ["supermarket.test", "*"]},
            "ALLOWED_HOSTS must name the hosts of this site.",
        ),
        (
            {"site_url": "http://supermarket.test"},
            "SITE_URL must be the https address of this site.",
        ),
        ({"site_url": ""}, "SITE_URL must be the https address of this site."),
        ({"site_url": "https://other.test"}, "SITE_URL names a host that ALLOWED_HOSTS does not."),
        (
            {"engine": "django.db.backends.sqlite3"},
            "DATABASE_URL names no PostgreSQL server (MARKETPLACE_ALLOW_SQLITE=1 insists).",
        ),
    ],
)
def test_each_thing_that_is_missing_is_one_sentence(changed, reason):
    assert reasons_not_to_start(**(GOOD | changed)) == [reason]


def test_all_of_them_are_told_at_once():
    bad = {"secrets": {"SECRET_KEY": ""}, "debug": True, "demo": True, "allowed_hosts": []}
    assert len(reasons_not_to_start(**(GOOD | bad))) == 5

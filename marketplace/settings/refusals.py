"""Why a production server will not start. Pure, so that each reason is a test."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.http.request import validate_host

DEVELOPMENT_MARKS = ("development-only", "test-only", "changeme", "django-insecure")
SHORTEST_SECRET = 32


def reasons_not_to_start(
    *,
    secrets: Mapping[str, str],
    debug: bool,
    demo: bool,
    allowed_hosts: Sequence[str],
    site_url: str,
    engine: str,
    sqlite_wanted: bool,
) -> list[str]:
    """One sentence for each thing that must be mended first; empty when all is well."""
    reasons = []
    for name, value in secrets.items():
        if not value:
            reasons.append(f"{name} is not set.")
        elif any(mark in value for mark in DEVELOPMENT_MARKS):
            reasons.append(f"{name} is a development secret.")
        elif len(value) < SHORTEST_SECRET:
            reasons.append(f"{name} is shorter than {SHORTEST_SECRET} characters.")
    given = [value for value in secrets.values() if value]
    if len(set(given)) < len(given):
        reasons.append("Two secrets are the same: whoever learns one must not have learnt another.")
    if debug:
        reasons.append("DEBUG is on.")
    if demo:
        reasons.append("MARKETPLACE_DEMO is on: its start page hands out passwords.")
    if not allowed_hosts or "*" in allowed_hosts:
        reasons.append("ALLOWED_HOSTS must name the hosts of this site.")
    where = urlsplit(site_url)
    if where.scheme != "https" or not where.hostname:
        reasons.append("SITE_URL must be the https address of this site.")
    elif not validate_host(where.hostname, allowed_hosts):
        reasons.append("SITE_URL names a host that ALLOWED_HOSTS does not.")
    if engine.endswith("sqlite3") and not sqlite_wanted:
        reasons.append(
            "DATABASE_URL names no PostgreSQL server (MARKETPLACE_ALLOW_SQLITE=1 insists)."
        )
    return reasons

"""The settings as a process meets them: an environment, and a start or a refusal."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = {
    "SECRET_KEY": "a" * 40,
    "FIELD_ENCRYPTION_KEYS": f"{'b' * 40},{'c' * 40}",
    "BLIND_INDEX_KEY": "d" * 40,
    "JOURNAL_KEY": "e" * 40,
    "ALLOWED_HOSTS": "supermarket.test",
    "SITE_URL": "https://supermarket.test",
    "DATABASE_URL": "postgres://user:word@db.test/marketplace",
}
OURS = (*SERVER, "DEBUG", "MARKETPLACE_DEMO", "MARKETPLACE_ALLOW_SQLITE", "DJANGO_SETTINGS_MODULE")


def start(settings: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Import `marketplace.settings.<settings>` in a process that has nothing of ours but `environ`."""
    bare = {key: value for key, value in os.environ.items() if key not in OURS}
    script = (
        f"from marketplace.settings.{settings} import *\n"
        "print(DEBUG, DEMO, DATABASES['default']['ENGINE'].rsplit('.', 1)[1])"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=bare | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_configured_server_starts_without_debug_or_demo():
    assert start("production", **SERVER).stdout == "False False postgresql\n"


def test_an_empty_environment_is_refused_with_everything_it_lacks(tmp_path):
    refused = start("production", MARKETPLACE_VAR=str(tmp_path))
    assert refused.returncode == 1
    told = {line for line in refused.stderr.splitlines() if line.startswith("- ")}
    assert told == {
        "- SECRET_KEY is not set.",
        "- FIELD_ENCRYPTION_KEYS, number 1 is not set.",
        "- BLIND_INDEX_KEY is not set.",
        "- JOURNAL_KEY is not set.",
        "- ALLOWED_HOSTS must name the hosts of this site.",
        "- SITE_URL must be the https address of this site.",
        "- DATABASE_URL names no PostgreSQL server (MARKETPLACE_ALLOW_SQLITE=1 insists).",
    }


def test_one_weak_key_among_several_is_found():
    refused = start("production", **(SERVER | {"FIELD_ENCRYPTION_KEYS": f"{'b' * 40},changeme"}))
    assert "- FIELD_ENCRYPTION_KEYS, number 2 is a development secret." in refused.stderr


def test_the_development_secrets_would_not_pass_as_real_ones():
    script = (
        "from marketplace.settings.{0} import *\n"
        "from marketplace.settings.refusals import reasons_not_to_start\n"
        "names = ('SECRET_KEY', 'BLIND_INDEX_KEY', 'JOURNAL_KEY')\n"
        "secrets = dict({{name: globals()[name] for name in names}}, FIELD=FIELD_ENCRYPTION_KEYS[0])\n"
        "print(len(reasons_not_to_start(secrets=secrets, debug=False, demo=False,"
        " allowed_hosts=['a'], site_url='https://a', engine='', sqlite_wanted=False)))"
    )
    counted = [
        subprocess.check_output([sys.executable, "-c", script.format(name)], cwd=ROOT, text=True)
        for name in ("dev", "test")
    ]
    assert counted == ["4\n", "4\n"]

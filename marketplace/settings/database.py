"""Where the data lives: SQLite embedded unless DATABASE_URL names a server."""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


def database_from(url: str, var_dir: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `url` (empty: an SQLite file in `var_dir`)."""
    if not url:
        var_dir.mkdir(parents=True, exist_ok=True)
        return sqlite(str(var_dir / "marketplace.sqlite3"))
    config = environ.Env.db_url_config(url)
    if config["ENGINE"] == "django.db.backends.sqlite3":
        return sqlite(config["NAME"])
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL.")
    return {
        **config,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**config.get("OPTIONS", {}), "options": "-c lock_timeout=3s"},
    }


def sqlite(name: str) -> dict[str, Any]:
    # IMMEDIATE makes writers queue instead of failing: select_for_update does nothing on SQLite,
    # so the write lock has to be taken when the transaction begins.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            ),
        },
    }

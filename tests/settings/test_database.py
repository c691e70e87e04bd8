import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from marketplace.settings.database import database_from


def test_without_a_url_the_data_lies_in_a_file_that_comes_into_being(tmp_path):
    config = database_from("", tmp_path / "var")
    assert config["NAME"] == str(tmp_path / "var" / "marketplace.sqlite3")
    assert (tmp_path / "var").is_dir()


def test_a_server_is_reached_over_the_network_or_a_socket(tmp_path):
    told = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    urls = ["postgres://u:p%40ss@db.test:6432/market", "postgres://u@//run/pg/market"]
    configs = [database_from(url, tmp_path) for url in urls]
    assert [[config[key] for key in told] for config in configs] == [
        ["market", "u", "p@ss", "db.test", 6432],
        ["market", "u", "", "/run/pg", ""],
    ]
    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_database_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="must name SQLite or PostgreSQL"):
        database_from("mysql://u@db.test/market", tmp_path)


@pytest.mark.django_db
@pytest.mark.sqlite
def test_sqlite_writes_ahead_queues_its_writers_and_holds_its_keys():
    with connection.cursor() as cursor:
        told = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {pragma}")
            told[pragma] = cursor.fetchone()[0]
    assert told == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1}
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.django_db
@pytest.mark.postgresql
def test_postgresql_does_not_wait_for_a_lock_for_ever():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "3s"

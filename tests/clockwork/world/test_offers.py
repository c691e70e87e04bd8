"""What the demo's services are called: every kind of help has words in both languages, and neighbours differ."""

import csv
from pathlib import Path

from marketplace.catalogue import files
from marketplace.clockwork.world.offers import LIST, Offers


def rows():
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_kind_of_help_of_the_catalogue_has_words():
    with (Path(files.__file__).with_name("data") / "subcategories.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert {row["subcategory"] for row in rows()} == codes


def test_nothing_is_called_as_another_and_nothing_is_missing():
    for name in ("name_zh", "name_en"):
        called = [row[name] for row in rows()]
        assert len(set(called)) == len(called)
    assert all(all(row.values()) for row in rows())


def test_those_who_offer_the_same_say_it_in_other_words():
    offers = Offers()
    first, second = offers.next_for("A1"), offers.next_for("A1")
    assert first.zh[0] != second.zh[0]
    assert Offers().next_for("A1") == first

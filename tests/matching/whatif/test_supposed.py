"""What may be supposed: each kind does what it says, reads what it wrote, and names a wrong field."""

from dataclasses import replace
from typing import get_args

import pytest

from matching import InputError, Problem, Rules, Weights
from matching.whatif import (
    Bans,
    Change,
    ChangeError,
    Joins,
    Leaves,
    Places,
    Price,
    Radius,
    Reach,
    read,
    text,
)
from tests.matching.instances import provider, seeker

NEWCOMER = provider("o9", radius=1_200, qualifications=frozenset({"RN", "NW"}), visits=(2, 0))

WRITTEN = {
    Radius("v 1", 2_500): "what=radius&provider=v+1&metres=2500",
    Radius("v1", None): "what=radius&provider=v1&metres=",
    Reach("volunteer", 150): "what=reach&kind=volunteer&percent=150",
    Places("机构&1", 1): "what=places&provider=%E6%9C%BA%E6%9E%84%261&more=1",
    Places("o1", -2): "what=places&provider=o1&more=-2",
    Leaves("o1"): "what=leaves&provider=o1",
    Price("threshold", 0): "what=price&weight=threshold&points=0",
    Bans(True): "what=bans&count=yes",
    Bans(False): "what=bans&count=no",
}


@pytest.mark.parametrize(("change", "written"), WRITTEN.items())
def test_a_text_form_is_stable_and_reads_back(change: Change, written: str):
    assert text(change) == written
    assert read(written) == change


def test_a_newcomer_reads_back_whole():
    assert read(text(Joins(NEWCOMER))) == Joins(NEWCOMER)
    assert text(Joins(NEWCOMER)) == text(read(text(Joins(NEWCOMER))))


def test_a_form_posts_the_same_fields():
    posted = {"what": "places", "provider": "o1", "more": "1", "csrfmiddlewaretoken": "x"}
    assert read(posted) == Places("o1", 1)


def test_every_kind_is_tried_here():
    tried = {type(change) for change in WRITTEN} | {Joins}
    assert tried == set(get_args(Change))


@pytest.mark.parametrize(
    ("written", "field", "message"),
    [
        ("", "what", "must be one of radius, reach, places, joins, leaves, price, bans, not None"),
        ("what=bribe", "what", "not 'bribe'"),
        ("what=radius&metres=5", "provider", "is missing"),
        ("what=radius&provider=o1&metres=far", "metres", "must be a whole number, not 'far'"),
        ("what=places&provider=o1&more=", "more", "must be a whole number, not ''"),
        ("what=bans&count=maybe", "count", "must be yes or no, not 'maybe'"),
        ("what=joins&provider=not json", "provider", "Expecting value"),
        ("what=joins&provider={}", "provider", "does not fit"),
        ("what=joins&provider=7", "provider", "is not a Provider"),
    ],
)
def test_what_cannot_be_read_names_the_field(written: str, field: str, message: str):
    with pytest.raises(ChangeError) as refused:
        read(written)
    assert refused.value.field == field
    assert str(refused.value).startswith(f"{field}: ")
    assert message in str(refused.value)
    assert isinstance(refused.value, InputError)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (Radius("o7", 100), "provider", "'o7' is not in this plan"),
        (Radius("o1", -1), "metres", "must be 0 to 100000000, not -1"),
        (Reach("robot", 150), "kind", "there is no 'robot' in this plan"),
        (Reach("", -5), "percent", "must be 0 to 10000, not -5"),
        (Places("o7", 1), "provider", "'o7' is not in this plan"),
        (Places("o1", 10**8), "more", "must be -100000000 to 100000000"),
        (Joins(provider("o1")), "provider", "o1 is in this plan already"),
        (Leaves("o7"), "provider", "'o7' is not in this plan"),
        (Price("honour", 3), "weight", "there is no 'honour'; there are travel, quality"),
        (Price("load", 3), "weight", "there is no 'load'"),
        (Price("travel", -1), "points", "travel must be a whole number from 0 to 1000000"),
    ],
)
def test_what_cannot_be_supposed_names_the_field(change: Change, field: str, message: str):
    with pytest.raises(ChangeError) as refused:
        change.applied(problem())
    assert refused.value.field == field
    assert message in str(refused.value)


def test_one_goes_farther_and_the_others_do_not():
    radii = [each.radius for each in Radius("v1", 4_000).applied(problem()).providers]
    assert radii == [None, 4_000, 1_000]
    assert Radius("v1", None).applied(problem()).providers[1].radius is None


def test_all_of_a_kind_go_farther_or_less_far():
    radii = [each.radius for each in Reach("volunteer", 50).applied(problem()).providers]
    assert radii == [None, 500, 500]
    everybody = problem(provider("o1", radius=300))
    assert [each.radius for each in Reach("", 150).applied(everybody).providers] == [
        450,
        1_500,
        1_500,
    ]


def test_places_are_counted_from_those_that_are_free():
    places = [each.places for each in Places("o1", 2).applied(problem()).providers]
    assert places == [3, 1, 1]
    overfull = problem(provider("o1", places=-3))
    assert Places("o1", 1).applied(overfull).providers[0].places == 1


def test_a_newcomer_stands_in_its_order():
    keys = [each.key for each in Joins(provider("p5")).applied(problem()).providers]
    assert keys == ["o1", "p5", "v1", "v2"]


def test_who_leaves_takes_nothing_but_counts_in_the_mean():
    after = Leaves("v1").applied(problem())
    assert [each.suspended for each in after.providers] == [False, True, False]
    assert [each.key for each in after.providers] == ["o1", "v1", "v2"]


def test_a_weight_and_the_bans_change_nothing_else():
    before = problem()
    assert Price("travel", 25).applied(before) == replace(before, weights=Weights(travel=25))
    assert Bans(True).applied(before) == replace(before, rules=Rules(block_banned=True))


def problem(organization=None) -> Problem:
    volunteers = [provider(key, kind="volunteer", radius=1_000) for key in ("v1", "v2")]
    return Problem.of([seeker()], [organization or provider("o1"), *volunteers], Weights(), Rules())

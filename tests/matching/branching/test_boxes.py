"""Boxes, cuts, and whether they hold every plan once."""

from itertools import product
from random import Random

import numpy as np

from matching.branching.boxes import Box, Cut, Slots, cover


def two_providers() -> Slots:
    """One who can make 7 visits, wanted by 2 and by 3; one who can make 4 and 2, wanted by 1 and 1."""
    return Slots(
        provider=np.array([0, 0, 1]),
        pattern=np.array([0, 1, 0]),
        wanted=np.array([[2, 0], [3, 0], [1, 1]]),
        left=np.array([[7, 9], [7, 9], [4, 2]]),
        many=np.array([5, 5, 5]),
    )


def test_a_box_is_as_small_as_the_visits_of_one_slot_make_it():
    slots = two_providers()
    whole = slots.whole(np.array([1, 2, 3, 4]))
    assert whole.high.tolist() == [3, 2, 2, 1, 2, 3, 4]
    two_of_three = slots.cut(whole, Cut(1, 1, True))
    assert two_of_three is not None
    assert two_of_three.high.tolist()[:3] == [0, 2, 2]
    assert slots.cut(two_of_three, Cut(0, 0, True)) is None


def test_tightening_loses_no_plan():
    slots, random = two_providers(), Random(4)
    for _ in range(200):
        low = np.array([random.randrange(3) for _ in range(3)] + [0] * 4)
        box = Box(low, low + np.array([random.randrange(4) for _ in range(7)]))
        tight = slots.tightened(box)
        for counts in product(range(6), repeat=3):
            count = np.array([*counts, *box.low[3:]])
            if box.holds(count) and not slots.broken(count).any():
                assert tight is not None
                assert tight.holds(count)


def test_who_has_too_many_is_cut_where_the_visits_end():
    slots = two_providers()
    whole = slots.whole(np.zeros(4, np.int64))
    assert slots.broken(np.array([2, 2, 0])).tolist() == [True, True, False]
    assert slots.cut_for(whole, np.array([2, 2, 0])) == Cut(1, 1, False)
    assert slots.cut_for(whole, np.array([0, 0, 3])) == Cut(2, 2, False)


def test_boxes_cover_all_plans_only_if_both_sides_of_every_cut_are_there():
    few, many = Cut(0, 3, False), Cut(0, 3, True)
    assert few.other == many
    assert cover([()])
    assert cover([(few,), (many, few), (many, many)])
    assert not cover([])
    assert not cover([(), (few,)])
    assert not cover([(few,), (Cut(0, 4, True),)])
    assert not cover([(few,), (few,), (many,)])

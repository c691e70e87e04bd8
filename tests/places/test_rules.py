from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from marketplace.places.rules import contains, metres_between

SPOTS = st.builds(SimpleNamespace, x=st.integers(0, 50_000), y=st.integers(0, 50_000))


def test_metres_are_counted_as_the_crow_flies():
    assert metres_between(SimpleNamespace(x=0, y=0), SimpleNamespace(x=3000, y=4000)) == 5000


@given(SPOTS, SPOTS, SPOTS)
def test_a_detour_is_never_shorter(a, b, c):
    assert metres_between(a, b) == metres_between(b, a)
    assert metres_between(a, a) == 0
    assert metres_between(a, c) <= metres_between(a, b) + metres_between(b, c) + 1


def test_an_outline_contains_what_lies_within_its_rings():
    mainland, island = [(0, 0), (10, 0), (10, 10), (0, 10)], [(20, 0), (25, 0), (25, 5), (20, 5)]
    found = [contains([mainland, island], x, 2) for x in (5, 15, 22, 30)]
    assert found == [True, False, True, False]

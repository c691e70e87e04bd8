"""What a module shares: made once, found by each test as if it were its own."""

from itertools import count
from types import SimpleNamespace

import pytest
from django.db import connection

from marketplace.accounts.models import User
from tests import makers
from tests.sharing import Stage

_times = count(1)


def somebody() -> SimpleNamespace:
    return SimpleNamespace(made=next(_times), user=makers.make_user("演示·甲"), seen=[])


@pytest.fixture(scope="module")
def kept_person(stage):
    return stage.keep("person", somebody)


@pytest.fixture
def person(db, kept_person) -> SimpleNamespace:
    return kept_person()


@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_what_one_test_does_to_it_the_next_does_not_find(person, time):
    assert (User.objects.get().display_name, person.user.display_name) == ("演示·甲", "演示·甲")
    assert person.seen == []
    person.seen.append(time)
    person.user.display_name = time
    person.user.save()
    makers.make_user()


def test_it_is_made_once_and_handed_out_as_copies(person, kept_person):
    another = kept_person()
    assert another.made == person.made
    assert another.user == person.user
    assert another.user is not person.user


def test_it_stands_around_the_tests_own_savepoint(person):
    assert connection.in_atomic_block
    assert len(connection.savepoint_ids) == 1


WANTS = SimpleNamespace(fixturenames=["db", "person"], get_closest_marker=lambda name: None)
DOES_NOT = SimpleNamespace(fixturenames=["db"], get_closest_marker=lambda name: None)
ASKS_NOTHING = SimpleNamespace(fixturenames=[], get_closest_marker=lambda name: None)
COMMITS = SimpleNamespace(
    fixturenames=["person"],
    get_closest_marker={"django_db": pytest.mark.django_db(transaction=True).mark}.get,
)


@pytest.mark.parametrize(
    ("others", "is_shared"),
    [([WANTS, ASKS_NOTHING], True), ([DOES_NOT], False), ([COMMITS], False)],
    ids=["all want it", "one would find what it did not want", "one commits"],
)
def test_one_is_shared_only_where_nobody_can_tell(others, is_shared, person, django_db_blocker):
    before = User.objects.count()
    stage = Stage([WANTS, *others], django_db_blocker)
    get = stage.keep("person", somebody)
    assert (get().made == get().made) is is_shared
    assert User.objects.count() - before == (1 if is_shared else 2)
    stage.clear()
    assert User.objects.count() - before == (0 if is_shared else 2)

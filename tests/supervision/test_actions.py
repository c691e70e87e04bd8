from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.journal.models import Entry
from marketplace.kernel.errors import NotAllowed
from marketplace.needs.choices import NeedState
from marketplace.supervision.actions import acknowledge, raise_alert, raise_due_alerts
from marketplace.supervision.models import Alert, AlertKind
from tests import makers
from tests.journeys.scene import verbs
from tests.makers import NOW, later, make_need, make_staff
from tests.supervision.conftest import somebody

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)
# A safety-net need told on Wednesday at ten: until when what is due.
ACCEPT, FIRST_CONTACT, DELIVER = (
    makers.at("2026-10-21", "14:00"),
    makers.at("2026-10-22", "17:00"),
    makers.at("2026-10-24", "17:00"),
)


def told() -> set[tuple[int, str, object]]:
    return set(Alert.objects.values_list("need_id", "kind", "due_at"))


@pytest.fixture
def need(scene):
    return make_need(NeedState.ORDERED, resident=somebody(scene), tag="safety_net")


def test_a_breach_is_told_from_the_moment_after_it_was_due(need):
    assert raise_due_alerts(at=ACCEPT) == []
    (alert,) = raise_due_alerts(at=ACCEPT + MOMENT)
    assert (alert.need, alert.kind, alert.due_at, alert.raised_at) == (
        need,
        AlertKind.ACCEPT,
        ACCEPT,
        ACCEPT + MOMENT,
    )


def test_a_breach_is_told_once_however_often_somebody_looks(need, scene):
    (alert,) = raise_due_alerts(at=later(hours=5))
    acknowledge(alert, by=scene.dispatcher, at=later(hours=6))
    for hours in (5, 6, 7):
        assert raise_due_alerts(at=later(hours=hours)) == []
    assert told() == {(need.pk, "accept", ACCEPT)}
    assert verbs(need).count("raise_alert") == 1


def test_a_scheduler_that_was_asleep_tells_everything_at_once(need, scene):
    other = make_need(NeedState.SUBMITTED, resident=somebody(scene))
    raise_due_alerts(at=later(days=9))
    deliver = makers.at("2026-10-26", "17:00")
    assert told() == {
        (need.pk, "accept", ACCEPT),
        (need.pk, "first_contact", FIRST_CONTACT),
        (need.pk, "deliver", deliver),
        (other.pk, "triage", makers.at("2026-10-22", "17:00")),
    }


def test_what_was_done_in_time_and_what_is_over_is_not_told(scene):
    make_need(NeedState.CLOSED, resident=somebody(scene), tag="urgent")
    make_need(NeedState.ON_HOLD, resident=somebody(scene), tag="urgent")
    scene.service()
    scene.accepted(scene.offered(scene.ordered(tag="safety_net")))
    assert raise_due_alerts(at=later(hours=5)) == []


def test_a_need_taken_up_again_can_be_late_again(need):
    raise_due_alerts(at=later(hours=5))
    need.restarted_at = makers.at("2026-11-02", "09:00")
    need.save(update_fields=["restarted_at"])
    (again,) = raise_due_alerts(at=makers.at("2026-11-02", "13:01"))
    assert again.due_at == makers.at("2026-11-02", "13:00")
    assert Alert.objects.count() == 2


def test_what_is_told_stands_in_the_journal_without_a_word_about_the_resident(need):
    (alert,) = raise_due_alerts(at=later(hours=5))
    entry = Entry.objects.get(verb="raise_alert")
    assert (entry.actor, entry.thread, entry.subject) == (
        None,
        f"need:{need.pk}",
        f"alert:{alert.pk}",
    )
    assert entry.changes == {"kind": "accept", "due_at": ACCEPT.isoformat()}


def test_looking_costs_the_same_for_one_need_and_for_many(scene, django_assert_num_queries):
    def look():
        raise_due_alerts(at=NOW)

    make_need(NeedState.ORDERED, resident=somebody(scene))
    with django_assert_num_queries(3):
        look()
    for _ in range(12):
        make_need(NeedState.ORDERED, resident=somebody(scene))
    with django_assert_num_queries(3):
        look()


def test_the_same_alert_raised_again_is_none(need):
    first = raise_alert(need, kind=AlertKind.NOBODY_LEFT, due_at=NOW, at=NOW)
    assert first is not None
    assert raise_alert(need, kind=AlertKind.NOBODY_LEFT, due_at=NOW, at=later(days=1)) is None
    assert told() == {(need.pk, "nobody_left", NOW)}


# -- taking note ----------------------------------------------------------------------------------


@pytest.fixture
def alert(need):
    (alert,) = raise_due_alerts(at=later(hours=5))
    return alert


def test_somebody_who_takes_note_is_named(alert, scene, need):
    acknowledge(alert, by=scene.dispatcher, at=later(hours=6))
    alert.refresh_from_db()
    assert (alert.seen_at, alert.seen_by) == (later(hours=6), scene.dispatcher)
    assert verbs(need)[-2:] == ["raise_alert", "acknowledge_alert"]


def test_the_first_who_took_note_stays_the_first(alert, scene, need):
    acknowledge(alert, by=scene.dispatcher, at=later(hours=6))
    acknowledge(alert, by=scene.officer, at=later(hours=7))
    alert.refresh_from_db()
    assert (alert.seen_at, alert.seen_by) == (later(hours=6), scene.dispatcher)
    assert verbs(need).count("acknowledge_alert") == 1


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.STEWARD, False),
        (Role.COMMUNITY_STAFF, False),
        (Role.HOTLINE_OPERATOR, False),
        (Role.EVALUATOR, False),
        (Role.SUBDISTRICT_OFFICER, True),
        (Role.DISPATCHER, True),
        (Role.BUREAU_OFFICER, True),
    ],
)
def test_who_may_take_note(role, may, alert, scene):
    who = make_staff(role, scene.community.subdistrict)
    if may:
        assert acknowledge(alert, by=who, at=NOW).seen_by == who
        return
    with pytest.raises(NotAllowed):
        acknowledge(alert, by=who, at=NOW)
    alert.refresh_from_db()
    assert alert.seen_at is None


def test_an_officer_of_another_subdistrict_may_not_take_note(alert):
    elsewhere = makers.make_subdistrict(number=2)
    with pytest.raises(NotAllowed):
        acknowledge(alert, by=make_staff(Role.SUBDISTRICT_OFFICER, elsewhere), at=NOW)


def test_neither_may_somebody_without_a_post(alert):
    with pytest.raises(NotAllowed):
        acknowledge(alert, by=makers.make_user(), at=NOW)

"""What the database refuses even to somebody who writes SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests import makers
from tests.makers import NOW, later

pytestmark = pytest.mark.django_db


def execute(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def insert_offer(order, *, service=None, volunteer=None, state="offered") -> None:
    execute(
        "INSERT INTO workorders_offer (work_order_id, service_id, volunteer_id, state, offered_at,"
        " by_hand_for, decline_reason, decline_note, recalled_for) VALUES (%s, %s, %s, %s, %s, '', '', '', '')",
        order.pk,
        service.pk if service else None,
        volunteer.pk if volunteer else None,
        state,
        NOW,
    )


def orders(scene, number: int):
    return [scene.ordered(resident=makers.make_resident(scene.community)) for _ in range(number)]


@pytest.mark.parametrize("kind", ["service", "volunteer"])
def test_no_offer_beyond_the_places(scene, kind):
    provider = scene.service(places=2) if kind == "service" else makers.make_volunteer(places=2)
    first, second, third = orders(scene, 3)
    insert_offer(first, **{kind: provider})
    insert_offer(second, **{kind: provider}, state="accepted")
    with pytest.raises(IntegrityError, match="no place left"):
        insert_offer(third, **{kind: provider})
    insert_offer(third, **{kind: provider}, state="done")


@pytest.mark.parametrize("kind", ["service", "volunteer"])
def test_no_way_back_into_a_place_that_somebody_else_has(scene, kind):
    provider = scene.service(places=1) if kind == "service" else makers.make_volunteer(places=1)
    first, second = orders(scene, 2)
    insert_offer(first, **{kind: provider}, state="done")
    insert_offer(second, **{kind: provider})
    with pytest.raises(IntegrityError, match=r"no place left|no such step"):
        execute("UPDATE workorders_offer SET state = 'accepted' WHERE work_order_id = %s", first.pk)


@pytest.mark.parametrize("kind", ["service", "volunteer"])
def test_no_offer_beyond_the_visits_of_a_week(scene, kind):
    limits = {"places": 9, "visits_a_week": 8}
    provider = scene.service(**limits) if kind == "service" else makers.make_volunteer(**limits)
    daily, weekly, one_more = orders(scene, 3)
    execute("UPDATE workorders_workorder SET visits_a_week = 7 WHERE id = %s", daily.pk)
    insert_offer(daily, **{kind: provider})
    insert_offer(weekly, **{kind: provider}, state="accepted")
    with pytest.raises(IntegrityError, match="no visit left in a week"):
        insert_offer(one_more, **{kind: provider})
    execute("UPDATE workorders_offer SET state = 'declined', decline_reason = 'ill' "
            "WHERE work_order_id = %s", daily.pk)  # fmt: skip
    insert_offer(one_more, **{kind: provider})


def test_without_a_limit_a_week_is_never_full(scene):
    provider = scene.service(places=2)
    (daily,) = orders(scene, 1)
    execute("UPDATE workorders_workorder SET visits_a_week = 99 WHERE id = %s", daily.pk)
    insert_offer(daily, service=provider)


def test_accepting_needs_no_second_place(scene):
    service = scene.service(places=1)
    (order,) = orders(scene, 1)
    insert_offer(order, service=service)
    execute("UPDATE workorders_offer SET state = 'accepted' WHERE work_order_id = %s", order.pk)


def test_one_provider_at_a_time_and_each_asked_once(scene):
    one, two = scene.service(), scene.service()
    (order,) = orders(scene, 1)
    insert_offer(order, service=one)
    with pytest.raises(IntegrityError):
        insert_offer(order, service=two)
    execute(
        "UPDATE workorders_offer SET state = 'declined', decline_reason = 'time' WHERE work_order_id = %s",
        order.pk,
    )
    with pytest.raises(IntegrityError):
        insert_offer(order, service=one)
    insert_offer(order, service=two)


def test_neither_nobody_nor_two_are_asked_by_one_offer(scene):
    (order,) = orders(scene, 1)
    with pytest.raises(IntegrityError):
        insert_offer(order)
    with pytest.raises(IntegrityError):
        insert_offer(order, service=scene.service(), volunteer=makers.make_volunteer())


def test_a_declined_offer_has_a_reason(scene):
    (order,) = orders(scene, 1)
    insert_offer(order, service=scene.service())
    with pytest.raises(IntegrityError):
        execute("UPDATE workorders_offer SET state = 'declined' WHERE work_order_id = %s", order.pk)


def test_nothing_is_delivered_without_a_visit(scene):
    scene.service()
    order = scene.accepted()
    execute("UPDATE workorders_workorder SET state = 'in_progress' WHERE id = %s", order.pk)
    with pytest.raises(IntegrityError, match="no visit yet"):
        execute(
            "UPDATE workorders_workorder SET state = 'delivered', delivered_at = %s WHERE id = %s",
            later(days=1),
            order.pk,
        )


@pytest.mark.parametrize("state", ["accepted", "delivered", "confirmed", "closed"])
def test_an_order_takes_no_step_that_the_table_does_not_know(scene, state):
    (order,) = orders(scene, 1)
    with pytest.raises(IntegrityError):
        execute(
            "UPDATE workorders_workorder SET state = %s, delivered_at = %s WHERE id = %s",
            state,
            NOW,
            order.pk,
        )


def test_a_visit_runs_forwards_and_a_done_one_has_both_times(scene):
    scene.service()
    visit = scene.visited()
    for change in (
        "checked_out_at = NULL",
        "checked_in_at = NULL",
        "planned_until = planned_from",
        "checked_in_at = '2030-01-01 00:00:00+00:00'",
        "state = 'planned'",
    ):
        with pytest.raises(IntegrityError):
            execute(f"UPDATE workorders_visit SET {change} WHERE id = %s", visit.pk)


def test_a_need_has_one_open_order(scene):
    (order,) = orders(scene, 1)
    with pytest.raises(IntegrityError):
        execute(
            "INSERT INTO workorders_workorder (number, need_id, state, opened_at, visits_wanted)"
            " VALUES ('X', %s, 'created', %s, 1)",
            order.need_id,
            NOW,
        )

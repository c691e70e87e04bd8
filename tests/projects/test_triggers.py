"""What the database refuses even to somebody who writes SQL."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.clock import stop_clock
from tests.makers import NOW
from tests.makers_projects import DEADLINE, Tendering

pytestmark = pytest.mark.django_db
LATER = DEADLINE + timedelta(days=1)


def execute(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def set_deadline(project, moment) -> None:
    execute("UPDATE projects_project SET bids_until = %s WHERE id = %s", moment, project.pk)


def test_a_deadline_moves_on_and_never_back():
    project = Tendering().released()
    set_deadline(project, LATER)
    with pytest.raises(IntegrityError, match="never brought forward"):
        set_deadline(project, LATER - timedelta(microseconds=1))


def test_a_deadline_that_has_passed_stays():
    project = Tendering().released()
    stop_clock(DEADLINE + timedelta(microseconds=1))
    with pytest.raises(IntegrityError, match="deadline has passed"):
        set_deadline(project, LATER)
    stop_clock(DEADLINE)
    set_deadline(project, LATER)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE projects_project SET budget = budget + 1 WHERE id = %s",
        "UPDATE projects_project SET method = 'consultation' WHERE id = %s",
        "UPDATE projects_project SET state = 'in_progress' WHERE id = %s",
        "UPDATE projects_project SET state = 'planned' WHERE id = %s",
        "DELETE FROM projects_project WHERE id = %s",
        "UPDATE projects_budgetline SET amount = 1 WHERE project_id = %s",
        "DELETE FROM projects_criterion WHERE project_id = %s",
        "UPDATE projects_indicator SET target = 1 WHERE project_id = %s",
        "UPDATE projects_projectbatch SET released_at = NULL, released_by_id = NULL "
        "WHERE id = (SELECT batch_id FROM projects_project WHERE id = %s)",
    ],
)
def test_what_was_released_stays_what_it_was(change):
    project = Tendering().released()
    with pytest.raises(IntegrityError):
        execute(change, project.pk)


def test_gate_1_wants_a_second_person():
    project = Tendering().planned()
    with pytest.raises(IntegrityError, match="gate_1"):
        execute(
            "UPDATE projects_project SET state = 'approved', approved_at = %s, approved_by_id = "
            "author_id WHERE id = %s",
            NOW,
            project.pk,
        )


@pytest.mark.parametrize(
    "change", ["UPDATE projects_rulebook SET fewest_bids = 1", "DELETE FROM projects_rulebook"]
)
def test_rules_are_not_rewritten(change):
    with pytest.raises(IntegrityError):
        execute(change)


def test_a_batch_without_two_keys_is_not_released():
    tendering = Tendering()
    tendering.approved()
    tendering.shares = ["none was given out"]
    with pytest.raises(IntegrityError, match="keys of two officers"), transaction.atomic():
        tendering.release()

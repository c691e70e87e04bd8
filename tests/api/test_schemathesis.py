"""Somebody who has read nothing but the document tries everything it allows, and much that it does not."""

import os
from itertools import count

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from marketplace.accounts.choices import Role
from marketplace.journeys.plan_visits import plan_visits
from tests import makers
from tests.api.callers import System
from tests.api.test_auth import OPERATIONS
from tests.journeys.scene import manager_of
from tests.makers import later

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TRIES = 40 if os.environ.get("CI") else 8
_key = count(1)


@pytest.fixture(autouse=True)
def one_connection():
    """A real server closes its connection after each request; here it holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def everybody(scene) -> System:
    """One caller who is steward, officer, dispatcher, and manager of the provider."""
    user = makers.fresh(scene.service().organization.memberships.get().user)
    for role in (Role.STEWARD, Role.SUBDISTRICT_OFFICER, Role.DISPATCHER):
        makers.make_staff(role, scene.community.subdistrict.district, user=user)
    return System(user)


@pytest.fixture
def things(scene) -> dict[str, list]:
    """What addresses and bodies may name, in several states."""
    elsewhere = [makers.make_resident(scene.community) for _ in range(4)]
    posted = scene.posted()
    judged = scene.judged(scene.posted(resident=elsewhere[0]))
    waiting = scene.offered(scene.ordered(resident=elsewhere[1]))
    carried = scene.accepted(scene.offered(scene.ordered(resident=elsewhere[2])))
    visit = scene.visited(carried)
    (planned,) = plan_visits(
        carried,
        slots=[(later(days=2), later(days=2, hours=1))],
        by=manager_of(visit.offer),
        at=later(days=1, hours=1),
    )
    return {
        "number": [posted.number, judged.number, waiting.work_order.number, carried.number],
        "id": [waiting.pk, planned.pk],
        "visit": [planned.pk],
        "follow_code": [posted.follow_code, carried.need.follow_code],
        "code": [scene.need_type.code],
        "need_type": [scene.need_type.code],
        "tag": [scene.need_type.tag_id],
        "group": ["E"],
        "reference": [posted.number, judged.number],
        "person": [None],
        "workers": [[]],
    }


def test_no_input_makes_a_server_error_and_every_answer_is_as_documented(everybody, things, moment):
    moment.at = later(days=1, hours=2)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == len(OPERATIONS)
    carried_out = {
        operation.label
        for operation in operations
        if {200, 201} & try_out(operation, GenerationMode.POSITIVE, everybody, things)
    }
    for operation in operations:
        try_out(operation, GenerationMode.NEGATIVE, everybody, things)
    # It does not only knock at the door.
    assert len(carried_out) > len(operations) // 2, carried_out


def try_out(operation, mode, system: System, things) -> set[int]:
    """The statuses of some tries; each leaves the database as it was."""
    statuses = set()

    @settings(
        max_examples=TRIES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def once(case, data):
        name_what_is_there(case.path_parameters, things, data)
        if mode is GenerationMode.POSITIVE:
            name_what_is_there(case.body, things, data)
        headers = {**system.headers, "Idempotency-Key": f"schemathesis-{next(_key)}"}
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    once()
    return statuses


def name_what_is_there(told, things, data) -> None:
    """Where something made up stands for a thing, often put one that exists."""
    if isinstance(told, list):
        for one in told:
            name_what_is_there(one, things, data)
    elif isinstance(told, dict):
        for name, value in told.items():
            if name in things and data.draw(st.integers(0, 3)):
                told[name] = data.draw(st.sampled_from(things[name]))
            else:
                name_what_is_there(value, things, data)

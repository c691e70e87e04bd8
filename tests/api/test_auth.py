"""Who is let in, and how far."""

import re

import pytest

from marketplace.accounts.choices import Role
from marketplace.api.choices import Scope
from marketplace.api.issuing import revoke_token
from marketplace.api.operations import api
from tests import makers
from tests.api.callers import System, problem_of
from tests.journeys.scene import manager_of
from tests.makers import NOW

pytestmark = pytest.mark.django_db


def operations() -> dict[str, tuple[str, str, str]]:
    """operationId: method, path below /api with something in its places, scope."""
    found = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            scope = re.search("Scope: `(.+)`", told["description"])
            path_below = path.removeprefix("/api").replace("{id}", "1")
            path_below = re.sub(r"{\w+}", "X", path_below)
            found[told["operationId"]] = (method, path_below, scope[1] if scope else "")
    return found


OPERATIONS = operations()


def call(system: System, operation: str):
    method, path, _scope = OPERATIONS[operation]
    return getattr(system, method)(path)


def test_only_following_by_code_is_open_to_everybody():
    assert [name for name, (_, _, scope) in OPERATIONS.items() if not scope] == ["follow_request"]
    assert {scope for _, _, scope in OPERATIONS.values()} - {""} == set(Scope.values)


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name != "follow_request"])
def test_every_operation_wants_its_own_scope_and_no_other(operation, scene):
    scope = OPERATIONS[operation][2]
    others = System(scene.dispatcher, *(one for one in Scope.values if one != scope))
    assert problem_of(call(others, operation)) == (403, "scope_missing")
    # With it, the caller comes as far as what they ask for.
    assert call(System(scene.dispatcher, scope), operation).status_code in (200, 404, 422)


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name != "follow_request"])
def test_no_operation_answers_without_a_token(operation, scene, steward):
    steward.token = "ycs_wrong"
    refused = call(steward, operation)
    assert problem_of(refused) == (401, "no_token")
    assert refused["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["", "Basic dGVzdDp0ZXN0", "Bearer", "Bearer ", "bearer \x00 x"])
def test_what_is_no_bearer_token_is_none(header, client, scene):
    refused = client.get("/api/needs", headers={"Authorization": header})
    assert problem_of(refused) == (401, "no_token")


def test_a_session_cookie_opens_nothing(client, scene):
    client.force_login(scene.steward)
    assert problem_of(client.get("/api/needs")) == (401, "no_token")


def test_a_revoked_token_and_a_closed_account_open_nothing(scene, steward, officer):
    assert steward.get("/needs").status_code == 200
    revoke_token(steward.client, by=None, at=NOW)
    assert problem_of(steward.get("/needs")) == (401, "no_token")
    scene.officer.is_active = False
    scene.officer.save()
    assert problem_of(officer.get("/needs")) == (401, "no_token")


def test_a_client_sees_no_further_than_its_person(scene, steward):
    need = scene.posted()
    elsewhere = makers.make_community(scene.community.subdistrict, number=2)
    stranger = System(makers.make_staff(Role.STEWARD, elsewhere))
    assert steward.get(f"/needs/{need.number}").status_code == 200
    assert problem_of(stranger.get(f"/needs/{need.number}")) == (404, "no_such_need")
    assert stranger.get("/needs").json()["total"] == 0
    withdrawn = stranger.post(f"/needs/{need.number}/withdraw", {"reason": "试"})
    assert problem_of(withdrawn) == (404, "no_such_need")


def test_a_client_may_do_no_more_than_its_person(scene, steward):
    need = scene.posted()
    judgement = {
        "at_risk": False,
        "need_type": scene.need_type.code,
        "group": "E",
        "level": 1,
        "tag": "needs_care",
    }
    refused = steward.post(f"/needs/{need.number}/triage", judgement)
    assert problem_of(refused) == (403, "not_allowed")
    assert need.number in [one["number"] for one in steward.get("/needs").json()["items"]]


def test_another_organizations_offer_order_and_visit_are_not_there(scene):
    scene.service()
    order = scene.ordered()
    offer = scene.offered(order)
    visit = scene.visited(scene.accepted(offer))
    holder = System(manager_of(offer))
    assert holder.get(f"/orders/{order.number}").status_code == 200
    stranger = System(makers.make_member(makers.make_organization()))
    assert [
        problem_of(asked)
        for asked in (
            stranger.post(f"/offers/{offer.pk}/accept"),
            stranger.post(f"/offers/{offer.pk}/decline", {"reason": "time"}),
            stranger.get(f"/orders/{order.number}"),
            stranger.post(f"/orders/{order.number}/complete"),
            stranger.post(f"/visits/{visit.pk}/check-in", {}),
        )
    ] == [(404, "no_such_order")] * 5


def test_whoever_declined_before_does_not_answer_the_next_providers_offer(scene):
    scene.service()
    scene.service()
    offer = scene.offered()
    first = System(manager_of(offer))
    first.post(f"/offers/{offer.pk}/decline", {"reason": "time"})
    (of_second,) = offer.work_order.offers.filter(state="offered")
    refused = first.post(f"/offers/{of_second.pk}/accept")
    assert problem_of(refused) == (404, "no_such_order")


def test_a_worker_may_visit_but_not_answer_offers(scene):
    service = scene.service()
    offer = scene.offered()
    worker = System(makers.make_member(service.organization, "worker"))
    assert problem_of(worker.post(f"/offers/{offer.pk}/accept")) == (403, "not_allowed")


def test_a_dispatcher_speaks_for_a_volunteer_without_an_account(scene):
    volunteer = makers.make_volunteer(community=scene.community, without_account=True)
    offer = scene.offered()
    assert offer.volunteer == volunteer
    dispatcher = System(scene.dispatcher)
    assert dispatcher.post(f"/offers/{offer.pk}/accept").status_code == 200

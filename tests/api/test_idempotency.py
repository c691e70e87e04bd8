"""One key, one effect, one answer."""

import pytest
from django.db import OperationalError, connection

from marketplace.api import idempotency
from marketplace.api import needs as operations
from marketplace.api.idempotency import forget_answers
from marketplace.api.models import Answered
from marketplace.clockwork.ticking import tick
from marketplace.journal.models import Entry
from marketplace.needs.models import Need
from tests.api.callers import System, problem_of
from tests.api.test_way_of_a_need import post_body
from tests.makers import later
from tests.racing import race

pytestmark = pytest.mark.django_db


def same(one, other) -> bool:
    return (one.status_code, one.content, one["Content-Type"]) == (
        other.status_code,
        other.content,
        other["Content-Type"],
    )


def test_the_same_key_gets_the_same_answer_and_has_one_effect(scene, steward):
    body = post_body(scene)
    first = steward.post("/needs", body, key="k")
    assert first.status_code == 201
    again = steward.post("/needs", body, key="k")
    assert same(first, again)
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert "no-store" in again["Cache-Control"]
    assert Need.objects.count() == 1


def test_a_refusal_is_kept_too_even_if_the_next_try_would_be_let_through(scene, steward):
    need = scene.posted()
    withdraw = f"/needs/{need.number}/withdraw"
    answer = {"description": "说明"}
    refused = steward.post(f"/needs/{need.number}/answer", answer, key="k")
    assert problem_of(refused) == (409, "wrong_step")
    assert same(refused, steward.post(f"/needs/{need.number}/answer", answer, key="k"))
    assert steward.post(withdraw, {"reason": "不用了"}, key="l").status_code == 200


def test_the_same_key_for_something_else_is_refused(scene, steward):
    body = post_body(scene)
    steward.post("/needs", body, key="k")
    assert problem_of(steward.post("/needs", {**body, "despite_open": True}, key="k")) == (
        422,
        "key_used_before",
    )
    number = Need.objects.get().number
    other_path = steward.post(f"/needs/{number}/withdraw", body, key="k")
    assert problem_of(other_path) == (422, "key_used_before")
    assert Need.objects.count() == 1


def test_a_key_belongs_to_its_client(scene, steward):
    body = post_body(scene)
    body["despite_open"] = True
    steward.post("/needs", body, key="k")
    assert System(scene.steward).post("/needs", body, key="k").status_code == 201
    assert Need.objects.count() == 2


@pytest.mark.parametrize("key", ["", " ", "x" * 81, "ключ", "a b"])
def test_a_post_without_a_proper_key_is_refused(key, scene, steward, client):
    refused = client.post(
        "/api/needs",
        post_body(scene),
        content_type="application/json",
        headers={**steward.headers, "Idempotency-Key": key},
    )
    assert problem_of(refused) == (422, "key_missing")
    assert list(refused.json()["fields"]) == ["Idempotency-Key"]
    assert Need.objects.count() == 0


def test_a_key_lives_for_a_day_and_its_answer_no_longer(scene, steward, moment):
    body = post_body(scene) | {"despite_open": True}
    first = steward.post("/needs", body, key="k").json()
    moment.at = later(hours=23, minutes=59)
    assert forget_answers(at=moment.at) == 0
    assert steward.post("/needs", body, key="k").json() == first
    moment.at = later(hours=24)
    assert steward.post("/needs", body, key="k").json() != first
    assert Need.objects.count() == 2
    assert forget_answers(at=later(hours=24)) == 0
    assert forget_answers(at=later(hours=48)) == 1


def test_time_comes_by_and_forgets(scene, steward):
    steward.post("/needs", post_body(scene))
    tick(at=later(hours=23), rounds=False)
    assert Answered.objects.count() == 1
    tick(at=later(hours=24), rounds=False)
    assert Answered.objects.count() == 0


def test_a_fault_of_ours_changes_nothing_and_may_be_tried_again(scene, steward, monkeypatch):
    real = operations.post_need
    body = post_body(scene)

    def fail_afterwards(**told):
        real(**told)
        raise ZeroDivisionError

    monkeypatch.setattr(operations, "post_need", fail_afterwards)
    assert problem_of(steward.post("/needs", body, key="k")) == (500, "unexpected")
    assert (Need.objects.count(), Answered.objects.count()) == (0, 0)
    monkeypatch.setattr(operations, "post_need", real)
    assert steward.post("/needs", body, key="k").status_code == 201


def test_whoever_waited_too_long_for_somebody_else_may_try_again(scene, steward, monkeypatch):
    real = operations.post_need
    body = post_body(scene)

    def wait_in_vain(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(operations, "post_need", wait_in_vain)
    assert problem_of(steward.post("/needs", body, key="k")) == (409, "busy")
    monkeypatch.setattr(operations, "post_need", real)
    assert steward.post("/needs", body, key="k").status_code == 201


def test_what_is_refused_leaves_nothing_behind(scene, steward):
    before = Entry.objects.count()
    bad = post_body(scene)
    bad["items"].append({"description": ""})
    assert steward.post("/needs", bad).status_code == 422
    assert (Need.objects.count(), Entry.objects.count()) == (0, before)


def test_a_missing_token_or_scope_uses_up_no_key(scene, steward):
    body = post_body(scene)
    few = System(scene.steward, "needs:read")
    assert few.post("/needs", body, key="k").status_code == 403
    steward.token, kept = "wrong", steward.token
    assert steward.post("/needs", body, key="k").status_code == 401
    steward.token = kept
    assert steward.post("/needs", body, key="k").status_code == 201


def test_answers_are_kept_encrypted(scene, steward):
    number = steward.post("/needs", post_body(scene)).json()[0]["number"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM api_answered")
        ((stored,),) = cursor.fetchall()
    assert number in str(Answered.objects.get().body)
    # Whole numbers: three letters stand in some base64 by chance, once in a hundred runs.
    assert number not in stored
    assert "15400000001" not in stored


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_have_one_effect_and_get_twenty_equal_answers(scene, steward):
    body = post_body(scene)
    answers = race([lambda: steward.post("/needs", body, key="k")] * 20)
    assert {(one.status_code, one.content) for one in answers} == {(201, answers[0].content)}
    assert Need.objects.count() == 1
    assert Entry.objects.filter(verb="post_need").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_who_accept_at_once_with_one_key_all_hear_yes(scene, provider):
    offer = scene.offered()
    answers = race([lambda: provider.post(f"/offers/{offer.pk}/accept", key="k")] * 20)
    assert {(one.status_code, one.content) for one in answers} == {(200, answers[0].content)}
    assert Entry.objects.filter(verb="accept_offer").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_without_the_key_held_twenty_at_once_have_more_than_one_effect(scene, steward, monkeypatch):
    """The guard's twin: without it the race is lost, so the race above can be lost too."""
    monkeypatch.setattr(
        idempotency,
        "_claim",
        lambda caller, key, digest: Answered(client=caller.client, key=key, request_digest=digest),
    )
    monkeypatch.setattr(idempotency, "_keep", lambda kept, response: None)
    # She is on record, and what she has open does not matter: else other guards would stand in for this one.
    body = post_body(scene) | {"despite_open": True}
    steward.post("/needs", body, key="before")
    race([lambda: steward.post("/needs", body, key="k")] * 20)
    assert Need.objects.count() > 2

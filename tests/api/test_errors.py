"""Every no has one shape, in the caller's language."""

import json

import pytest

from marketplace.api import needs as operations
from marketplace.needs.models import Need
from tests import hostile
from tests.api.callers import problem_of
from tests.api.test_way_of_a_need import post_body

pytestmark = pytest.mark.django_db


def test_each_refusal_has_its_status_code_and_fields(scene, steward, client):
    need = scene.posted()
    path = f"/needs/{need.number}/withdraw"
    steward.post(path, {"reason": "不用了"})
    wrong_type = steward.post(path, {"reason": "x"}, **{"Content-Type": "text/plain"})
    assert {
        "address": problem_of(client.get("/api/nothing/here")),
        "method": problem_of(client.delete("/api/needs")),
        "json": problem_of(steward.post(path, b"{")),
        "type": problem_of(wrong_type),
        "state": problem_of(steward.post(path, {"reason": "再来"})),
        "fields": problem_of(steward.post(path, {})),
        "number": problem_of(steward.get("/needs/XQ-0")),
    } == {
        "address": (404, "no_such_address"),
        "method": (405, "method_not_allowed"),
        "json": (400, "malformed_json"),
        "type": (415, "not_json"),
        "state": (409, "wrong_step"),
        "fields": (422, "not_valid"),
        "number": (404, "no_such_need"),
    }


def test_a_wrong_method_says_which_is_right(client):
    assert client.put("/api/need-types")["Allow"] == "GET"


def test_fields_are_named_as_they_were_sent(scene, steward):
    body = post_body(scene, description="长" * 3000, at_risk="maybe")
    body["person"]["sex"] = "other"
    del body["consent"]
    body["status"] = "closed"
    refused = steward.post("/needs", body)
    assert problem_of(refused) == (422, "not_valid")
    assert refused.json()["fields"] == {
        "items.0.description": "Please shorten this to 2000 characters.",
        "items.0.at_risk": "Please send true or false.",
        "person.sex": "Please choose from the list.",
        "consent": "Please fill this in.",
        "status": "There is no such field.",
    }


def test_what_a_room_refuses_is_named_where_it_was_sent(scene, steward):
    body = post_body(scene)
    body["person"]["phone"] = "12345"
    assert set(steward.post("/needs", body).json()["fields"]) == {"person.phone"}
    body = post_body(scene, need_type="Z-L9-99")
    assert set(steward.post("/needs", body).json()["fields"]) == {"items.0.need_type"}
    assert Need.objects.count() == 0


def test_the_language_is_the_callers(scene, steward):
    asked = {"en": "There is no such need, or it is not yours to see."}
    for language, said in asked.items():
        steward.language = language
        assert steward.get("/needs/XQ-0").json()["detail"] == said
    steward.language = "zh-CN"
    answer = steward.get("/needs/XQ-0")
    assert answer["Content-Language"] == "zh-hans"


def test_a_fault_of_ours_tells_a_number_and_nothing_else(scene, steward, monkeypatch, caplog):
    def fail(**_):
        raise ZeroDivisionError("王秀兰 15400000001")

    monkeypatch.setattr(operations, "post_need", fail)
    refused = steward.post("/needs", post_body(scene))
    assert problem_of(refused) == (500, "unexpected")
    told = refused.json()
    assert "王秀兰" not in json.dumps(told, ensure_ascii=False)
    assert told["request_id"] in caplog.text


def test_what_is_too_large_is_not_read(scene, steward):
    refused = steward.post("/needs", b'{"x": "' + b"a" * 3_000_000 + b'"}')
    assert problem_of(refused) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"reason": NaN}',
        b'{"reason": "a", "reason": "b"}',
        b"\xff\xfe\xfa",
        b'{"reason": ' + b"9" * 5000 + b"}",
        b"reason=1",
        "﻿{".encode(),
    ],
    ids=["deep", "nan", "twice", "bytes", "digits", "form", "bom"],
)
def test_what_is_no_json_is_said_so(body, scene, steward):
    need = scene.posted()
    assert problem_of(steward.post(f"/needs/{need.number}/withdraw", body)) == (
        400,
        "malformed_json",
    )


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"null", b"1e309", b'{"reason": {"a": []}}'])
def test_json_of_another_shape_is_not_valid(body, scene, steward):
    need = scene.posted()
    assert steward.post(f"/needs/{need.number}/withdraw", body).status_code == 422


@pytest.mark.parametrize("page", ["0", "-1", "1e9", "1000001", "x", "１２x", "", "1.5", "NaN"])
def test_a_page_that_cannot_be_is_refused(page, scene, steward):
    assert problem_of(steward.get("/needs", page=page)) == (422, "not_valid")
    assert problem_of(steward.get("/needs", limit="101")) == (422, "not_valid")


@pytest.mark.parametrize("kind", hostile.UNSTORABLE)
def test_text_that_cannot_be_stored_is_refused_wherever_it_stands(kind, scene, steward):
    text = hostile.UNSTORABLE[kind]
    need = scene.posted()
    before = Need.objects.count()
    for field in ("name", "phone", "address", "id_number", "guardian_name", "community"):
        body = post_body(scene)
        body["person"][field] = text
        refused = steward.post("/needs", body)
        assert problem_of(refused)[0] == 422
        assert set(refused.json()["fields"]) == {f"person.{field}"}
    assert problem_of(steward.post("/needs", post_body(scene, description=text)))[0] == 422
    assert problem_of(steward.post("/needs", {**post_body(scene), text: 1}))[0] == 422
    assert problem_of(steward.post(f"/needs/{need.number}/withdraw", {"reason": text}))[0] == 422
    assert Need.objects.count() == before
    # No address can carry a surrogate, but it can carry the other two.
    if "\ud800" not in text:
        assert problem_of(steward.get("/need-types", q=text))[0] == 422
        for path in (f"/needs/{text}", f"/requests/{text}", f"/orders/{text}"):
            assert problem_of(steward.get(path))[0] == 422


@pytest.mark.parametrize("kind", hostile.KEPT)
def test_text_that_people_write_is_kept_as_it_is(kind, scene, steward):
    (told,) = steward.post("/needs", post_body(scene, description=hostile.KEPT[kind])).json()
    assert told["description"] == hostile.KEPT[kind]


@pytest.mark.parametrize("text", [hostile.TOO_LONG, *hostile.EMPTY])
def test_too_much_and_nothing_at_all_are_told_apart_and_refused(text, scene, steward):
    body = post_body(scene, description=text, need_type=None)
    refused = steward.post("/needs", body)
    assert problem_of(refused)[0] == 422
    said = "shorten" if len(text) > 100 else "fill"
    assert said in " ".join(refused.json()["fields"].values())


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-22",
        "2026-11-22T09:30:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-02-30T09:00:00+08:00",
        1_790_000_000,
        True,
        "二〇二六年",
        "",
    ],
)
def test_a_moment_that_is_none_is_refused(moment, scene, steward):
    refused = steward.post("/needs", post_body(scene, reported_at=moment))
    assert set(refused.json()["fields"]) == {"items.0.reported_at"}


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "x", "１"])
def test_an_offer_number_that_cannot_be_is_refused(number, scene, provider):
    assert provider.post(f"/offers/{number}/accept").status_code in (404, 422)


def test_wrong_codes_may_be_tried_only_so_often(scene, client):
    need = scene.posted()
    tried = [client.get("/api/requests/AAAAAAAAAAAA").status_code for _ in range(31)]
    assert tried == [404] * 30 + [429]
    assert problem_of(client.get("/api/requests/AAAAAAAAAAAA")) == (429, "too_often")
    assert client.get(f"/api/requests/{need.follow_code}").status_code == 200

"""The document that other systems build on, and the page that shows it."""

import re

import pytest
from openapi_spec_validator import validate

from marketplace.api.operations import api

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client):
    return client.get("/api/openapi.json").json()


def operations(document):
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield path, method, told


def test_the_document_is_valid_and_its_operations_have_names_of_their_own(document):
    validate(document)
    names = [told["operationId"] for _, _, told in operations(document)]
    assert len(set(names)) == len(names)
    assert sorted(names) == sorted(
        {
            operation.view_func.__name__
            for router in api._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
        }
    )


def test_every_operation_tells_every_answer_it_gives(document):
    read = {"200", "401", "403", "404", "405", "422", "429", "500"}
    written = {"400", *read - {"200"}, "409", "410", "413", "415"}
    for path, method, told in operations(document):
        answers = set(told["responses"])
        if method == "post":
            assert answers - {"200", "201"} == written, path
            assert len(answers & {"200", "201"}) == 1, path
            assert [p["name"] for p in told["parameters"] if p["in"] == "header"] == [
                "Idempotency-Key"
            ]
        elif "security" in told:
            assert answers == read, path
        else:
            assert answers == {"200", "404", "405", "410", "422", "429", "500"}, path
        assert told["description"]
        assert told["tags"]


def test_every_refusal_is_documented_with_an_example_of_its_shape(document):
    problem = document["components"]["schemas"]["Problem"]
    for told in document["components"]["responses"].values():
        content = told["content"]["application/problem+json"]
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert set(problem["required"]) <= set(content["example"]) <= set(problem["properties"])


def test_no_address_asks_for_what_identifies_a_resident(document):
    named = {name for path in document["paths"] for name in re.findall(r"{(\w+)}", path)}
    assert named == {"code", "number", "follow_code", "id"}
    asked = {
        parameter["name"]
        for _, _, told in operations(document)
        for parameter in told["parameters"]
        if parameter["in"] == "query"
    }
    assert asked == {
        "page", "limit", "q", "group", "level", "category", "show", "state", "tag", "community",
    }  # fmt: skip


def test_the_docs_page_is_served_from_here_under_the_sites_own_policy(client):
    page = client.get("/api/docs")
    assert page.status_code == 200
    html = page.content.decode()
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", html)
    assert re.findall(r"src=\"/static/ninja/[^\"]+\"", html)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert client.get("/api/")["Location"] == "/api/docs"

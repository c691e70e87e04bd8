"""Batches: planned, checked, released in one act."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch
from marketplace.projects.rules import earliest_deadline
from tests.desks.bureau.projects.conftest import main_of, text
from tests.makers import NOW
from tests.makers_projects import Tendering, make_bids


def url(tendering: Tendering, page: str = "") -> str:
    return f"/projects/batches/{tendering.batch.pk}/{page}"


def queries(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(address).status_code == 200
    return len(caught)


def test_the_list_counts_what_is_in_a_batch_and_what_passed_gate_1(author, tendering):
    tendering.planned(), tendering.approved()
    (row,) = author.get("/projects/").context["rows"]
    assert (row[0].size, row[0].approved, row[1]) == (2, 1, "Batch of 2027")


def test_a_batch_of_a_year_is_planned(author):
    answer = author.post("/projects/batches/plan/", {"year": "2028"})
    made = ProjectBatch.objects.get(year=2028)
    assert (answer.status_code, answer.url) == (302, f"/projects/batches/{made.pk}/")
    assert author.get("/projects/").context["rows"][0][0] == made


@pytest.mark.parametrize(
    ("year", "status"),
    [("2027", 409), ("２０２７", 409), ("1999", 422), ("-1", 422), ("9" * 5000, 422), ("\x00", 422),
     ("", 422), ("明年", 422)],
)  # fmt: skip
def test_what_is_no_year_or_being_prepared_already_is_told_at_the_field(year, status, author):
    page = author.post("/projects/batches/plan/", {"year": year})
    assert page.status_code == status
    assert page.context["form"].errors["year"]
    assert ProjectBatch.objects.count() == 1


def test_a_second_click_plans_nothing_twice(author):
    answers = [author.post("/projects/batches/plan/", {"year": "2028"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert ProjectBatch.objects.filter(year=2028).count() == 1


def test_what_is_missing_before_the_release_is_a_list(author, tendering):
    waiting = tendering.planned()
    tendering.give_out_shares(proved=False)
    gate, shares, papers = author.get(url(tendering)).context["checklist"].tasks
    assert waiting.number in gate["hint"]
    assert (
        shares["hint"]
        == "2 of 2 given out: 测试·甲, 测试·乙; not yet typed again: 测试·甲, 测试·乙"
    )
    assert waiting.number in papers["hint"]
    assert {task["status"] for task in (gate, shares, papers)} == {"Missing"}


def test_an_empty_batch_is_not_complete(author, tendering):
    tendering.give_out_shares()
    assert not author.get(url(tendering)).context["checklist"].is_complete
    assert "Release the batch</" not in text(author.get(url(tendering, "release/")))


def test_what_is_complete_is_released_with_the_day_chosen(second, tendering):
    project = tendering.approved()
    tendering.give_out_shares()
    page = second.get(url(tendering, "release/"))
    assert "This cannot be undone." in text(page)
    assert page.context["earliest"] == earliest_deadline(NOW, 20)
    answer = second.post(url(tendering, "release/"), {"last_day": "2026-11-20"})
    assert (answer.status_code, answer.url) == (302, url(tendering))
    project.refresh_from_db()
    assert project.state == ProjectState.PUBLISHED
    assert project.bids_until.isoformat() == "2026-11-20T15:59:59.999999+00:00"


@pytest.mark.parametrize("day", ["2026-11-09", "2020-01-01", "0001-01-01", "", "明天", "\x00"])
def test_a_deadline_before_the_rule_or_none_at_all_is_told_at_its_field(day, second, tendering):
    tendering.approved()
    tendering.give_out_shares()
    page = second.post(url(tendering, "release/"), {"last_day": day})
    assert page.status_code == 422
    assert page.context["form"].errors["last_day"]
    assert not Project.objects.filter(state=ProjectState.PUBLISHED).exists()


@pytest.mark.parametrize("missing", ["gate", "shares", "projects"])
def test_what_is_not_complete_is_not_released_whoever_sends_it(missing, second, tendering):
    if missing == "gate":
        tendering.planned()
    elif missing == "shares":
        tendering.approved()
    if missing != "shares":
        tendering.give_out_shares()
    page = second.post(url(tendering, "release/"), {"last_day": "2026-11-20"})
    assert page.status_code == 409
    assert ProjectBatch.objects.get().released_at is None


def test_after_the_release_each_project_has_its_clock_and_no_number_of_bids(author, tendering):
    project = tendering.released()
    before = author.get(url(tendering))
    assert 'data-relative="due"' in text(before)
    make_bids(project, 5)
    assert main_of(author.get(url(tendering))) == main_of(before)


def test_the_second_click_on_release_is_refused_readably(second, tendering):
    tendering.approved()
    tendering.give_out_shares()
    told = {"last_day": "2026-11-20"}
    second.post(url(tendering, "release/"), told)
    page = second.post(url(tendering, "release/"), told)
    assert page.status_code == 409
    assert "This batch was released already." in text(page)


def test_pages_of_a_batch_cost_the_same_however_much_is_in_it(author, tendering):
    pages = ("/projects/", url(tendering), url(tendering, "release/"), url(tendering, "opening/"))
    tendering.planned()
    few = [queries(author, page) for page in pages]
    for _ in range(29):
        tendering.planned()
    assert [queries(author, page) for page in pages] == few
    assert few[0] <= 12
    assert max(few) <= 20


def test_batches_of_another_district_are_not_there(stranger, tendering):
    for page in ("", "release/", "share/", "opening/", "plan/"):
        assert stranger.get(url(tendering, page)).status_code == 404
    assert stranger.get("/projects/").context["rows"] == []
    assert stranger.get(f"/projects/batches/{10**30}/").status_code == 404


def test_this_desk_is_the_bureaus(others, tendering):
    project = tendering.planned()
    pages = ("/projects/", "/projects/wanted/", "/projects/rules/", "/projects/rules/new/",
             f"/projects/{project.number}/", url(tendering), url(tendering, "share/"))  # fmt: skip
    for browser in others:
        assert {browser.get(page).status_code for page in pages} == {403}
        assert browser.post(url(tendering, "release/"), {}).status_code == 403

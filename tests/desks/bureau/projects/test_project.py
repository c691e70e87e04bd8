"""A project's page, and what is decided about it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.projects import actions
from marketplace.projects.choices import ProjectState
from tests.desks.bureau.projects.conftest import text
from tests.hostile import TOO_LONG, UNSTORABLE
from tests.makers import NOW
from tests.makers_projects import DEADLINE, make_bidder, make_bids


def url(project, page: str = "") -> str:
    return f"/projects/{project.number}/{page}"


def state_of(project) -> str:
    project.refresh_from_db()
    return project.state


def test_the_page_says_everything_about_it(author, tendering):
    project = tendering.planned(why="去年 213 件")
    shown = text(author.get(url(project)))
    for words in (project.number, "100,000.00 yuan", "80,000.00 yuan", "去年 213 件", "服务人数",
                  "40 points", "The whole district", "1 Jul 2027", "测试·甲"):  # fmt: skip
        assert words in shown


def test_the_author_reads_that_another_officer_decides(author, second, tendering):
    project = tendering.planned()
    shown = text(author.get(url(project)))
    assert "another officer decides about it" in shown
    assert url(project, "steps/approve/") not in shown
    assert url(project, "steps/approve/") in text(second.get(url(project)))


def test_the_author_does_not_approve_by_any_way(author, tendering):
    project = tendering.planned()
    for answer in (author.get(url(project, "steps/approve/")),
                   author.post(url(project, "steps/approve/"))):  # fmt: skip
        assert answer.status_code == 403
        assert "another officer decides about it" in text(answer)
    assert state_of(project) == ProjectState.PLANNED


def test_the_second_officer_approves_and_a_second_click_is_told(second, tendering):
    project = tendering.planned()
    answers = [second.post(url(project, "steps/approve/")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert state_of(project) == ProjectState.APPROVED
    assert project.approved_by == tendering.second


def test_it_is_sent_back_with_a_reason(second, tendering):
    project = tendering.approved()
    assert second.post(url(project, "steps/send-back/"), {"reason": ""}).status_code == 422
    second.post(url(project, "steps/send-back/"), {"reason": "预算偏高"})
    assert state_of(project) == ProjectState.PLANNED
    assert "预算偏高" in text(second.get(url(project)))


def test_it_is_called_off_with_a_reason_that_everybody_reads(author, tendering):
    project = tendering.planned()
    author.post(url(project, "steps/cancel/"), {"reason": "不再需要"})
    assert state_of(project) == ProjectState.CANCELLED
    assert "不再需要" in text(author.get(url(project)))


@pytest.mark.parametrize("slug", ["send-back", "cancel", "amend"])
@pytest.mark.parametrize("words", ["", UNSTORABLE["nul"], TOO_LONG])
def test_words_that_cannot_stand_are_told_at_their_field(slug, words, second, tendering):
    project = tendering.released() if slug == "amend" else tendering.approved()
    before = project.state
    page = second.post(url(project, f"steps/{slug}/"), {"reason": words, "text": words})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"text" if slug == "amend" else "reason"}
    assert state_of(project) == before


def test_the_deadline_after_a_change_is_shown_before_it_is_confirmed(
    author, both_clocks, tendering
):
    project = tendering.released()
    both_clocks(DEADLINE - timedelta(days=3))
    page = author.get(url(project, "steps/amend/"))
    assert "at least 15 days after a change" in text(page)
    assert "The deadline moves from 20 Nov 2026, 10:00 to 2 Dec 2026, 23:59." in text(page)
    author.post(url(project, "steps/amend/"), {"text": "人数改为55人"})
    project.refresh_from_db()
    assert project.bids_until.isoformat() == "2026-12-02T15:59:59.999999+00:00"
    assert "人数改为55人" in text(author.get(url(project)))


def test_a_change_in_time_moves_no_deadline_and_a_later_day_may_be_chosen(author, tendering):
    project = tendering.released()
    assert "The deadline stays" in text(author.get(url(project, "steps/amend/")))
    told = {"text": "改", "last_day": "2026-12-24"}
    assert [author.post(url(project, "steps/amend/"), told).status_code for _ in range(2)] == [
        302,
        409,
    ]
    project.refresh_from_db()
    assert project.bids_until.date().isoformat() == "2026-12-24"
    assert project.amendments.count() == 1


def test_no_deadline_is_brought_forward(author, tendering):
    project = tendering.released()
    page = author.post(url(project, "steps/amend/"), {"text": "改", "last_day": "2026-11-10"})
    assert page.status_code == 409
    assert page.context["form"].errors


def test_a_step_that_is_not_open_leads_back_to_the_project(author, tendering):
    project = tendering.planned()
    for slug in ("amend", "send-back", "plan-again"):
        answer = author.get(url(project, f"steps/{slug}/"))
        assert (answer.status_code, answer.url) == (302, url(project))
    assert author.get(url(project, "steps/dance/")).status_code == 404
    assert author.post(url(project, "steps/send-back/"), {"reason": "x"}).status_code == 409


def test_a_failed_tender_is_planned_again(author, tendering):
    project = tendering.released()
    tendering.open()
    again = actions.plan_batch(tendering.batch.district, year=2028, by=tendering.author, at=NOW)
    author.post(url(project, "steps/plan-again/"))
    project.refresh_from_db()
    assert (project.state, project.batch) == (ProjectState.PLANNED, again)


def test_the_page_costs_the_same_however_long_its_lists_are(author, tendering):
    project = tendering.released()
    with CaptureQueriesContext(connection) as few:
        author.get(url(project))
    bidder = make_bidder()
    for number in range(20):
        asked = actions.ask_question(
            project, bidder[0], question=f"问{number}", by=bidder[1], at=NOW
        )
        if number % 2:
            actions.answer_question(asked, answer="答", by=tendering.author, at=NOW)
        actions.amend_project(project, text=f"改{number}", by=tendering.author, at=NOW)
    with CaptureQueriesContext(connection) as many:
        author.get(url(project))
    assert len(many) <= 20
    # Whose name stands under an answer and a change is asked for once there is one.
    assert len(many) <= len(few) + 2


def test_from_the_opening_on_it_leads_to_the_bids_and_the_contract(author, tendering):
    project = tendering.released()
    address = f"/contracts/{project.number}/"
    assert address not in text(author.get(url(project)))
    make_bids(project, 3)
    tendering.open()
    shown = text(author.get(url(project)))
    assert address in shown
    assert url(project, "bids/") in shown


def test_who_asked_is_not_on_the_page(author, tendering):
    project = tendering.released()
    organization, manager = make_bidder()
    actions.ask_question(project, organization, question="可否联合体？", by=manager, at=NOW)
    shown = text(author.get(url(project)))
    assert "可否联合体？" in shown
    assert organization.name not in shown
    assert str(manager) not in shown


def test_projects_of_another_district_are_not_there(stranger, tendering):
    project = tendering.released()
    for page in ("", "bids/", "steps/amend/", "steps/cancel/"):
        assert stranger.get(url(project, page)).status_code == 404
    assert stranger.post(url(project, "steps/cancel/"), {"reason": "x"}).status_code == 404
    assert state_of(project) == ProjectState.PUBLISHED


@pytest.mark.parametrize("number", ["P1999-101", "\x00", "长" * 300, "%00", "䶮𠮷", "😀"])
def test_a_number_of_nothing_is_not_found(number, author):
    assert author.get(f"/projects/{number}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_state_opens_in_both_languages(language, as_user, tendering):
    project = tendering.planned()
    browser = as_user(tendering.second, language)
    pages = ["", "plan/", "bids/", "steps/approve/", "steps/cancel/"]
    assert {browser.get(url(project, page)).status_code for page in pages} == {200}

"""An evaluation on the pages of everybody who has a part in it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.evaluations.models import Evaluation
from tests import makers
from tests.contracts.makers import at_the_clock
from tests.evaluations.makers import BEGUN, Delivered, a_pdf
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db
CONTENT = [5] * 12
UNHAPPY = [5] * 5 + [1] * 7


def browser_of(user) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(makers.fresh(user))
    return browser


@pytest.fixture
def clock(monkeypatch):
    return stop_the_clock(monkeypatch, BEGUN)


def steps(page) -> list[str]:
    return [step.name for step in page.context["steps"]]


def test_from_the_request_to_the_closing_of_the_survey(clock):
    delivered = Delivered(people=2)
    at_the_clock(BEGUN)
    evaluation = delivered.evaluation()
    bureau, ours = browser_of(delivered.officer), browser_of(delivered.manager)
    page, our_page = f"/evaluations/{evaluation.pk}/", f"/organization/evaluations/{evaluation.pk}/"
    assert bureau.post(page, {"step": "request"}).status_code == 302
    assert steps(ours.get(our_page)) == ["add"]
    paper = SimpleUploadedFile("报告.pdf", a_pdf(), "application/pdf")
    assert (
        ours.post(our_page, {"step": "add", "title": "自评", "content": paper}).status_code == 302
    )
    assert steps(ours.get(our_page)) == ["hand_in", "add"]
    ours.post(our_page, {"step": "hand_in"})
    assert bureau.post(page, {"step": "draw"}).status_code == 302
    for member in evaluation.members.all():
        asker = browser_of(delivered.asker_of(member))
        assert asker.get("/calls/").context["rows"]
        answer = {"step": "answer", "score": "5"}
        assert asker.post(f"/calls/{member.pk}/", answer).status_code == 302
        assert asker.get(f"/calls/{member.pk}/").status_code == 404
    assert bureau.post(page, {"step": "close"}).status_code == 302
    assert steps(bureau.get(page)) == ["visit"]
    kept = evaluation.materials.get()
    got = bureau.get(f"{page}papers/{kept.pk}/")
    assert (got.content, got["Content-Type"]) == (a_pdf(), "application/pdf")
    assert got["Content-Disposition"].startswith("attachment")


def test_a_pdf_that_is_none_is_refused_beside_its_field(clock):
    delivered = Delivered(people=1)
    evaluation = delivered.requested()
    paper = SimpleUploadedFile("x.pdf", b"MZ...", "application/pdf")
    url = f"/organization/evaluations/{evaluation.pk}/"
    page = browser_of(delivered.manager).post(
        url, {"step": "add", "title": "自评", "content": paper}
    )
    assert page.status_code == 422
    assert not evaluation.materials.exists()


def test_a_member_of_the_panel_scores_beside_what_was_found_and_signs(clock):
    delivered = Delivered()
    evaluation = delivered.visited(CONTENT)
    first, *others = delivered.members_of_the_panel()
    browser, url = browser_of(first), f"/evaluator/evaluations/{evaluation.pk}/"
    assert url in browser.get("/evaluator/").content.decode()
    sheet = {"implementation": "35.5", "implementation_comment": "扎实", "input": "15"}
    assert browser.post(url, sheet).status_code == 302
    assert browser.get(url).context["form"].initial["implementation_comment"] == "扎实"
    assert browser.post(url, {**sheet, "sign": "yes"}).status_code == 409
    assert browser.post(url, {"implementation": "41"}).status_code == 422
    whole = {**sheet, "finance": "20", "outcome": "20", "sign": "yes"}
    assert browser.post(url, whole).status_code == 302
    assert not browser.get(url).context["may_score"]
    assert "35.50" not in browser_of(others[0]).get(url).content.decode()
    assert browser_of(makers.make_staff("evaluator")).get(url).status_code == 404


def test_the_provider_reads_its_result_when_it_is_announced_and_not_before(clock):
    delivered = Delivered()
    evaluation = delivered.scored(CONTENT, 30, 10, 20, 20)
    ours, url = browser_of(delivered.manager), f"/organization/evaluations/{evaluation.pk}/"
    assert "points more" not in ours.get(url).content.decode()
    bureau, page = browser_of(delivered.officer), f"/evaluations/{evaluation.pk}/"
    for step in ("work_out", "announce"):
        assert bureau.post(page, {"step": step}).status_code == 302
    told = ours.get(url)
    assert [(str(label), points) for label, points in told.context["lacks"]] == [
        ("Implementation", 10),
        ("People and material", 10),
    ]
    assert steps(told) == ["object"]


def test_another_officer_signs_and_a_mid_term_below_the_line_asks_for_a_plan(clock):
    delivered = Delivered()
    evaluation = delivered.announced(UNHAPPY)
    page = f"/evaluations/{evaluation.pk}/"
    clock.at = at_the_clock(BEGUN + timedelta(days=9))
    assert steps(browser_of(delivered.officer).get(page)) == []
    second = browser_of(delivered.second)
    assert steps(second.get(page)) == ["sign"]
    assert second.post(page, {"step": "sign"}).status_code == 422
    plan = {"correction": "补足人员", "correction_due_on": "2027-07-01"}
    assert second.post(page, {"step": "sign", **plan}).status_code == 302
    ours, url = browser_of(delivered.manager), f"/organization/evaluations/{evaluation.pk}/"
    assert steps(ours.get(url)) == ["report"]
    ours.post(url, {"step": "report", "report": "已补足"})
    assert steps(second.get(page)) == ["accept_correction", "send_back"]
    second.post(page, {"step": "accept_correction"})
    delivered.project.refresh_from_db()
    assert delivered.project.state == "midterm_passed"


def test_nobody_else_reads_an_evaluation(clock):
    delivered, other = Delivered(people=1), Delivered(people=1)
    evaluation = delivered.evaluation()
    stranger = browser_of(other.manager)
    assert stranger.get(f"/organization/evaluations/{evaluation.pk}/").status_code == 404
    assert stranger.get(f"/organization/contracts/{delivered.contract.pk}/").status_code == 404
    assert stranger.get(f"/evaluations/{evaluation.pk}/").status_code == 403
    assert browser_of(delivered.officer).get(f"/evaluations/{2**70}/").status_code == 404


def test_no_name_of_a_person_is_on_a_page_about_an_evaluation(clock):
    delivered = Delivered(people=3)
    evaluation = delivered.surveyed([5, 1, 3])
    for browser, url in (
        (browser_of(delivered.officer), f"/evaluations/{evaluation.pk}/"),
        (browser_of(delivered.manager), f"/organization/evaluations/{evaluation.pk}/"),
    ):
        page = browser.get(url).content.decode()
        assert "老王" not in page
        assert makers.SECRETS["phone"] not in page


def test_a_calendar_asks_as_much_for_many_evaluations_as_for_one(
    clock, django_assert_max_num_queries, django_assert_num_queries
):
    delivered = Delivered(people=1)
    browser = browser_of(delivered.officer)
    Evaluation.objects.filter(kind="final").update(due_on=BEGUN.date())
    with django_assert_max_num_queries(25) as asked:
        browser.get("/evaluations/")
    Delivered(people=0)
    with django_assert_num_queries(len(asked)):
        page = browser.get("/evaluations/")
    assert len(page.context["rows"]) == 4


def test_calls_ask_as_much_for_many_people_as_for_one(
    clock, django_assert_max_num_queries, django_assert_num_queries
):
    one, many = Delivered(people=1), Delivered(people=0)
    one.opened()
    asker = browser_of(one.asker_of(one.evaluation().members.get()))
    with django_assert_max_num_queries(25) as asked:
        asker.get("/calls/")
    for _ in range(9):
        many.serve(community=one.communities[0])
    many.opened()
    with django_assert_num_queries(len(asked)):
        assert len(asker.get("/calls/").context["rows"]) == 10

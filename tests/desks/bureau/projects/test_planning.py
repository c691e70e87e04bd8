"""The plan of a project: written, refused at its field, written anew."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.projects import actions
from marketplace.projects.models import Project
from tests import makers
from tests.desks.bureau.projects.conftest import text
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import NOW
from tests.makers_projects import Tendering, a_plan

ROWS = {
    "lines": [{"label": "人员", "amount": "80,000"}, {"label": "物资", "amount": "２0000.05"}],
    "goals": [{"measure": "people_served", "label": "服务人数", "target": "60", "unit": "人"}],
    "yardsticks": [
        {"label": "方案", "weight": "60", "guidance": "针对性"},
        {"label": "价格", "weight": "４０", "guidance": ""},
    ],
}


@pytest.fixture(autouse=True)
def lists(db):
    makers.make_group("E"), makers.make_level(2), makers.make_subcategory("B1")


@pytest.fixture
def url(tendering) -> str:
    return f"/projects/batches/{tendering.batch.pk}/plan/"


def sent(rows=None, **fields) -> dict:
    told = {
        "name_zh": "居家精神关爱",
        "brief_zh": "每周上门陪伴",
        "groups": ["E"],
        "level": "2",
        "subcategories": ["B1"],
        "method": "open_tender",
        "service_from": "2027-01-01",
        "service_until": "2028-01-01",
        "midterm_on": "2027-07-01",
        "final_on": "2028-01-10",
        **fields,
    }
    for name, each in {**ROWS, **(rows or {})}.items():
        told[f"{name}-rows"] = str(len(each))
        for at, row in enumerate(each):
            told |= {f"{name}-{at}-{column}": value for column, value in row.items()}
    return told


def faults(page) -> set[str]:
    return {
        f"{form.prefix or ''}.{name}".lstrip(".")
        for form in page.context["forms"].errors
        for name in form.errors
    }


def test_a_plan_becomes_a_project_with_its_amounts_in_fen(author, url, tendering):
    answer = author.post(url, sent())
    project = Project.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/projects/{project.number}/")
    assert (project.budget, project.author) == (10_000_005, tendering.author)
    assert list(project.criteria.values_list("weight", flat=True)) == [60, 40]
    assert list(project.budget_lines.values_list("amount", flat=True)) == [8_000_000, 2_000_005]


def test_a_second_click_makes_no_second_project(author, url):
    pages = [author.post(url, sent()) for _ in range(2)]
    assert [page.status_code for page in pages] == [302, 409]
    assert faults(pages[1]) == {"name_zh"}
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"name_zh": ""}, "name_zh"),
        ({"name_zh": UNSTORABLE["nul"]}, "name_zh"),
        ({"name_zh": TOO_LONG}, "name_zh"),
        ({"brief_zh": TOO_LONG}, "brief_zh"),
        ({"why": UNSTORABLE["bell"]}, "why"),
        ({"groups": []}, "groups"),
        ({"groups": ["Z"]}, "groups"),
        ({"groups": ["\x00"]}, "groups"),
        ({"level": str(10**30)}, "level"),
        ({"subcategories": []}, "subcategories"),
        ({"subdistricts": ["110101001"]}, "subdistricts"),
        ({"method": "lottery"}, "method"),
        ({"service_from": "2027-02-30"}, "service_from"),
        ({"midterm_on": "2029-01-01"}, "midterm_on"),
        ({"final_on": ""}, "final_on"),
    ],
)
def test_what_cannot_stand_is_told_at_its_field(fields, fault, author, url):
    page = author.post(url, sent(**fields))
    assert page.status_code == 422
    assert faults(page) == {fault}
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"lines": [{"label": "人员", "amount": "-1"}]}, "lines-0.amount"),
        ({"lines": [{"label": "人员", "amount": "0"}]}, "lines-0.amount"),
        (
            {"lines": [{"label": "", "amount": ""}, {"label": "人员", "amount": "0"}]},
            "lines-1.amount",
        ),
        ({"lines": [{"label": "人员", "amount": "9" * 12}]}, "lines-0.amount"),
        ({"lines": [{"label": "人员", "amount": "9" * 10_000}]}, "lines-0.amount"),
        ({"lines": [{"label": "", "amount": "1"}]}, "lines-0.label"),
        ({"lines": []}, "__all__"),
        ({"goals": [{"measure": "luck", "label": "a", "target": "1"}]}, "goals-0.measure"),
        ({"goals": [{"measure": "people_served", "label": "a", "target": "0"}]}, "goals-0.target"),
        (
            {"goals": [{"measure": "people_served", "label": "a", "target": "NaN"}]},
            "goals-0.target",
        ),
        ({"yardsticks": [{"label": "a", "weight": "99"}]}, "__all__"),
        ({"yardsticks": [{"label": "a", "weight": "101"}]}, "yardsticks-0.weight"),
        ({"yardsticks": [{"label": "a", "weight": "9" * 5000}]}, "yardsticks-0.weight"),
        ({"yardsticks": [{"label": "\x00", "weight": "100"}]}, "yardsticks-0.label"),
    ],
)
def test_a_row_that_cannot_stand_is_told_at_its_field(row, fault, author, url):
    page = author.post(url, sent(row))
    assert page.status_code == 422
    assert faults(page) == {fault}
    assert not Project.objects.exists()


def test_a_wrong_sum_says_what_the_weights_add_up_to(author, url):
    page = author.post(url, sent({"yardsticks": [{"label": "a", "weight": "99"}]}))
    assert "Criteria: The weights add up to 99, and not to 100." in text(page)


@pytest.mark.parametrize("words", KEPT.values(), ids=KEPT)
def test_what_people_really_write_is_kept_and_escaped(words, author, url):
    author.post(url, sent(name_zh=words, why=words))
    project = Project.objects.get()
    assert project.name_zh == words
    page = text(author.get(f"/projects/{project.number}/"))
    assert "<script>alert('1')" not in page


def test_a_row_is_added_without_a_script_and_nothing_typed_is_lost(author, url):
    page = author.post(url, sent(row="lines+", name_zh="只写了一半", level="") | {"row": "lines+"})
    forms = page.context["forms"]
    assert (page.status_code, len(forms.lines.forms), forms.budget) == (200, 3, 10_000_005)
    assert "只写了一半" in text(page)
    assert not faults(page)
    assert list(forms.form["groups"].value()) == ["E"]
    assert not Project.objects.exists()


def test_the_sums_go_with_the_rows(author, url):
    page = text(author.post(url, sent() | {"row": "goals+"}))
    assert '<output data-sum="budget" data-decimals="2">100,000.05</output>' in page
    assert '<output data-sum="points" data-decimals="0">100</output>' in page


def test_no_plan_is_written_into_what_was_released(author, url, tendering):
    tendering.released()
    assert author.get(url).status_code == 409
    assert author.post(url, sent()).status_code == 409
    assert Project.objects.count() == 1


def revising(project) -> str:
    return f"/projects/{project.number}/plan/"


def test_a_plan_is_shown_as_it_is_and_written_anew(second, tendering):
    project = tendering.planned()
    page = second.get(revising(project))
    forms = page.context["forms"]
    assert [form["amount"].value() for form in forms.lines] == ["80,000.00", "20,000.00"]
    seen = forms.form["seen"].value()
    answer = second.post(revising(project), sent(seen=seen))
    assert (answer.status_code, answer.url) == (302, f"/projects/{project.number}/")
    project.refresh_from_db()
    assert (project.name_zh, project.budget) == ("居家精神关爱", 10_000_005)


def test_a_page_that_is_stale_overwrites_nothing(author, second, tendering):
    project = tendering.planned()
    seen = author.get(revising(project)).context["form"]["seen"].value()
    actions.revise_project(project, a_plan(name_zh="另一位写的"), by=tendering.second, at=NOW)
    page = author.post(revising(project), sent(seen=seen))
    assert page.status_code == 409
    assert "Somebody changed this project while you wrote." in text(page)
    project.refresh_from_db()
    assert project.name_zh == "另一位写的"


def test_what_passed_gate_1_is_not_changed(author, tendering):
    project = tendering.approved()
    assert "send it back before you change it" in text(author.get(revising(project)))
    assert author.post(revising(project), sent()).status_code == 409


def test_of_another_district_nothing_is_there(stranger, tendering: Tendering, url):
    project = tendering.planned()
    for address in (url, revising(project)):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, sent()).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_form_opens_in_both_languages_at_the_same_cost(language, as_user, tendering, url):
    browser = as_user(tendering.author, language)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(url).status_code == 200
    assert len(caught) <= 20

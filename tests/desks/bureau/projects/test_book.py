"""A batch as a workbook: everything that its pages tell, sealed bids not even by their number."""

from io import BytesIO

from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.makers_projects import Tendering, make_bid, make_bidder, make_bids


def rows_of(browser, tendering: Tendering) -> dict[str, list[tuple]]:
    answer = browser.get(f"/projects/batches/{tendering.batch.pk}/book/")
    assert answer.status_code == 200
    assert ".xlsx" in answer["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    return {page.title: list(page.iter_rows(min_row=2, values_only=True)) for page in book}


def test_it_tells_each_project_with_its_budget_and_what_shall_be_reached(author, tendering):
    project = tendering.planned(name_en="=Care", name_zh="=关爱")
    rows = rows_of(author, tendering)
    assert list(rows) == [
        "Projects",
        "Budget",
        "Indicators",
        "Bids that were opened",
        "Instalments",
        "Evaluations",
    ]
    ((number, name, _state, *_rest),) = rows["Projects"]
    assert (number, name) == (project.number, "=Care")
    assert [row[3] for row in rows["Budget"]] == [80_000, 20_000]
    assert [row[2:] for row in rows["Indicators"]] == [("服务人数", 60, "人")]


def test_with_nine_sealed_bids_it_is_as_with_none_and_opened_it_has_all(author, tendering):
    project = tendering.released()
    before = rows_of(author, tendering)
    organization, manager = make_bidder()
    make_bid(project, organization, manager)
    make_bids(project, 2)
    assert rows_of(author, tendering) == before
    tendering.open()
    opened = rows_of(author, tendering)["Bids that were opened"]
    assert len(opened) == 3
    assert (organization.name, 90_000) in [(row[2], row[7]) for row in opened]


def test_it_asks_as_much_for_many_projects_as_for_one(author, tendering):
    tendering.planned()
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            rows_of(author, tendering)
        asked.append(len(caught))
        for _ in range(4):
            tendering.planned()
    assert asked[0] == asked[1]
    assert asked[0] <= 20

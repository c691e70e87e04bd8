"""The sheet beside the bids: kept as one goes, signed once, read by nobody else until all have signed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.bids.models import Bid, OpenedAttachment, OpenedBid
from marketplace.bids.rules import as_json
from marketplace.panels.actions.scoring import field_of
from marketplace.panels.choices import PanelState, SeatState
from marketplace.panels.models import Score, Seat
from tests import makers
from tests.desks.evaluators.conftest import text
from tests.hostile import UNSTORABLE
from tests.makers_projects import CANARY, a_content
from tests.panels.makers import make_bid, make_panel, make_pool, make_project, under_review

pytestmark = pytest.mark.django_db
SECRET = "只有我看的评语5173"


@pytest.fixture
def panel():
    project = make_project()
    for _ in range(2):
        bid = make_bid(project, total=9_000_000, content=as_json(a_content()))
        OpenedAttachment.objects.create(bid=bid.opened, name="方案.pdf", content=b"%PDF-1.7")
    return make_panel(under_review(project), PanelState.SCORING)


@pytest.fixture
def seat(panel) -> Seat:
    return panel.seats.select_related("evaluator__user").first()


def url_of(seat: Seat, page: str = "sheet/") -> str:
    return f"/evaluator/seats/{seat.pk}/{page}"


def cells(seat: Seat, number: int, points: str, comment: str = "") -> dict[str, str]:
    bid = Bid.objects.filter(project=seat.panel.project).order_by("received_at")[number]
    told = {}
    for criterion in seat.panel.project.criteria.all():
        told[field_of(bid.pk, criterion.pk)] = points
        told[field_of(bid.pk, criterion.pk, "comment")] = comment
    return told


def fill_in(browser, seat: Seat, points: str = "30", comment: str = SECRET) -> None:
    for number in (0, 1):
        browser.post(url_of(seat) + f"?bid={number + 1}", cells(seat, number, points, comment))


def test_the_bid_stands_beside_the_sheet_with_everything_it_says(as_user, seat):
    page = as_user(seat.evaluator.user).get(url_of(seat))
    shown = text(page)
    for part in (f"{CANARY} 每周一次上门", f"{CANARY} 一月启动", f"{CANARY} 双人上门"):
        assert part in shown
    for part in ("70,000.00", "90,000.00", f"演示·{CANARY}", "方案.pdf", "测试评分项1"):
        assert part in shown
    assert [name for name, *_ in page.context["tabs"]] == [
        bid.organization.name for bid in page.context["sheet"].bids
    ]


def test_what_is_typed_is_kept_and_the_next_bid_comes(as_user, seat):
    browser = as_user(seat.evaluator.user)
    answer = browser.post(url_of(seat) + "?bid=1", cells(seat, 0, "３０．５", "扎实"))
    assert (answer.status_code, answer.url) == (302, url_of(seat) + "?bid=2")
    assert {(str(s.points), s.comment) for s in Score.objects.all()} == {("30.50", "扎实")}
    answer = browser.post(url_of(seat) + "?bid=2", cells(seat, 1, "20"))
    assert answer.url == url_of(seat, "sign/")
    stayed = browser.post(url_of(seat) + "?bid=1", cells(seat, 0, "31") | {"stay": "yes"})
    assert stayed.url == url_of(seat) + "?bid=1"


def test_a_half_filled_sheet_is_kept_too(as_user, seat):
    browser = as_user(seat.evaluator.user)
    told = cells(seat, 0, "")
    told[next(iter(told))] = "12"
    assert browser.post(url_of(seat), told).status_code == 302
    assert [str(s.points) for s in Score.objects.exclude(points=None)] == ["12.00"]


def test_while_one_types_only_the_line_that_says_so_comes_back(as_user, seat):
    browser = as_user(seat.evaluator.user)
    answer = browser.post(url_of(seat), cells(seat, 0, "30"), headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert "Saved" in text(answer)
    assert "<html" not in text(answer)
    assert Score.objects.count() == 2
    answer = browser.post(url_of(seat), cells(seat, 0, "99"), headers={"hx-request": "true"})
    assert "Not saved yet" in text(answer)


@pytest.mark.parametrize("points", ["-1", "61", "abc", "1.005", UNSTORABLE["nul"]])
def test_points_that_are_none_are_refused_at_their_field_and_stay_typed(as_user, seat, points):
    page = as_user(seat.evaluator.user).post(url_of(seat), cells(seat, 0, points))
    assert page.status_code == 422
    assert len(page.context["form"].errors) == 2
    assert not Score.objects.exists()


@pytest.mark.parametrize("number", ["0", "3", "x", "", "99999999999", "\x00", "２"])
def test_a_bid_there_is_none_of_is_the_first(as_user, seat, number):
    page = as_user(seat.evaluator.user).get(url_of(seat), {"bid": number})
    assert page.context["bid"] == page.context["sheet"].bids[0]


def test_an_attachment_is_handed_out_and_never_shown(as_user, seat):
    browser = as_user(seat.evaluator.user)
    file = OpenedAttachment.objects.first()
    answer = browser.get(url_of(seat, f"sheet/{file.pk}/"))
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    other = make_bid(make_project()).opened
    stray = OpenedAttachment.objects.create(bid=other, name="别人.pdf", content=b"%PDF-")
    for pk in (stray.pk, 2**70):
        assert browser.get(url_of(seat, f"sheet/{pk}/")).status_code == 404


def test_a_sheet_with_gaps_links_to_each_of_them_and_is_not_signed(as_user, seat):
    browser = as_user(seat.evaluator.user)
    browser.post(url_of(seat), cells(seat, 0, "1"))
    page = browser.get(url_of(seat, "sign/"))
    assert len(page.context["gaps"]) == 4
    assert browser.post(url_of(seat, "sign/")).status_code == 200
    seat.refresh_from_db()
    assert seat.state == SeatState.ACCEPTED


def test_after_the_signature_there_is_no_sheet_and_the_result_waits_for_the_others(as_user, seat):
    browser = as_user(seat.evaluator.user)
    fill_in(browser, seat)
    assert browser.post(url_of(seat, "sign/")).url == url_of(seat, "result/")
    assert browser.get(url_of(seat)).status_code == 404
    page = browser.get(url_of(seat, "result/"))
    assert "1 of 3 have signed" in text(page)
    assert SECRET not in text(page)


def test_nobody_reads_anothers_points_on_any_page_before_all_have_signed(as_user, panel):
    officer = makers.make_staff("bureau_officer", makers.make_district())
    first, second, third = panel.seats.select_related("evaluator__user")
    for seat in (first, second):
        browser = as_user(seat.evaluator.user)
        fill_in(browser, seat, "29.25")
        browser.post(url_of(seat, "sign/"))
    pages = [
        as_user(officer).get(url)
        for url in ("/panels/", f"/panels/{panel.pk}/", "/journal/", "/evaluators/")
    ]
    pages += [
        as_user(third.evaluator.user).get(url)
        for url in ("/evaluator/", url_of(third), url_of(third, "sign/"), url_of(third, "result/"))
    ]
    for page in pages:
        assert page.status_code == 200
        assert SECRET not in page.content.decode()
        assert "29.25" not in page.content.decode()


def test_when_all_have_signed_everybody_of_the_panel_and_the_bureau_sees_everything(as_user, panel):
    for seat in panel.seats.select_related("evaluator__user"):
        browser = as_user(seat.evaluator.user)
        fill_in(browser, seat, "29.25")
        browser.post(url_of(seat, "sign/"))
    officer = makers.make_staff("bureau_officer", makers.make_district())
    for page in (
        browser.get(url_of(seat, "result/")),
        as_user(officer).get(f"/panels/{panel.pk}/"),
    ):
        assert SECRET in text(page)
        assert "58.50" in text(page)
        assert "+0.00" in text(page)
        assert "Equal totals: the lower price decided." not in text(page)
        assert "Equal totals and prices: the earlier bid decided." in text(page)


def test_the_sheet_asks_the_database_as_often_for_many_bids_as_for_one(as_user):
    few = _queries_of_sheet(as_user, 1)
    assert _queries_of_sheet(as_user, 5) == few


def _queries_of_sheet(as_user, bids: int) -> int:
    project = make_project()
    for _ in range(bids):
        make_bid(project, content=as_json(a_content()))
    panel = make_panel(under_review(project), PanelState.SCORING, members=make_pool(2, 1))
    seat = panel.seats.select_related("evaluator__user").first()
    browser = as_user(seat.evaluator.user)
    browser.get(url_of(seat))
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url_of(seat)).status_code == 200
    assert OpenedBid.objects.filter(bid__project=project).count() == bids
    return len(asked)

"""Why exactly: the account of one order of a round, for a citizen, for a dispatcher, and as a picture."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.desks.dispatchers.drawing import FITS, drawing_of
from marketplace.dispatch.accounts import account_of
from marketplace.dispatch.actions import propose_round
from marketplace.dispatch.models import MatchRun
from tests import makers
from tests.desks.dispatchers.conftest import order_of, text
from tests.makers import HERE, later


def a_run(scene) -> MatchRun:
    return propose_round(HERE, by=scene.dispatcher, at=later(minutes=30))


def why(desk, run, order, **asked):
    return desk.get(f"/rounds/{run.pk}/why/{order.number}/", asked)


@pytest.fixture
def left_out(scene):
    """Two for one place: the calm one goes without."""
    calm, urgent = order_of(scene), order_of(scene, tag="urgent")
    scene.only = scene.service(places=1)
    return a_run(scene), calm, urgent


def test_a_proposal_shows_its_terms_and_what_the_runner_up_would_cost(desk, scene):
    order = order_of(scene)
    scene.service(), scene.service()
    page = why(desk, a_run(scene), order)
    shown = page.context
    assert sum(points for _, points in shown["terms"]) == shown["total"]
    own = sum(mine for _, mine, _ in shown["compared"])
    other = sum(theirs for _, _, theirs in shown["compared"])
    assert shown["own_gap"] == other - own
    assert shown["own_gap"] + shown["elsewhere"] == shown["gap"]
    assert shown["runner_up"] in text(page)
    assert "Nobody else would be affected." in text(page)


def test_a_swap_that_leaves_somebody_out_says_so_instead_of_a_huge_number(desk, scene):
    """The nearer one is the only one who may help the other."""
    mover, order = order_of(scene), order_of(scene)
    scene.service(places=1), scene.service(places=1)
    run = a_run(scene)
    shown = why(desk, run, order).context
    assert [each.order for each in shown["moves"]] == [mover]
    assert shown["loses"] == 0
    assert abs(shown["gap"]) < 10_000


def test_nobody_else_could_take_it_is_said(desk, left_out):
    run, _calm, urgent = left_out
    page = why(desk, run, urgent)
    assert "Then this order, or another, would go without help." in text(page)


def test_an_order_left_out_shows_who_holds_the_places(desk, left_out):
    run, calm, _urgent = left_out
    page = why(desk, run, calm)
    assert "2 needs compete for 1 place" in text(page)
    assert [(tag.code, n) for tag, n in page.context["held"]] == [("urgent", 1)]
    assert page.context["remedies"] is None


def test_what_would_help_is_looked_for_when_somebody_asks(desk, left_out, scene):
    run, calm, _urgent = left_out
    page = why(desk, run, calm, repairs="1")
    (first, *_) = page.context["remedies"]
    name = scene.only.organization.name
    assert first["sentences"] == [f"1 place more at {name} · {scene.only.name}."]
    assert (name in first["comes"], first["others"], first["gains"]) == (True, 0, 0)
    assert first["sentences"][0] in text(page)


def test_where_nothing_helps_it_says_so(desk, scene):
    order = order_of(scene)
    page = why(desk, a_run(scene), order, repairs="1")
    assert page.context["remedies"] == []
    assert "No small change helps" in text(page)


def test_everybody_in_the_account_is_in_the_picture(left_out):
    run, calm, urgent = left_out
    account = account_of(run, calm.number)
    drawing = drawing_of(account.plan, account.key)
    assert {box.second for box in drawing.boxes if box.kind == "need"} == {
        calm.number,
        urgent.number,
    }
    assert sorted(line.kind for line in drawing.lines) == ["could_go", "goes"]
    assert all(0 <= box.x < drawing.width and 0 <= box.y < drawing.height for box in drawing.boxes)


def test_a_name_that_is_too_long_is_shortened_and_told_in_full(desk, scene):
    scene.need_type.name_en = "Very long words about a very small help"
    scene.need_type.save(update_fields=["name_en"])
    order = order_of(scene)
    scene.service(), scene.service()
    box = next(
        box for box in why(desk, a_run(scene), order).context["drawing"].boxes if box.kind == "need"
    )
    assert (len(box.first) <= FITS, box.first[-1]) == (True, "…")
    assert box.title.startswith(scene.need_type.name_en)


def test_an_order_of_another_round_and_a_round_that_is_not_there_are_hidden(desk, left_out, scene):
    run, calm, _urgent = left_out
    late = order_of(scene)
    assert why(desk, run, late).status_code == 404
    for pk in (10**6, 10**17, 10**30):
        assert desk.get(f"/rounds/{pk}/why/{calm.number}/").status_code == 404


def test_the_bureau_reads_it_without_doors_that_are_not_its_own(as_user, district, left_out):
    run, calm, _urgent = left_out
    browser = as_user(makers.make_staff(Role.BUREAU_OFFICER, district))
    page = why(browser, run, calm)
    assert page.status_code == 200
    assert f"/dispatch/{calm.number}/" not in text(page)


def test_each_card_of_the_round_leads_there(desk, left_out):
    run, calm, urgent = left_out
    page = text(desk.get(f"/rounds/{run.pk}/"))
    for order in (calm, urgent):
        assert f'href="/rounds/{run.pk}/why/{order.number}/"' in page


def test_it_costs_the_same_among_few_and_among_many(desk, scene):
    def cost():
        order = order_of(scene)
        with CaptureQueriesContext(connection) as queries:
            assert why(desk, a_run(scene), order).context["competition"] is not None
        return len(queries)

    order_of(scene, tag="urgent"), scene.service(places=1)
    cost()
    few = cost()
    for _ in range(12):
        order_of(scene)
    assert cost() == few

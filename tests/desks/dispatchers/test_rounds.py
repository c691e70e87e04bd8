"""A round from the button to the offers: seen before anybody is asked, explained, proved, made again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.dispatch.actions import propose_round
from marketplace.dispatch.choices import RunKind
from marketplace.dispatch.models import MatchRun, Proposal
from marketplace.dispatch.queries import minutes_between_rounds
from marketplace.dispatch.sentences import why_this_one
from marketplace.workdays.queries import calendar
from marketplace.workorders.models import Offer
from marketplace.workorders.queries import answer_due
from tests import makers
from tests.desks.dispatchers.conftest import DESK_TIME, order_of, text
from tests.makers import HERE, THERE


@pytest.fixture
def preview(desk, scene):
    """A round of two orders and one place: one is proposed for, one goes without."""
    order_of(scene)
    order_of(scene, tag="urgent")
    scene.service(places=1)
    answer = desk.post("/rounds/new/")
    run = MatchRun.objects.get(kind=RunKind.ROUND)
    assert answer.url == f"/rounds/{run.pk}/"
    return run


def url(run, step=""):
    return f"/rounds/{run.pk}/{step}"


def test_a_preview_asks_nobody(desk, preview):
    page = desk.get(url(preview))
    assert Offer.objects.count() == 0
    assert (len(page.context["proposals"]), len(page.context["unserved"])) == (1, 1)
    assert "Nobody has been asked yet." in text(page)
    assert "Send the offers" in text(page)


def test_each_proposal_says_why_and_shows_its_arithmetic(desk, preview):
    proposal = preview.proposals.get()
    (shown,) = desk.get(url(preview)).context["proposals"]
    assert shown.sentences == why_this_one(proposal)
    assert sum(points for _, points in shown.terms) == proposal.total == shown.total
    page = text(desk.get(url(preview)))
    assert " ".join(shown.sentences) in page.replace("&#x27;", "'")
    assert {label for label, _ in shown.terms} == {
        "Distance",
        "What is missing to full satisfaction",
        "Not who came before",
        "Not who was picked or holds the contract",
        "Taking back an offer that waits for its answer",
        "How busy it is",
    }


def test_what_goes_without_says_why_not(desk, preview):
    (left_out,) = desk.get(url(preview)).context["unserved"]
    assert left_out.sentences[0] == "1 provider in the district offers this service."
    assert left_out.sentences[0] in text(desk.get(url(preview)))


def test_the_proof_stands_beside_it(desk, preview):
    proof = dict(desk.get(url(preview)).context["proof"])
    assert proof["Certificate"] == "verified"
    assert proof["Total of points"] == proof["Proven bound"] == f"{int(preview.objective):,}"
    assert proof["Digest of the input"] == f"{preview.input_digest[:16]}…"
    served = desk.get(url(preview)).context["served"]
    assert {tag.code: n for tag, n in served if n} == {"urgent": 1}


def test_a_plan_that_is_not_proven_to_the_last_says_so(desk, preview):
    bound = int(preview.objective) - 7
    MatchRun.objects.update(bound=str(bound), gap=7, certificate="bounded")
    page = desk.get(url(preview))
    proof = dict(page.context["proof"])
    assert proof["Certificate"] == "a bound, and what lies above it"
    assert proof["Proven bound"] == f"{bound:,}"
    assert "no plan costs less than the proven bound" in text(page)


@pytest.mark.parametrize(("gap", "certificate"), [(7, "verified"), (0, "bounded"), (0, "")])
def test_the_database_holds_gap_and_certificate_together(preview, gap, certificate):
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchRun.objects.update(gap=gap, certificate=certificate)


def test_sending_makes_the_offers_and_says_how_many(desk, preview):
    answer = desk.post(url(preview, "commit/"), follow=True)
    assert "1 offer went out." in text(answer)
    offer = Offer.objects.get()
    assert preview.proposals.get().offer == offer
    assert "Send the offers" not in text(answer)
    assert answer.context["proposals"][0].became == ("Offered", "waiting")


def test_sending_twice_sends_once(desk, preview):
    desk.post(url(preview, "commit/"))
    answer = desk.post(url(preview, "commit/"), follow=True)
    assert "committed or discarded already" in text(answer)
    assert Offer.objects.count() == 1


def test_what_changed_in_between_is_told(desk, preview, scene):
    service = preview.proposals.get().service
    service.places = 0
    service.save(update_fields=["places"])
    page = desk.post(url(preview, "commit/"), follow=True)
    assert Offer.objects.count() == 0
    ((proposal, name, why),) = page.context["overtaken"]
    assert (proposal, why) == (preview.proposals.get(), "has no free place")
    assert "What changed in between" in text(page)
    assert name in text(page)


def test_discarding_asks_nobody_and_the_orders_wait(desk, preview):
    page = desk.post(url(preview, "discard/"), follow=True)
    assert "The round was discarded. Nobody was asked." in text(page)
    preview.refresh_from_db()
    assert (preview.state, Offer.objects.count()) == ("discarded", 0)
    again = desk.post(url(preview, "discard/"), follow=True)
    assert "committed or discarded already" in text(again)


def test_a_new_round_takes_the_place_of_the_one_before(desk, preview):
    desk.post("/rounds/new/")
    rounds = MatchRun.objects.filter(kind=RunKind.ROUND).order_by("pk")
    assert list(rounds.values_list("state", flat=True)) == ["discarded", "previewed"]


def test_a_round_without_orders_says_so(desk, scene):
    page = desk.post("/rounds/new/", follow=True)
    assert "No order waited for a provider." in text(page)
    assert "Send the offers" not in text(page)


def test_made_again_it_comes_out_the_same(desk, preview):
    assert desk.get(url(preview)).context["replay"] is None
    page = desk.get(url(preview), {"replay": "1"})
    assert page.context["replay"] == {"tone": "good", "differences": [], "failed": ""}
    assert "Made again, it comes out the same" in text(page)


def test_made_again_it_shows_what_somebody_changed(desk, preview, scene):
    other = scene.service()
    Proposal.objects.filter(run=preview).update(service=other)
    page = desk.get(url(preview), {"replay": "1"})
    assert page.context["replay"]["differences"] == ["who is proposed"]
    assert "Made again, it comes out differently" in text(page)


def test_titles_lead_only_to_orders_that_the_reader_may_open(desk, preview, as_user, district):
    numbers = [each.work_order.number for each in (preview.proposals.get(), preview.unserved.get())]
    bureau = as_user(makers.make_staff(Role.BUREAU_OFFICER, district))
    for number in numbers:
        assert f'href="/dispatch/{number}/"' in text(desk.get(url(preview)))
        assert f'href="/dispatch/{number}/"' not in text(bureau.get(url(preview)))
        assert f'href="/dispatch/{number}/"' not in text(bureau.get(url(preview, f"why/{number}/")))


def test_the_bureau_reads_and_presses_nothing(preview, as_user, district):
    browser = as_user(makers.make_staff(Role.BUREAU_OFFICER, district))
    shown = text(browser.get(url(preview)))
    assert "Send the offers" not in shown
    assert "Discard this round" not in shown
    assert "Run a round" not in text(browser.get("/rounds/"))


# -- the list -------------------------------------------------------------------------------------


def test_rounds_and_single_arrivals_are_listed_apart(desk, preview, scene):
    scene.service()
    scene.offered(order_of(scene))
    rounds, arrivals = desk.get("/rounds/"), desk.get("/rounds/", {"kind": "arrival"})
    assert list(rounds.context["page"]) == [preview]
    assert {run.kind for run in arrivals.context["page"]} == {RunKind.ARRIVAL}
    (run,) = rounds.context["page"]
    assert (run.proposed, run.offered) == (1, 0)
    assert "A round waits for your decision" in text(rounds)
    assert desk.get("/rounds/", {"kind": "<b>", "page": "x"}).status_code == 200


def test_a_list_costs_as_much_for_one_round_as_for_twenty(desk, scene):
    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    desk.post("/rounds/new/")
    one = cost("/rounds/")
    for _ in range(19):
        desk.post("/rounds/new/")
    assert cost("/rounds/") == one <= 12


def test_a_round_costs_as_much_for_one_order_as_for_forty_and_is_paged(desk, scene):
    def cost(run, query=""):
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(url(run, query))
        return len(queries), page

    scene.service(places=60)
    scene.service(places=60)
    order_of(scene)
    desk.post("/rounds/new/")
    first, page = cost(MatchRun.objects.first())
    for _ in range(40):
        order_of(scene)
    desk.post("/rounds/new/")
    run = MatchRun.objects.first()
    many, page = cost(run)
    assert (first <= 20, many) == (True, first)
    assert len(page.context["proposals"]) == 20
    _, last = cost(run, "?page=3")
    assert len(last.context["proposals"]) == 1
    assert "41 offers are ready to go out" in text(page)


# -- what comes next ------------------------------------------------------------------------------


def test_after_the_offers_went_out_it_is_said_who_has_to_answer_and_what_waits(desk, preview):
    assert desk.get(url(preview)).context["following"] is None
    page = desk.post(url(preview, "commit/"), follow=True)
    following = page.context["following"]
    offer = Offer.objects.select_related("work_order__need__tag").get()
    assert (following.asked, following.first) == (1, answer_due(offer, calendar()).at)
    ((tag, waiting, at),) = following.waiting
    assert (tag.code, waiting) == ("needs_care", 1)
    assert at == DESK_TIME + timedelta(minutes=minutes_between_rounds()[tag.rank])
    assert "1 provider has not answered yet." in text(page)
    assert "1 order of this round waits for the next one:" in text(page)


def test_an_arrival_says_it_too(desk, scene):
    scene.service()
    scene.offered(order_of(scene))
    page = desk.get(url(MatchRun.objects.get(kind=RunKind.ARRIVAL)))
    assert page.context["following"].asked == 1
    assert "No order of this round waits any more." in text(page)


def test_what_comes_next_costs_as_much_for_one_offer_as_for_twenty(desk, scene):
    def cost():
        run = MatchRun.objects.first()
        desk.post(url(run, "commit/"))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url(run)).context["following"].asked
        return len(queries)

    scene.service(places=60)
    order_of(scene)
    desk.post("/rounds/new/")
    one = cost()
    for _ in range(20):
        order_of(scene)
    desk.post("/rounds/new/")
    assert cost() == one


# -- several districts ------------------------------------------------------------------------------


def test_whoever_works_for_two_districts_runs_a_round_in_each(desk, scene):
    there = makers.make_district(THERE)
    assert "Run a round in" not in text(desk.get("/rounds/"))
    makers.make_staff(Role.DISPATCHER, there, user=scene.dispatcher)
    page = text(desk.get("/rounds/"))
    assert f"Run a round in {there.name}" in page
    desk.post("/rounds/new/", {"district": THERE})
    desk.post("/rounds/new/", {"district": HERE})
    assert set(MatchRun.objects.values_list("district", "state")) == {
        (HERE, "previewed"),
        (THERE, "previewed"),
    }
    page = text(desk.get("/rounds/"))
    assert page.count("A round waits for your decision") == 2
    assert f"{there.name} · 0 orders" in page


def test_the_rounds_of_another_district_are_not_there(desk, scene):
    makers.make_district(THERE)
    run = propose_round(THERE, by=None, at=DESK_TIME)
    assert desk.get(url(run)).status_code == 404
    assert desk.post(url(run, "commit/")).status_code == 404
    assert desk.post("/rounds/new/", {"district": THERE}).status_code == 403
    assert desk.post("/rounds/new/", {"district": "not a district"}).status_code == 403


def test_a_dispatcher_of_a_part_of_the_district_sees_no_button_for_its_rounds(client, scene):
    client.force_login(makers.make_staff(Role.DISPATCHER, scene.community.subdistrict))
    for address in ("/board/", "/rounds/"):
        assert "Run a round" not in text(client.get(address))

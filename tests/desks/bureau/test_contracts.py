"""The bureau's pages of awards and contracts: each officer finds their step, and nobody else's."""

import pytest
from django.test import Client

from marketplace.contracts.models import Award, Contract
from marketplace.projects.choices import ProjectState
from tests import makers
from tests.contracts.makers import Tendered, at_the_clock, day
from tests.makers import NOW
from tests.panels.makers import make_project
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db


class Bureau:
    """Its officers' browsers, under one clock for pages and database."""

    def __init__(self, patch) -> None:
        self.tendered = Tendered()
        self.clock = stop_the_clock(patch, NOW)
        self.url = f"/contracts/{self.tendered.project.number}/"

    def goes_on_to(self, moment) -> None:
        self.clock.at = at_the_clock(moment)

    def of(self, user) -> Client:
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(makers.fresh(user))
        return browser

    def steps(self, user) -> list[str]:
        return [step.name for step in self.of(user).get(self.url).context["steps"]]

    def take(self, user, step, **fields):
        return self.of(user).post(self.url, {"step": step, **fields})


@pytest.fixture
def bureau(monkeypatch):
    return Bureau(monkeypatch)


def test_from_the_ranking_to_the_last_signature(bureau):
    officer, second = bureau.tendered.officer, bureau.tendered.second
    assert bureau.steps(officer) == ["propose"]
    assert bureau.take(officer, "propose").status_code == 302
    assert bureau.steps(officer) == ["take_back"]
    assert bureau.steps(second) == ["approve", "take_back"]
    bureau.take(second, "approve")
    bureau.take(officer, "publicize")
    assert bureau.steps(officer) == ["take_back"]
    bureau.goes_on_to(day(5))
    assert bureau.steps(officer) == ["offer", "take_back"]
    assert bureau.take(officer, "offer", signing=50, midterm=30, final=20).status_code == 302
    shares = Contract.objects.get().instalments.values_list("share", flat=True)
    assert list(shares) == [50, 30, 20]


def test_a_step_that_is_not_ones_own_does_nothing(bureau):
    bureau.take(bureau.tendered.officer, "propose")
    assert bureau.take(bureau.tendered.officer, "approve").status_code == 200
    assert Award.objects.get().state == "proposed"


def test_what_is_wrong_with_a_step_is_said_beside_it(bureau):
    bureau.tendered.publicized()
    bureau.goes_on_to(day(5))
    page = bureau.take(bureau.tendered.officer, "offer", signing=50, midterm=30, final=30)
    assert page.status_code == 422
    assert "a hundred per cent together" in page.content.decode()
    page = bureau.take(bureau.tendered.officer, "take_back", reason="")
    assert page.status_code == 422
    assert not Contract.objects.exists()


def test_a_challenge_is_answered_where_it_is_read(bureau):
    challenge = bureau.tendered.challenged()
    page = bureau.of(bureau.tendered.officer).get(bureau.url).content.decode()
    assert "评审有误" in page
    bureau.clock.at = day(2)
    bureau.take(bureau.tendered.officer, f"answer-{challenge.pk}", upheld="yes", answer="计分有误")
    bureau.tendered.project.refresh_from_db()
    assert bureau.tendered.project.state == ProjectState.UNDER_REVIEW


def test_only_what_may_be_paid_has_a_button_and_the_rest_says_what_it_waits_for(bureau):
    contract = bureau.tendered.signed()
    first, *_ = contract.instalments.all()
    assert bureau.steps(bureau.tendered.officer) == [f"pay-{first.pk}", "terminate"]
    bureau.take(bureau.tendered.officer, f"pay-{first.pk}")
    page = bureau.of(bureau.tendered.officer).get(bureau.url)
    assert [part.blocked_by for part in page.context["parts"]] == [
        "",
        "Waits for: The mid-term evaluation",
        "Waits for: The final evaluation",
    ]
    assert bureau.steps(bureau.tendered.officer) == ["terminate"]


@pytest.mark.parametrize("number", ["P-TEST-9999", "x", "A" * 24])
def test_a_project_there_is_none_of_has_no_page(bureau, number):
    page = bureau.of(bureau.tendered.officer).get(f"/contracts/{number}/")
    assert page.status_code == 404


def test_a_list_asks_as_much_for_many_projects_as_for_one(
    bureau, django_assert_max_num_queries, django_assert_num_queries
):
    browser = bureau.of(bureau.tendered.officer)
    with django_assert_max_num_queries(25) as asked:
        browser.get("/contracts/")
    for _ in range(3):
        Tendered(make_project())
    with django_assert_num_queries(len(asked)):
        page = browser.get("/contracts/")
    assert len(page.context["page"]) == 4

"""Letters say who decided, on which figures, and how to answer; each goes to whom it is written and to nobody else."""

from urllib.parse import unquote

import pytest
from django.test import Client

from marketplace.bans.choices import BanState
from marketplace.desks.papers import letters
from tests import makers
from tests.bans.makers import make_ban
from tests.contracts.makers import Tendered, day
from tests.desks.papers.reading import words_of
from tests.evaluations.makers import BEGUN, Delivered
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db
UNHAPPY = [5] * 5 + [1] * 7


def browser_of(user, language: str = "en") -> Client:
    browser = Client(headers={"accept-language": language})
    browser.force_login(makers.fresh(user))
    return browser


def packed(text: str) -> str:
    return "".join(str(text).split())


def told_by(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return words_of(answer.content)


def test_the_loser_is_told_who_was_chosen_and_until_when_to_challenge(monkeypatch):
    tendered = Tendered()
    award = tendered.publicized()
    stop_the_clock(monkeypatch, day(1))
    url = f"/organization/results/{award.pk}/letter/"
    lost, won = browser_of(tendered.loser).get(url), browser_of(tendered.manager).get(url)
    assert unquote(lost["Content-Disposition"]).endswith('Result.pdf"')
    lost, won = words_of(lost.content), words_of(won.content)
    assert packed("was chosen") in lost
    assert packed("you may challenge the result") in lost
    assert packed(award.bid.organization.name) in lost
    assert packed("Your bid") in won
    assert packed("you may challenge") not in won
    assert browser_of(makers.make_member()).get(url).status_code == 404


def test_the_bureau_takes_the_letter_to_each_bidder_once_the_result_is_public(monkeypatch):
    tendered = Tendered()
    award = tendered.approved()
    stop_the_clock(monkeypatch, day(1))
    browser = browser_of(tendered.officer)
    url = f"/contracts/{award.project.number}/letters/{award.bid_id}/"
    assert browser.get(url).status_code == 404
    tendered = Tendered()
    award = tendered.publicized()
    browser = browser_of(tendered.officer)
    page = f"/contracts/{award.project.number}/"
    urls = [f"{page}letters/{bid.pk}/" for bid in browser.get(page).context["bidders"]]
    assert len(urls) >= 2
    assert sum(packed("Your bid") in told_by(browser, url) for url in urls) == 1
    stranger = f"{page}letters/{makers.make_need().follow_code}/"
    assert browser.get(stranger).status_code == 404


def test_the_result_of_an_evaluation_has_its_figures_and_the_way_to_object(monkeypatch):
    delivered = Delivered(people=12)
    evaluation = delivered.announced(UNHAPPY)
    stop_the_clock(monkeypatch, BEGUN)
    url = f"/organization/evaluations/{evaluation.pk}/letter/"
    told = told_by(browser_of(delivered.manager), url)
    for part in ("5 of 12 (41.7%)", "19.3%", "68.0%", "You may object", str(evaluation.score)):
        assert packed(part) in told
    assert told_by(browser_of(delivered.officer), f"/evaluations/{evaluation.pk}/letter/") == told
    chinese = told_by(browser_of(delivered.manager, "zh-hans"), url)
    assert "异议" in chinese
    assert "object" not in chinese
    assert browser_of(makers.make_member()).get(url).status_code == 404


def test_before_it_is_announced_there_is_no_letter(monkeypatch):
    delivered = Delivered(people=2)
    evaluation = delivered.scored([5, 5])
    stop_the_clock(monkeypatch, BEGUN)
    assert (
        browser_of(delivered.manager)
        .get(f"/organization/evaluations/{evaluation.pk}/letter/")
        .status_code
        == 404
    )
    assert (
        browser_of(delivered.officer).get(f"/evaluations/{evaluation.pk}/plan/").status_code == 404
    )


def test_a_ban_is_noticed_with_its_reasons_and_decided_with_its_days_and_the_appeal():
    organization = makers.make_organization()
    manager = makers.make_member(organization, "manager")
    project = Tendered().project
    ban = make_ban(organization, project, state=BanState.NOTICED)
    browser = browser_of(manager)
    told = told_by(browser, f"/organization/bans/{ban.pk}/letters/notice/")
    for part in (ban.notice, organization.uscc, project.number, "fewer than half"):
        assert packed(part) in told
    assert browser.get(f"/organization/bans/{ban.pk}/letters/decision/").status_code == 404
    other = make_ban(organization, Tendered().project, state=BanState.IN_FORCE)
    told = told_by(browser, f"/organization/bans/{other.pk}/letters/decision/")
    for part in (other.decision, "you may not bid", "you may appeal", str(other.decided_by)):
        assert packed(part).lower() in told.lower()
    assert words_of(letters.of_ban_notice(ban)) != told
    url = f"/organization/bans/{other.pk}/letters/decision/"
    assert browser_of(makers.make_member()).get(url).status_code == 404

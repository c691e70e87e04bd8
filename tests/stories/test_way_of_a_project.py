"""The way of a project, told page by page: what each person sees, writes and presses.

Nobody here reaches behind the pages. What a page does not offer cannot be done.
"""

from collections.abc import Callable

import pytest

from marketplace.bans.models import Ban
from marketplace.bids.models import Bid
from marketplace.contracts.models import Contract
from marketplace.evaluations.choices import Kind
from marketplace.projects.models import Project
from tests import makers
from tests.contracts.makers import at_the_clock
from tests.evaluations.makers import Delivered
from tests.stopping import Clock
from tests.stories.people import Person
from tests.stories.town import Town

WISH = "每周上门一次，听老人说，陪老人坐。"
PLAN = {
    "name_zh": "空巢老人暖心陪聊",
    "name_en": "Company for older people",
    "brief_zh": WISH,
    "method": "consultation",
    "groups": ["E"],
    "level": "2",
    "subcategories": ["C1"],
    "service_from": "2027-01-01",
    "service_until": "2027-07-01",
    "midterm_on": "2027-03-31",
    "final_on": "2027-07-10",
    "lines-0-label": "人员",
    "lines-0-amount": "70,000",
    "lines-1-label": "物资",
    "lines-1-amount": "18000.00",
    "goals-0-measure": "people_served",
    "goals-0-label": "服务人数",
    "goals-0-target": "12",
    "yardsticks-0-label": "方案",
    "yardsticks-0-weight": "60",
    "yardsticks-1-label": "价格",
    "yardsticks-1-weight": "40",
}
BID = {
    "schedule": "一月启动，六月结项。",
    "safeguards": "两人同行，记录当日上传。",
    "lines-0-label": "全部",
    "team-0-name": "演示·李",
    "declared": "on",
}


@pytest.fixture
def town(db, clock) -> Town:
    return Town.found(clock)


def test_from_a_plan_to_a_contract(town):
    from_a_plan_to_a_contract(town)


def test_from_what_people_say_to_a_ban(db, clock):
    from_what_people_say_to_a_ban(clock, Person)


def from_a_plan_to_a_contract(town: Town) -> None:
    author, second, third = town.officers

    # An officer plans what was missing last year; another one looks at it, and lets it pass.
    author.signs_in()
    author.opens("/projects/")
    author.sends("Plan the batch", year="2027")
    author.follows("Plan a project")
    author.sends("Plan the project", **PLAN)
    project = Project.objects.get()
    assert project.budget == 8_800_000
    second.signs_in()
    second.opens(f"/projects/{project.number}/")
    second.follows("Approve for release")
    second.sends("Approve for release")

    # Each of them writes down a share of the key. Then all of the batch becomes public at once.
    shares = {officer: write_down(officer, project) for officer in (author, second)}
    visitor = town.person()
    visitor.opens("/tenders/")
    assert "Company for older people" not in visitor.words
    second.opens(f"/projects/batches/{project.batch_id}/")
    second.follows("Release the batch")
    second.sends("Release the batch", last_day="2026-11-20")
    visitor.opens("/tenders/")
    visitor.follows("Company for older people")
    assert WISH in visitor.words or "88,000.00" in visitor.words

    # Three organizations bid. Nobody can tell, not even the bureau.
    town.time_goes_on(days=3)
    author.signs_in()
    author.opens(f"/projects/{project.number}/bids/")
    before = author.words
    bidders = [town.organization(name) for name in ("演示甲中心", "演示乙中心", "演示丙中心")]
    for bidder, price in zip(bidders, ("80,000", "82,000", "86,000"), strict=True):
        bid_for(bidder, project, price)
    author.opens(f"/projects/{project.number}/bids/")
    assert author.words == before

    # After the deadline both officers give their shares, and every bid opens at once.
    town.time_goes_on(days=40)
    for officer, button in ((author, "Give the first share"), (second, "Open the bids")):
        officer.signs_in()
        officer.opens(f"/projects/batches/{project.batch_id}/opening/")
        officer.sends(button, share=shares[officer])
    for name in ("演示甲中心", "演示乙中心", "演示丙中心"):
        assert name in second.words
    for bid in Bid.objects.all():
        second.opens(f"/projects/{project.number}/bids/{bid.pk}/")
        second.sends("Admit it")

    # The lot finds a panel. Its members declare that nothing ties them, score by themselves, and sign.
    author.opens("/panels/")
    author.sends("Draw")
    for evaluator in town.evaluators:
        evaluator.signs_in()
        if evaluator.next_step.startswith("Company for older people"):
            evaluator.follows("Company for older people")
            evaluator.sends("I take the seat", declared="on")
    judges = [each for each in town.evaluators if takes_part(each)]
    assert len(judges) == 3
    for judge in judges:
        score(judge)

    # One officer proposes the first of the ranking, another one approves it; then everybody reads it.
    second.opens(f"/contracts/{project.number}/")
    assert second.words.index("演示甲中心") < second.words.index("演示丙中心")
    second.sends("Propose the first of the ranking")
    third.signs_in()
    third.opens(f"/contracts/{project.number}/")
    third.sends("Approve the award")
    second.opens(f"/contracts/{project.number}/")
    second.sends("Publicize")
    visitor.opens("/tenders/?shelf=results")
    assert "Company for older people" in visitor.words

    # Nobody objects in time, so both sides sign, and the first instalment is due.
    town.time_goes_on(days=5)
    second.signs_in()
    second.opens(f"/contracts/{project.number}/")
    second.sends("Sign and offer it")
    winner = bidders[0]
    winner.signs_in()
    winner.opens(f"/organization/contracts/{Contract.objects.get().pk}/")
    winner.sends("Sign")
    second.opens(f"/contracts/{project.number}/")
    second.sends("It was paid")
    project.refresh_from_db()
    assert project.state == "in_progress"


def from_what_people_say_to_a_ban(clock: Clock, person: Callable[..., Person]) -> None:
    # A year of visits lies behind (its days are walked in the way of a need). At the mid-term all were content.
    year = Delivered()
    year.finished([5] * 12)
    clock.at = later = makers.at("2027-11-01")
    final = year.scored([5] * 5 + [1] * 7, kind=Kind.FINAL, at=later)
    first, second, third = (
        person(each) for each in (year.officer, year.second, makers.make_staff("bureau_officer"))
    )
    manager = person(year.manager)

    # The result is worked out, announced to the provider, and open to objections for a week.
    first.signs_in()
    first.opens(f"/evaluations/{final.pk}/")
    first.sends("Work it out")
    first.sends("Announce it to the provider")
    manager.signs_in()
    manager.opens(f"/organization/evaluations/{final.pk}/")
    assert "Send the objection" in manager.words

    # Nobody objects. Another officer signs, and because 5 of 12 are fewer than half, a ban is proposed.
    goes_on(clock, days=9)
    second.signs_in()
    second.opens(f"/evaluations/{final.pk}/")
    second.sends("Sign: it is final")
    ban = Ban.objects.get()

    # The organization is told, and answers. Then somebody else decides.
    first.signs_in()
    first.opens(f"/bans/{ban.pk}/")
    first.sends("Give notice")
    manager.signs_in()
    manager.opens(f"/organization/bans/{ban.pk}/")
    manager.sends("Send", statement="两名社工同时生病，已经补足。")
    third.signs_in()
    third.opens(f"/bans/{ban.pk}/")
    assert "两名社工同时生病" in third.words
    third.sends("Impose the ban", decision="满意率低于一半，陈述不能改变这一点。")

    # Everybody reads it, for three years; the organization reads it where it would bid, and may appeal.
    visitor = person()
    visitor.opens("/tenders/register/")
    assert year.tendered.organization.name_en in visitor.words
    assert "From 2027-11-10 to the end of 2030-11-09" in visitor.words
    manager.opens("/organization/bids/")
    assert "It may bid again from 2030-11-10 on." in manager.words
    manager.opens(f"/organization/bans/{ban.pk}/")
    manager.sends("Send", appeal="请复核抽样。")
    ban.refresh_from_db()
    assert ban.state == "appealed"


def goes_on(clock: Clock, **lapse: float) -> None:
    clock.goes_on(**lapse)
    at_the_clock(clock.at)


def takes_part(evaluator: Person) -> bool:
    evaluator.opens("/evaluator/")
    return "Company for older people" in evaluator.words


def score(judge: Person) -> None:
    """Bid by bid, as the sheet shows them: more for who is cheaper."""
    judge.follows("Company for older people")
    for _bid in range(3):
        cheap = "80,000.00" in judge.words
        points = [box["name"] for box in judge.main.select("input[name*=points]")]
        judge.sends("Save and", **dict.fromkeys(points, "40" if cheap else "36"))
    judge.sends("Sign")


def write_down(officer: Person, project: Project) -> str:
    """The share as it stands on the page, once."""
    officer.opens(f"/projects/batches/{project.batch_id}/share/")
    officer.sends("Give me my share")
    share = officer.main.select_one(".share-code").get_text(strip=True)
    officer.sends("Check it", share=share.replace("-", " ").lower())
    return share


def bid_for(manager: Person, project: Project, price: str) -> None:
    manager.signs_in()
    manager.follows("Bids")
    manager.follows(project.name_en)
    manager.sends(
        "Look at it and send it",
        approach=f"固定人员，每周二上门，报价 {price} 元。",
        total=price,
        **{"lines-0-amount": price},
        **BID,
    )
    manager.sends("Seal and send")
    assert "Receipt" in manager.words

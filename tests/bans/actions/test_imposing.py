"""From an evaluation to a ban, and back: notice, statement, decision, appeal, lifting."""

from datetime import date, timedelta

import pytest

from marketplace.bans import actions
from marketplace.bans.choices import BanState, Trigger
from marketplace.bans.queries import banned_until, is_banned, register, visible_to
from marketplace.kernel.errors import Hidden, NotAllowed, RuleBroken
from tests import makers
from tests.makers import NOW, at
from tests.makers_projects import Tendering, make_bid, make_bidder

pytestmark = pytest.mark.django_db


class Scene:
    """A project that went badly, three officers, and the organization with its manager."""

    def __init__(self) -> None:
        tendering = Tendering()
        self.project = tendering.released()
        self.organization, self.manager = make_bidder()
        self.first, self.second = tendering.author, tendering.second
        self.third = makers.make_staff("bureau_officer")

    def propose(self, satisfied=499, valid=1000, **fields):
        return actions.propose_ban(
            self.organization,
            self.project,
            **{
                "trigger": Trigger.FINAL,
                "satisfied": satisfied,
                "valid": valid,
                "clients": 1200,
                "by": None,
                "at": NOW,
                **fields,
            },
        )

    def noticed(self):
        return actions.give_notice(self.propose(), notice="满意率 49.9%", by=self.first, at=NOW)

    def decided(self, moment=None):
        return actions.decide_ban(
            self.noticed(), decision="禁止三年", by=self.second, at=moment or at("2026-10-29")
        )


@pytest.fixture
def scene():
    return Scene()


def test_a_ban_holds_for_three_years_from_its_decision(scene):
    ban = scene.decided()
    assert (ban.from_on, ban.until_on) == (date(2026, 10, 29), date(2029, 10, 29))
    assert not is_banned(scene.organization, date(2026, 10, 28))
    assert is_banned(scene.organization, date(2026, 10, 29))
    assert is_banned(scene.organization, date(2029, 10, 28))
    assert not is_banned(scene.organization, date(2029, 10, 29))


@pytest.mark.parametrize(("satisfied", "valid"), [(500, 1000), (5, 10), (0, 9), (0, 0)])
def test_no_ground_no_proposal(scene, satisfied, valid):
    with pytest.raises(RuleBroken, match="no_grounds"):
        scene.propose(satisfied, valid)


def test_the_mid_term_bans_only_where_the_policy_says_so(scene):
    with pytest.raises(RuleBroken, match="no_grounds"):
        scene.propose(trigger=Trigger.MIDTERM)
    actions.set_policy(
        from_on=NOW.date(),
        on_midterm=True,
        fewest_answers=10,
        years=3,
        statement_days=5,
        appeal_days=60,
        reason="局务会决定",
        by=scene.first,
        at=NOW,
    )
    assert scene.propose(trigger=Trigger.MIDTERM).state == BanState.PROPOSED


def test_on_the_same_grounds_once(scene):
    scene.propose()
    with pytest.raises(RuleBroken, match="proposed_already"):
        scene.propose()


def test_the_organization_has_five_working_days_to_answer(scene):
    ban = scene.noticed()
    assert ban.statement_until == at("2026-10-28", "17:00")
    with pytest.raises(RuleBroken, match="statement_awaited"):
        actions.decide_ban(ban, decision="禁止", by=scene.second, at=at("2026-10-28", "17:00"))
    actions.state_view(ban, statement="样本有误", by=scene.manager, at=NOW)
    actions.decide_ban(ban, decision="禁止", by=scene.second, at=NOW)


def test_after_its_time_it_cannot_answer_any_more(scene):
    ban = scene.noticed()
    late = ban.statement_until + timedelta(microseconds=1)
    with pytest.raises(RuleBroken, match="statement_over"):
        actions.state_view(ban, statement="太晚", by=scene.manager, at=late)


def test_whoever_gave_notice_does_not_decide(scene):
    with pytest.raises(NotAllowed, match="another_officer"):
        actions.decide_ban(scene.noticed(), decision="禁止", by=scene.first, at=at("2026-10-29"))


def test_an_appeal_is_answered_by_another_than_who_decided(scene):
    ban = actions.appeal_ban(
        scene.decided(), appeal="请复核", by=scene.manager, at=at("2026-11-02")
    )
    assert is_banned(scene.organization, date(2026, 11, 2)), "it holds meanwhile"
    with pytest.raises(NotAllowed):
        actions.uphold_ban(ban, answer="维持", by=scene.second, at=at("2026-11-03"))
    actions.uphold_ban(ban, answer="维持", by=scene.first, at=at("2026-11-03"))
    assert ban.state == BanState.UPHELD


def test_an_appeal_has_its_time(scene):
    with pytest.raises(RuleBroken, match="appeal_over"):
        actions.appeal_ban(
            scene.decided(), appeal="请复核", by=scene.manager, at=at("2026-12-29", "10:01")
        )


def test_lifting_takes_two(scene):
    ban = scene.decided()
    with pytest.raises(RuleBroken, match="not_asked"):
        actions.lift_ban(ban, by=scene.third, at=at("2026-11-03"))
    actions.ask_lifting(ban, reason="样本抽错", by=scene.first, at=at("2026-11-03"))
    with pytest.raises(NotAllowed):
        actions.lift_ban(ban, by=scene.first, at=at("2026-11-03"))
    actions.lift_ban(ban, by=scene.third, at=at("2026-11-03"))
    assert not is_banned(scene.organization, date(2026, 11, 3))
    assert list(register()) == [ban], "what happened stays on the register"


def test_of_two_bans_the_later_end_counts(scene):
    ban = scene.decided()
    other = banned_again(scene)
    assert banned_until(scene.organization, date(2026, 11, 10)) == other.until_on > ban.until_on


def banned_again(scene):
    from marketplace.projects import actions as projects
    from tests.bans.makers import make_ban
    from tests.makers_projects import a_plan

    batch = projects.plan_batch(makers.make_district(), year=2028, by=scene.first, at=NOW)
    project = projects.plan_project(batch, a_plan(), by=scene.first, at=NOW)
    return make_ban(
        scene.organization,
        project,
        state=BanState.IN_FORCE,
        from_on=date(2026, 11, 5),
        until_on=date(2029, 11, 5),
    )


def test_a_banned_organization_reads_so_when_it_bids(scene):
    scene.decided(at("2026-10-29"))
    from tests.clock import stop_clock

    stop_clock(at("2026-10-29", "11:00"))
    with pytest.raises(RuleBroken, match="banned"):
        make_bid(scene.project, scene.organization, scene.manager)


def test_others_do_not_see_what_is_not_decided(scene):
    ban = scene.propose()
    _rival, stranger = make_bidder()
    assert list(visible_to(scene.first)) == [ban]
    assert not visible_to(scene.manager).exists(), "not before the notice"
    assert not visible_to(stranger).exists()
    with pytest.raises(Hidden):
        actions.give_notice(ban, notice="x", by=stranger, at=NOW)
    actions.give_notice(ban, notice="满意率 49.9%", by=scene.first, at=NOW)
    assert list(visible_to(scene.manager)) == [ban]
    assert not register().exists()

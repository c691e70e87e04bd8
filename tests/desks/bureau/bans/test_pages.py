"""The bureau reads what each ban waits for, and takes each step once, by the officer whose step it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.bans.actions import state_view
from marketplace.bans.choices import BanState
from marketplace.bans.models import Ban
from marketplace.bans.queries import visible_to
from marketplace.desks.bureau.bans.forms import seen_of
from tests import makers
from tests.bans.makers import make_ban
from tests.desks.bureau.conftest import text
from tests.makers import at, later
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db


def press(desk, ban, step, follow=True, seen=None, **words):
    told = {"seen": seen_of(Ban.objects.get(pk=ban.pk)) if seen is None else seen, **words}
    return desk.post(f"/bans/{ban.pk}/{step}/", told, follow=follow)


def state_of(ban):
    return Ban.objects.get(pk=ban.pk).state


def test_the_list_says_what_must_happen_next_and_by_when(first, badly):
    badly.noticed()
    page = first.get("/bans/")
    assert "499 of 1000 satisfied" in text(page)
    assert "The organization may state its view" in text(page)
    assert "1" in text(page)
    assert badly.organization.name not in text(first.get("/bans/?shelf=force"))


@pytest.mark.parametrize(
    ("state", "shelf"),
    [(BanState.PROPOSED, "open"), (BanState.NOTICED, "open"), (BanState.IN_FORCE, "force")],
)
def test_a_ban_lies_on_the_shelf_of_its_state(first, badly, state, shelf):
    ban = make_ban(badly.organization, badly.project, state=state)
    found = {
        name: [told.ban for told in first.get(f"/bans/?shelf={name}").context["rows"]]
        for name in ("open", "force", "ended")
    }
    assert found == {"open": [], "force": [], "ended": []} | {shelf: [ban]}


def test_a_ban_that_is_over_by_its_days_has_ended_and_nothing_can_be_done(
    as_user, badly, monkeypatch
):
    ban = badly.decided()
    stop_the_clock(monkeypatch, at("2029-10-21", "00:00"))
    first = as_user(badly.first)
    (told,) = first.get("/bans/?shelf=ended").context["rows"]
    assert (told.ban, told.word, told.next) == (ban, "Over", "")
    assert first.get(f"/bans/{ban.pk}/").context["steps"] == []


def test_the_list_takes_as_many_queries_for_one_as_for_many(first, badly):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert first.get("/bans/").status_code == 200
        return len(found)

    make_ban(badly.organization, badly.project, state=BanState.NOTICED)
    queries()
    one = queries()
    for _ in range(9):
        make_ban(makers.make_organization(), badly.project, state=BanState.NOTICED)
    assert queries() == one


def test_the_grounds_are_shown_with_their_interval(first, badly):
    page = text(first.get(f"/bans/{badly.proposed().pk}/"))
    assert "499 of 1000 valid answers were satisfied" in page
    assert "49.9%" in page


def test_the_notice_is_prefilled_with_the_figures_it_rests_on(first, badly):
    ban = badly.proposed()
    form = next(each.form for each in first.get(f"/bans/{ban.pk}/").context["steps"])
    told = form.initial["notice"]
    assert "499 of 1000" in told
    assert "49.9%" in told
    assert badly.project.number in told
    press(first, ban, "notice", notice=told)
    ban.refresh_from_db()
    assert (ban.state, ban.notice, ban.noticed_by) == (BanState.NOTICED, told, badly.first)


def test_who_gave_notice_cannot_decide_and_reads_that_on_the_page(first, badly):
    ban = badly.stated()
    page = first.get(f"/bans/{ban.pk}/")
    assert [(each.step.name, each.form) for each in page.context["steps"]] == [
        ("decide", None),
        ("drop", None),
    ]
    assert press(first, ban, "decide", decision="禁止").status_code == 403
    assert state_of(ban) == BanState.NOTICED


def test_nobody_decides_before_the_organization_was_heard_or_its_time_is_over(second, badly):
    ban = badly.noticed()
    page = press(second, ban, "decide", decision="禁止三年。")
    assert page.status_code == 409
    until = ban.statement_until.astimezone(makers.SHANGHAI)
    assert f"The organization may state its view until {until:%Y-%m-%d %H:%M}." in text(page)
    assert "禁止三年。" in text(page), "what was typed is still there"
    assert state_of(ban) == BanState.NOTICED


def test_the_other_officer_reads_the_statement_and_decides(second, badly):
    ban = badly.stated()
    assert "冬季停课，无法上门。" in text(second.get(f"/bans/{ban.pk}/"))
    page = press(second, ban, "decide", decision="禁止三年。")
    assert "Decided. It holds from today on." in text(page)
    assert state_of(ban) == BanState.IN_FORCE


def test_a_decision_on_a_page_without_the_statement_that_came_in_is_sent_back(
    as_user, badly, monkeypatch
):
    ban = badly.noticed()
    stale = seen_of(ban)
    state_view(ban, statement="最后一刻的陈述", by=badly.manager, at=later(days=6))
    stop_the_clock(monkeypatch, later(days=8))
    second = as_user(badly.second)
    page = press(second, ban, "decide", seen=stale, decision="禁止三年。")
    assert "Something has happened meanwhile: please read it first." in text(page)
    assert "最后一刻的陈述" in text(page)
    assert state_of(ban) == BanState.NOTICED


def test_a_double_click_takes_one_step(second, badly):
    ban = badly.stated()
    seen = seen_of(ban)
    for _ in range(2):
        press(second, ban, "decide", seen=seen, decision="禁止三年。")
    ban.refresh_from_db()
    assert ban.state == BanState.IN_FORCE
    assert [each["what"] for each in second.get(f"/bans/{ban.pk}/").context["history"]].count(
        "The ban was decided"
    ) == 1


def test_a_step_the_ban_is_not_at_is_refused_in_words(first, badly):
    ban = badly.proposed()
    page = press(first, ban, "uphold", answer="维持")
    assert page.status_code == 409
    assert state_of(ban) == BanState.PROPOSED


def test_dropped_with_its_reason(second, badly):
    ban = badly.stated()
    assert press(second, ban, "drop", reason="").status_code == 422
    press(second, ban, "drop", reason="理由成立")
    assert state_of(ban) == BanState.DROPPED
    assert "理由成立" in text(second.get(f"/bans/{ban.pk}/"))


def test_an_appeal_is_answered_by_another_than_who_decided(first, second, badly):
    ban = badly.appealed()
    assert press(second, ban, "uphold", answer="维持").status_code == 403
    press(first, ban, "uphold", answer="维持")
    assert state_of(ban) == BanState.UPHELD


def test_taking_a_ban_back_takes_two(first, second, badly):
    ban = badly.decided()
    press(first, ban, "ask_lifting", reason="样本抽错")
    assert "A second officer decides whether it is taken back" in text(first.get("/bans/"))
    assert press(first, ban, "lift").status_code == 403
    assert state_of(ban) == BanState.IN_FORCE
    press(second, ban, "lift")
    assert state_of(ban) == BanState.REVOKED


def test_the_history_names_each_step_and_who_took_it(first, badly):
    ban = badly.appealed()
    history = first.get(f"/bans/{ban.pk}/").context["history"]
    assert [each["what"] for each in history] == [
        "The organization appealed",
        "The ban was decided",
        "The organization stated its view",
        "Notice was given",
        "A ban was proposed",
    ]
    assert [each["who"] for each in history][1:4] == [
        str(badly.second),
        str(badly.manager),
        str(badly.first),
    ]


def test_a_ban_of_another_district_is_none(as_user, badly):
    ban = badly.noticed()
    elsewhere = as_user(makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320114")))
    assert elsewhere.get(f"/bans/{ban.pk}/").status_code == 404
    assert press(elsewhere, ban, "decide", decision="禁止").status_code == 404
    assert elsewhere.get("/bans/").context["rows"] == []


@pytest.mark.parametrize("url", [f"/bans/{2**70}/", "/bans/0/"])
def test_a_key_nobody_has_is_not_found(first, url):
    assert first.get(url).status_code == 404


def test_a_step_nobody_knows_is_not_found(first, badly):
    assert press(first, badly.proposed(), "nonsense").status_code == 404


def test_what_was_dropped_after_the_notice_is_told_to_the_organization(badly, second):
    ban = badly.stated()
    press(second, ban, "drop", reason="理由成立")
    assert list(visible_to(badly.manager)) == [ban]


def test_who_hangs_together_with_somebody_banned_is_shown_with_the_way(first, badly):
    ban = badly.noticed()
    other = makers.make_organization(address="演示路1号")
    other.legal_representative, other.phone = "演示·别人", "025-86660001"
    other.save()
    make_ban(other, badly.project, state=BanState.IN_FORCE)
    page = text(first.get(f"/bans/{ban.pk}/"))
    assert "It hangs together" not in page
    badly.organization.address = "演示路 １ 号"
    badly.organization.save()
    page = text(first.get(f"/bans/{ban.pk}/"))
    assert "It hangs together with an organization that may not bid" in page
    assert "the same address" in page
    assert other.name in page

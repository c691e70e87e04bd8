"""Consents at the desk: what was agreed to, what taking it back leads to, and erasing everything."""

import pytest
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.households.models import Resident
from marketplace.journal.models import Entry
from marketplace.journeys.withdraw_need import withdraw_need
from marketplace.needs.models import Need
from marketplace.satisfaction.actions import ask_about_data, complain
from marketplace.satisfaction.models import Complaint
from tests import makers
from tests.hostile import TOO_LONG, UNSTORABLE
from tests.makers import later

TOLD = {"told_by": "person", "told_how": "phone"}
REASON = "本人来窗口要求删除"


def page_of(name, *args):
    return reverse(f"staff:{name}", args=args)


@pytest.fixture
def consent(scene):
    return makers.make_consent(scene.resident, recorded_by=scene.steward)


@pytest.fixture
def consents_url(scene):
    return page_of("consents", scene.resident.pk)


@pytest.fixture
def withdraw_url(scene, consent):
    return page_of("withdraw_consent", scene.resident.pk, consent.pk)


@pytest.fixture
def erase_url(scene):
    return page_of("erase", scene.resident.pk)


# -- what was agreed to ---------------------------------------------------------------------------


def test_the_page_says_what_was_agreed_to_when_and_to_whom(steward, scene, consents_url):
    makers.make_consent(scene.resident, purpose="health", recorded_by=scene.steward)
    page = steward.get(consents_url).content.decode()
    for told in ("Using health information", "Consent of the person", "test-1", str(scene.steward)):
        assert told in page
    assert page_of("withdraw_consent", scene.resident.pk, scene.resident.consents.last().pk) in page


def test_the_page_says_how_a_consent_ended(steward, withdraw_url, consents_url, scene):
    steward.post(withdraw_url, {**TOLD, "told_how": "in_writing"})
    page = steward.get(consents_url)
    assert page.context["in_force"] == []
    (row,) = page.context["ended"]
    assert row["how"] == f"The person said so: In writing. Recorded by {scene.steward}."


def test_who_may_take_it_down_may_withdraw_and_others_only_read(
    people, as_user, consents_url, consent
):
    offered = {
        role
        for role, user in people.items()
        if (page := as_user(user).get(consents_url)).status_code == 200
        and page.context["in_force"][0]["url"]
    }
    assert offered == {
        Role.STEWARD,
        Role.COMMUNITY_STAFF,
        Role.SUBDISTRICT_OFFICER,
        Role.HOTLINE_OPERATOR,
    }


def test_the_file_leads_to_the_consents(steward, scene, consents_url):
    assert consents_url in steward.get(page_of("resident", scene.resident.pk)).content.decode()


@pytest.mark.parametrize("rows", [1, 100])
def test_the_page_costs_the_same_however_much_there_is(
    rows, steward, scene, consents_url, django_assert_num_queries
):
    for n in range(rows):
        makers.make_consent(
            scene.resident, purpose="health", given_at=later(days=-9), recorded_by=scene.steward
        )
        scene.resident.consents.filter(purpose="health").update(
            withdrawn_at=later(days=-8, minutes=n),
            withdrawn_by=scene.officer,
            withdrawn_told_by="person",
            withdrawn_told_how="phone",
        )
    with django_assert_num_queries(8):
        assert len(steward.get(consents_url).context["ended"]) == rows


# -- taking it back -------------------------------------------------------------------------------


def test_what_will_happen_is_said_before(steward, scene, withdraw_url):
    ordered = scene.ordered().need
    danger = makers.make_need(
        "triaged", resident=scene.resident, tag="urgent", need_type=makers.make_need_type("E-L1-09")
    )
    page = steward.get(withdraw_url)
    assert [number for _name, number, _url in page.context["ending"]] == [ordered.number]
    assert [number for _name, number, _url in page.context["going_on"]] == [danger.number]
    assert "Nothing is arranged for this person" in page.content.decode()
    assert Need.objects.get(pk=ordered.pk).state == "ordered"


def test_the_health_note_is_said_to_be_erased_and_is(steward, scene):
    health = makers.make_consent(scene.resident, purpose="health")
    url = page_of("withdraw_consent", scene.resident.pk, health.pk)
    assert "The health note is erased at once" in steward.get(url).content.decode()
    assert steward.post(url, TOLD).url == page_of("consents", scene.resident.pk)
    assert Resident.objects.get(pk=scene.resident.pk).health_note == ""


def test_the_journal_keeps_who_said_so_how_and_to_whom(steward, scene, withdraw_url, consent):
    need = scene.posted()
    steward.post(withdraw_url, {"told_by": "guardian", "told_how": "in_person"})
    consent.refresh_from_db()
    assert (consent.withdrawn_by, consent.withdrawn_told_by) == (scene.steward, "guardian")
    entry = Entry.objects.get(verb="withdraw_consent")
    assert (entry.actor, entry.changes["told_how"]) == (scene.steward, "in_person")
    assert Need.objects.get(pk=need.pk).state == "withdrawn"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"told_by": ""}, "told_by"),
        ({"told_how": ""}, "told_how"),
        ({"told_by": "neighbour"}, "told_by"),
        ({"told_how": UNSTORABLE["nul"]}, "told_how"),
        ({"told_by": TOO_LONG}, "told_by"),
    ],
)
def test_without_a_word_nothing_is_withdrawn(wrong, field, steward, withdraw_url, consent):
    page = steward.post(withdraw_url, {**TOLD, **wrong})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_for_a_child_the_page_asks_for_the_guardian(steward, scene):
    child = makers.make_resident(
        scene.community, name="演示·小孩", id_number="", birth_on="2019-05-05", groups="M"
    )
    url = page_of("withdraw_consent", child.pk, makers.make_consent(child, basis="guardian").pk)
    page = steward.post(url, TOLD)
    assert (page.status_code, "told_by" in page.context["form"].errors) == (409, True)


def test_a_consent_of_somebody_else_or_of_nobody_does_not_exist(steward, scene, consent):
    other = makers.make_consent(makers.make_resident(scene.community))
    for pk in (other.pk, 10**9, 2**70):
        url = page_of("withdraw_consent", scene.resident.pk, pk)
        assert steward.get(url).status_code == 404
        assert steward.post(url, TOLD).status_code == 404


def test_sent_twice_it_is_withdrawn_once(steward, withdraw_url, consents_url):
    steward.post(withdraw_url, TOLD)
    assert steward.post(withdraw_url, TOLD).status_code == 409
    assert steward.get(withdraw_url).url == consents_url
    assert Entry.objects.filter(verb="withdraw_consent").count() == 1


def test_whoever_only_reads_cannot_withdraw(people, as_user, withdraw_url, consent):
    for role in (Role.DISPATCHER, Role.BUREAU_OFFICER, Role.EVALUATOR):
        assert as_user(people[role]).post(withdraw_url, TOLD).status_code == 403
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


# -- what the resident asked by code --------------------------------------------------------------


@pytest.fixture
def asked(scene):
    return ask_about_data(
        scene.posted(), about="service", text="不用了", by=None, at=later(hours=1)
    )


def test_it_waits_for_the_owner_and_for_the_officer_and_stands_on_both_pages(
    steward, officer, asked, consents_url
):
    for browser in (steward, officer):
        (row,) = browser.get("/needs/", {"show": "waiting"}).context["rows"]
        assert row.need == asked.need
    page = steward.get(page_of("need", asked.need.number))
    assert page.context["first_step"]["url"] == consents_url
    assert "不用了" in steward.get(consents_url).content.decode()


def test_a_complaint_about_a_need_that_has_ended_waits_too(officer, scene):
    need = scene.posted()
    complain(need, text="没有人来", by=None, at=later(hours=1))
    withdraw_need(need, reason="不用了", by=scene.steward, at=later(hours=2))
    (row,) = officer.get("/needs/", {"show": "waiting"}).context["rows"]
    assert (row.need, row.next_label) == (need, "Answer")


def test_doing_it_answers_it(steward, asked, withdraw_url):
    steward.post(withdraw_url, TOLD)
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert not steward.get("/needs/", {"show": "waiting"}).context["rows"]


# -- erasing --------------------------------------------------------------------------------------


def test_who_may_erase(people, as_user, erase_url):
    opened = {r for r, user in people.items() if as_user(user).get(erase_url).status_code == 200}
    assert opened == {Role.SUBDISTRICT_OFFICER, Role.BUREAU_OFFICER}
    assert as_user(people[Role.STEWARD]).post(erase_url, {"reason": REASON}).status_code == 403


def test_erasing_says_what_goes_and_what_stays_and_does_it_once(officer, erase_url, scene):
    page = officer.get(erase_url).content.decode()
    assert "The health note." in page
    assert "nobody can change it afterwards" in page
    assert officer.post(erase_url, {"reason": REASON}).url == reverse("staff:needs")
    assert Resident.objects.get(pk=scene.resident.pk).erased_at
    assert officer.post(erase_url, {"reason": REASON}).status_code == 404
    assert Entry.objects.get(verb="erase_resident").reason == REASON


def test_what_stands_in_the_way_is_named_with_the_way_there(officer, erase_url, scene):
    need = scene.posted()
    page = officer.get(erase_url)
    assert page_of("need", need.number) in page.content.decode()
    assert 'name="reason"' not in page.content.decode()
    refused = officer.post(erase_url, {"reason": REASON})
    assert (refused.status_code, need.number in refused.content.decode()) == (409, True)
    assert Resident.objects.get(pk=scene.resident.pk).erased_at is None


@pytest.mark.parametrize(
    "reason", ["", "删", "演示·老王要求", "打15400000000", TOO_LONG, UNSTORABLE["nul"]]
)
def test_a_reason_that_says_nothing_or_too_much_erases_nobody(reason, officer, erase_url, scene):
    page = officer.post(erase_url, {"reason": reason})
    assert page.status_code == 422
    assert "reason" in page.context["form"].errors
    assert Resident.objects.get(pk=scene.resident.pk).erased_at is None


def test_the_need_of_somebody_erased_opens_and_tells_nothing(officer, erase_url, scene):
    need = scene.posted()
    withdraw_need(need, reason="演示·老王不用了", by=scene.steward, at=later(hours=1))
    officer.post(erase_url, {"reason": REASON})
    page = officer.get(page_of("need", need.number)).content.decode()
    assert "What was stored about this person was erased" in page
    for told in ("演示·老王", "需要人帮忙", "不用了"):
        assert told not in page.split("What happened")[0]
    for gone in ("演示·老王", need.follow_code, page_of("step", need.number, "complain")):
        assert gone not in page


def test_a_question_about_data_is_settled_with_the_erasure(officer, erase_url, scene):
    need = scene.posted()
    asked = ask_about_data(need, about="erasure", text="都删了吧", by=None, at=later(hours=1))
    withdraw_need(need, reason="不用了", by=scene.steward, at=later(hours=2))
    officer.post(erase_url, {"reason": REASON})
    assert Complaint.objects.get(pk=asked.pk).state == "answered"

"""Posting through the pages: nothing is stored before the last of them, nothing typed is ever lost."""

from datetime import date

import pytest
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.desks.staff import posting_flow
from marketplace.households.choices import Basis, Sex
from marketplace.households.models import Consent, Household, Resident
from marketplace.households.rules.identity import make_fictional_id
from marketplace.journal.models import Entry
from marketplace.needs.choices import Channel
from marketplace.needs.models import Need
from tests import makers
from tests.desks.staff.conftest import findable
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE

# A browser cannot send a lone surrogate: what it would send instead is replaced on arrival.
SENDABLE = [text for name, text in UNSTORABLE.items() if name != "lone surrogate"]
NEW = {"name": "王示兰", "phone": "15400000009", "basis": "consent", "notice_shown": "on"}


def one(number=0, **told):
    """What is sent about one need."""
    answers = {"description": "洗澡没人帮忙", "need_type": "E-L1-01", "at_risk": "no", **told}
    return {f"need{number}-{name}": value for name, value in answers.items()}


@pytest.fixture
def post(steward, scene):
    """Send a stage of posting for the scene's resident."""

    def send(stage="look", resident=None, client=steward, **sent):
        url = reverse("staff:post_for", args=[(resident or scene.resident).pk])
        return client.post(url, {"stage": stage, "count": "1", **one(), **sent})

    return send


@pytest.fixture
def post_new(steward, scene):
    def send(stage="look", client=steward, **sent):
        url = reverse("staff:post_new")
        base = {"stage": stage, "count": "1", "community": scene.community.pk, **NEW}
        return client.post(url, {**base, **(one() if stage != "who" else {}), **sent})

    return send


# -- whose need? ----------------------------------------------------------------------------------


PHONE, NUMBER = makers.SECRETS["phone"], makers.SECRETS["id_number"]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "text", ["演示·老王", PHONE, PHONE.translate(WIDE), PHONE[-4:], NUMBER[-4:]]
)
def test_a_resident_is_found_by_name_phone_or_last_digits(text, steward, scene):
    page = steward.post(reverse("staff:post"), {"q": text})
    assert reverse("staff:post_for", args=[scene.resident.pk]) in page.content.decode()


def test_a_resident_of_another_community_is_not_found(steward, scene):
    elsewhere = makers.make_community(makers.make_subdistrict(number=2))
    findable(makers.make_resident(elsewhere, name="演示·别处人", id_number=""))
    page = steward.post(reverse("staff:post"), {"q": "演示·别处人"})
    assert "/needs/post/for/" not in page.content.decode()


def test_the_hotline_finds_them_masked(people, as_user, scene):
    page = as_user(people[Role.HOTLINE_OPERATOR]).post(reverse("staff:post"), {"q": "演示·老王"})
    text = page.content.decode()
    assert reverse("staff:post_for", args=[scene.resident.pk]) in text
    assert not [secret for secret in makers.SECRETS.values() if secret in text]
    assert "演示·老王" not in text.replace('value="演示·老王"', "")


def test_those_one_posted_for_last_are_offered_without_a_search(steward, scene):
    scene.posted()
    page = steward.get(reverse("staff:post"))
    assert reverse("staff:post_for", args=[scene.resident.pk]) in page.content.decode()


def test_a_search_while_typing_answers_with_the_found_alone(steward, scene):
    page = steward.post(reverse("staff:post"), {"q": NUMBER[-4:]}, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()


def test_nobody_tries_out_numbers_by_the_hundred(steward, scene):
    answers = [steward.post(reverse("staff:post"), {"q": f"{n:04}"}) for n in range(121)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]


@pytest.mark.parametrize("text", SENDABLE)
def test_a_search_that_cannot_be_read_says_so(text, steward, scene):
    assert steward.post(reverse("staff:post"), {"q": text}).status_code == 422


# -- for somebody known ---------------------------------------------------------------------------


def test_two_pages_post_a_need_for_somebody_known(post, scene):
    page = post("what")
    assert page.templates[0].name == "desks/staff/post_look.html"
    assert "Consent of the person" in page.content.decode()
    assert not Need.objects.exists()
    answer = post("look")
    need = Need.objects.get()
    assert answer.url == f"{reverse('staff:posted')}?n={need.number}"
    told = (need.resident, need.community, need.channel, need.posted_by, need.owner)
    assert told == (
        scene.resident,
        scene.community,
        Channel.STEWARD,
        scene.steward,
        scene.steward,
    )
    assert (need.need_type_id, need.description, need.at_risk) == (
        "E-L1-01",
        "洗澡没人帮忙",
        False,
    )


def test_the_last_page_hands_over_number_code_and_slip(post, steward, scene):
    page = steward.get(post("look").url).content.decode()
    need = Need.objects.get()
    assert need.number in page
    assert need.follow_code in page
    assert reverse("residents:slip", args=[need.follow_code]) in page
    assert f"post:{scene.resident.pk}" in page  # the draft on the phone is forgotten


def test_nobody_elses_posting_is_handed_over(post, officer, scene):
    post("look")
    number = Need.objects.get().number
    assert officer.get(reverse("staff:posted"), {"n": number}).status_code == 302


@pytest.mark.parametrize(
    ("missing", "field"),
    [({"need0-need_type": ""}, "need_type"), ({"need0-at_risk": ""}, "at_risk")],
)
def test_what_is_missing_is_asked_for_and_the_rest_kept(missing, field, post):
    page = post("what", **missing)
    assert page.status_code == 422
    assert field in page.context["items"][0].errors
    assert "洗澡没人帮忙" in page.content.decode()


def test_other_needs_words(post):
    page = post("what", **{"need0-need_type": "other", "need0-description": ""})
    assert "description" in page.context["items"][0].errors


def test_what_is_on_no_list_is_posted_in_words(post):
    post("look", **{"need0-need_type": "other"})
    assert Need.objects.get().need_type is None


@pytest.mark.parametrize("code", ["X-L9-99", "other ", "'; DROP", "\x00", "E" * 5000])
def test_an_invented_kind_of_need_is_refused(code, post):
    assert post("look", **{"need0-need_type": code}).status_code in (302, 422)
    assert not Need.objects.exclude(need_type=None).exists()


def test_what_is_chosen_from_the_whole_list_is_the_last_word(post):
    makers.make_need_type("E-L1-02")
    post("look", **{"need0-listed": "E-L1-02"})
    assert Need.objects.get().need_type_id == "E-L1-02"


def test_several_needs_come_at_once(post):
    makers.make_need_type("E-L1-02")
    page = post("what", _add="1")
    assert page.context["items"].count == 2
    assert not page.context["items"][0].errors
    answer = post("look", count="2", **one(1, need_type="E-L1-02", at_risk="yes"))
    assert answer.status_code == 302
    assert {(n.need_type_id, n.at_risk) for n in Need.objects.all()} == {
        ("E-L1-01", False),
        ("E-L1-02", True),
    }


def test_the_same_need_twice_in_one_breath_is_a_slip(post):
    page = post("what", count="2", **one(1))
    assert page.status_code == 422
    assert not Need.objects.exists()


@pytest.mark.parametrize("count", ["0", "-1", "999", "many", "", "٣"])
def test_nonsense_about_how_many_shows_one_to_six(count, post):
    page = post("what", count=count, _propose="1")
    assert page.status_code == 200
    assert 1 <= page.context["items"].count <= 6


def test_going_back_loses_nothing(post):
    page = post("look", _change="1")
    assert page.templates[0].name == "desks/staff/post_what.html"
    assert "洗澡没人帮忙" in page.content.decode()
    assert not page.context["items"][0].errors


@pytest.mark.parametrize("moment", ["2099-01-01T10:00", "1900-01-01T10:00", "0001-01-01T00:00"])
def test_a_need_told_in_the_future_or_long_ago_is_refused(moment, post, desk_time):
    page = post("what", **{"need0-reported_at": moment})
    assert "reported_at" in page.context["items"][0].errors


def test_a_service_of_the_shelf_is_picked(post, scene):
    service = scene.service()
    page = post("what", _propose="1")
    assert service.name_en in page.content.decode() or service.name_zh in page.content.decode()
    post("look", **{"need0-pick": str(service.pk)})
    assert Need.objects.get().pick == service


def test_a_service_of_another_place_cannot_be_picked(post, scene):
    elsewhere = makers.make_subdistrict(number=2)
    service = scene.service(subdistricts=[elsewhere])
    page = post("what", **{"need0-pick": str(service.pk)})
    assert "pick" in page.context["items"][0].errors


# -- open already ---------------------------------------------------------------------------------


def test_an_open_need_of_the_same_kind_is_shown_before_saving(post, scene):
    earlier = scene.posted()
    page = post("what")
    assert earlier.number in page.content.decode()
    assert post("look").status_code == 422
    assert Need.objects.count() == 1


def test_the_same_need_is_left_with_the_earlier_one(post, scene):
    earlier = scene.posted()
    answer = post("look", same0="leave")
    assert answer.url == reverse("staff:need", args=[earlier.number])
    assert Need.objects.count() == 1


def test_another_one_is_posted_when_somebody_says_so(post, scene):
    earlier = scene.posted()
    assert post("look", same0=f"post:{earlier.pk}").status_code == 302
    assert Need.objects.count() == 2


def test_of_several_only_the_new_one_is_posted(post, scene):
    scene.posted()
    makers.make_need_type("E-L1-02")
    post("look", count="2", same0="leave", **one(1, need_type="E-L1-02"))
    assert sorted(Need.objects.values_list("need_type", flat=True)) == ["E-L1-01", "E-L1-02"]


def test_a_double_click_posts_once(post):
    assert [post("look").status_code, post("look").status_code] == [302, 422]
    assert Need.objects.count() == 1


def test_saying_so_about_one_does_not_pass_for_the_next(post, scene):
    earlier = scene.posted()
    sent = {"same0": f"post:{earlier.pk}"}
    assert [post("look", **sent).status_code, post("look", **sent).status_code] == [302, 422]
    assert Need.objects.count() == 2


def test_a_double_click_on_one_page_posts_once_and_answers_twice_the_same(post, scene):
    answers = [post("look", sending="once") for _ in range(2)]
    assert {answer.url for answer in answers} == {
        f"{reverse('staff:posted')}?n={Need.objects.get().number}"
    }


def test_another_need_typed_on_the_same_page_is_not_taken_for_a_double_click(post):
    makers.make_need_type("E-L1-02")
    post("look", sending="once")
    post("look", sending="once", **one(need_type="E-L1-02"))
    assert sorted(Need.objects.values_list("need_type", flat=True)) == ["E-L1-01", "E-L1-02"]


def test_the_last_page_carries_a_sending_of_its_own(post):
    sendings = [post("what").context["sending"] for _ in range(2)]
    assert len({*sendings}) == 2
    assert f'name="sending" value="{sendings[0]}"' not in post("what").content.decode()


def test_what_somebody_else_posts_in_the_same_moment_is_asked_about(post, scene, monkeypatch):
    genuine = posting_flow.post_need

    def second(**told):
        scene.posted()
        return genuine(**told)

    monkeypatch.setattr(posting_flow, "post_need", second)
    page = post("look")
    earlier = Need.objects.get()
    assert (page.status_code, [*page.context["form"].errors]) == (422, ["same0"])
    assert earlier.number in page.content.decode()
    assert post("look", same0=f"post:{earlier.pk}").status_code == 422
    assert Need.objects.count() == 2


# -- consent --------------------------------------------------------------------------------------


@pytest.fixture
def unasked(scene):
    return makers.make_resident(scene.community, name="演示·没问过", consent=False)


def test_consent_is_asked_for_where_there_is_none(post, unasked):
    page = post("what", resident=unasked)
    assert page.status_code == 422
    assert "basis" in page.context["consent"].errors


def test_the_consent_is_recorded_with_the_need(post, unasked, scene):
    post("look", resident=unasked, basis="consent", notice_shown="on")
    consent = Consent.objects.get(resident=unasked)
    assert Need.objects.get().consent == consent
    assert (consent.basis, consent.recorded_by) == (Basis.CONSENT, scene.steward)


def test_nobody_agrees_to_a_notice_they_were_not_shown(post, unasked):
    page = post("what", resident=unasked, basis="consent")
    assert "notice_shown" in page.context["consent"].errors


def test_without_consent_only_danger_goes_on(post, unasked):
    page = post("what", resident=unasked, basis="emergency")
    assert "basis" in page.context["consent"].errors
    danger = {"need0-at_risk": "yes"}
    assert post("look", resident=unasked, basis="emergency", **danger).status_code == 302


def test_after_an_emergency_somebody_really_consents(post, unasked):
    makers.make_consent(unasked, basis=Basis.EMERGENCY)
    post("look", resident=unasked, basis="consent", notice_shown="on")
    assert Need.objects.get().consent.basis == Basis.CONSENT


# -- somebody new ---------------------------------------------------------------------------------


def test_three_pages_register_somebody_and_post_their_need(post_new, scene):
    page = post_new("who")
    assert page.templates[0].name == "desks/staff/post_what.html"
    page = post_new("what")
    assert page.templates[0].name == "desks/staff/post_look.html"
    assert not Resident.objects.exclude(pk=scene.resident.pk).exists()
    assert post_new("look").status_code == 302
    need = Need.objects.get()
    assert (need.resident.name, need.resident.phone) == ("王示兰", "15400000009")
    assert need.resident.household.community == scene.community
    assert need.consent.basis == Basis.CONSENT


def test_a_steward_finds_their_own_community_preselected(steward, scene):
    page = steward.get(reverse("staff:post_new"))
    assert page.context["form"]["community"].value() == scene.community.pk


def test_the_hotline_posts_for_every_community_of_the_district(people, as_user, post_new):
    makers.make_district(subdistricts=2)
    elsewhere = makers.make_community(makers.make_subdistrict(number=2))
    client = as_user(people[Role.HOTLINE_OPERATOR])
    assert post_new(client=client, community=elsewhere.pk).status_code == 302
    need = Need.objects.get()
    assert (need.community, need.channel) == (elsewhere, Channel.HOTLINE)
    assert need.owner != people[Role.HOTLINE_OPERATOR]


def test_a_steward_cannot_post_for_another_community(post_new):
    elsewhere = makers.make_community(makers.make_subdistrict(number=2))
    assert post_new(community=elsewhere.pk).status_code == 422
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"id_number": "320113194605010027"}, "id_number"),
        ({"birth_on": "1950-02-30"}, "birth_on"),
        ({"birth_on": "2099-01-01"}, "birth_on"),
        ({"community": "999999999999"}, "community"),
        ({"groups": "Z"}, "groups"),
        ({"sex": "x"}, "sex"),
        ({"name": TOO_LONG}, "name"),
        ({"address": TOO_LONG}, "address"),
        *[({"name": text}, "name") for text in SENDABLE],
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_nothing_is_stored(wrong, field, post_new, scene):
    for stage in ("who", "what", "look"):
        page = post_new(stage, **wrong)
        assert page.status_code == 422
        assert field in page.context["form"].errors
    assert Household.objects.count() == 1
    assert not Need.objects.exists()


def test_full_width_digits_and_written_dates_are_understood(post_new):
    sent = {"phone": "１５４ ００００ ０００９", "birth_on": "1950年1月31日"}
    assert post_new(**sent).status_code == 302
    resident = Need.objects.get().resident
    assert (resident.phone, resident.birth_on) == ("15400000009", "1950-01-31")


@pytest.mark.parametrize("text", KEPT.values())
def test_what_people_write_is_kept_and_escaped(text, post_new, steward):
    need_words = {"need0-description": text, "need0-need_type": "other"}
    page = post_new("what", **need_words)
    assert "<script>alert" not in page.content.decode()
    post_new("look", **need_words)
    need = Need.objects.get()
    assert need.description == text
    page = steward.get(reverse("staff:need", args=[need.number])).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("text", [*SENDABLE, TOO_LONG])
def test_a_description_that_cannot_be_stored_is_refused(text, post_new):
    assert post_new("look", **{"need0-description": text}).status_code == 422
    assert not Need.objects.exists()


def test_under_fourteen_the_guardian_agrees(post_new):
    child = {"birth_on": "2018-05-01", "guardian_name": "李示范", "guardian_phone": "15400000008"}
    assert "basis" in post_new("who", **child).context["consent"].errors
    page = post_new("who", **{**child, "guardian_name": "", "basis": "guardian"})
    assert "guardian_name" in page.context["form"].errors
    assert post_new("look", **child, basis="guardian").status_code == 302
    assert Need.objects.get().consent.basis == Basis.GUARDIAN


def test_somebody_of_that_name_is_shown_before_a_second_one_is_registered(post_new, scene):
    known = findable(makers.make_resident(scene.community, name="王示兰", id_number=""))
    page = post_new("what")
    assert "who" in page.context["form"].fields
    assert post_new("look").status_code == 422
    assert post_new("look", who=str(known.pk)).status_code == 302
    assert Need.objects.get().resident == known
    assert Resident.objects.filter(household__community=scene.community).count() == 2


def test_whom_they_turn_out_to_be_may_have_the_need_open_already(post_new, scene):
    known = findable(makers.make_resident(scene.community, name="王示兰", id_number=""))
    earlier = scene.posted(resident=known)
    page = post_new("look", who=str(known.pk))
    assert "same0" in page.context["form"].errors
    answer = post_new("look", who=str(known.pk), same0="leave")
    assert answer.url == reverse("staff:need", args=[earlier.number])


def test_whom_somebody_else_registers_in_the_same_moment_is_asked_about(
    post_new, scene, monkeypatch
):
    genuine = posting_flow.post_need

    def second(**told):
        monkeypatch.setattr(posting_flow, "post_need", genuine)
        assert post_new(address="另一位管家写的地址").status_code == 302
        return genuine(**told)

    monkeypatch.setattr(posting_flow, "post_need", second)
    page = post_new("look")
    first = Need.objects.get().resident
    assert (page.status_code, [*page.context["form"].errors]) == (422, ["who"])
    assert first.pk in page.context["form"].told_apart
    apart = page.context["form"].fields["who"].choices[-1][0]
    assert post_new("look", who=apart).status_code == 302
    assert Need.objects.exclude(resident=first).get().resident.name == first.name


def test_a_double_click_registers_nobody_twice(post_new, scene):
    assert [post_new().status_code, post_new().status_code] == [302, 422]
    assert Resident.objects.exclude(pk=scene.resident.pk).count() == 1


def test_a_double_click_on_the_last_page_answers_twice_the_same(post_new, scene):
    answers = [post_new(sending="once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert (Need.objects.count(), Resident.objects.exclude(pk=scene.resident.pk).count()) == (1, 1)


def test_a_number_that_is_registered_already_sends_one_to_that_person(post_new, scene):
    page = post_new("what", id_number=makers.SECRETS["id_number"])
    assert "who" in page.context["form"].fields


def test_going_back_to_who_keeps_the_needs(post_new):
    page = post_new("what", _change_who="1")
    assert page.templates[0].name == "desks/staff/post_who.html"
    assert ("need0-description", "洗澡没人帮忙") in page.context["carried"]
    assert not page.context["form"].errors


def test_an_identity_number_is_in_no_address_and_in_no_draft(post_new, steward):
    page = steward.get(reverse("staff:post_new")).content.decode()
    assert "data-no-draft" in page.split('name="id_number"')[1].split(">")[0]
    number = make_fictional_id(birth_on=date(1950, 1, 31), sex=Sex.FEMALE)
    answer = post_new(id_number=number)
    assert Need.objects.get().resident.id_number == number
    assert number not in answer.url


# -- proposals ------------------------------------------------------------------------------------


def test_free_text_proposes_kinds_with_their_reason(steward, scene):
    makers.make_need_type("E-L1-05", name_zh="上门助浴", name_en="Bathing at home")
    sent = {
        "resident": scene.resident.pk,
        "propose": "0",
        **one(description="想助浴", need_type=""),
    }
    page = steward.post(reverse("staff:propose"), sent).content.decode()
    assert 'value="E-L1-05"' in page
    assert "助浴" in page
    assert "<html" not in page


def test_what_is_chosen_stays_chosen_whatever_is_typed(steward, scene):
    sent = {"resident": scene.resident.pk, "propose": "0", **one(description="别的事")}
    page = steward.post(reverse("staff:propose"), sent).content.decode()
    assert "checked" in page.split('value="E-L1-01"')[1].split(">")[0]


@pytest.mark.parametrize("sent", [{}, {"propose": "x"}, {"propose": "9" * 9, "resident": "9" * 99}])
def test_a_proposal_is_asked_for_with_anything(sent, steward):
    assert steward.post(reverse("staff:propose"), sent).status_code == 200


def test_looking_leaves_no_trace_in_the_journal(steward, scene):
    before = Entry.objects.count()
    steward.post(reverse("staff:post"), {"q": "演示·老王"})
    steward.post(reverse("staff:propose"), {"propose": "0", **one()})
    assert Entry.objects.count() == before

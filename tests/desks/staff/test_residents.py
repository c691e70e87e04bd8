"""The household's file: what each role sees of it, what it may reveal, and that looking leaves a trace."""

import pytest
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.households.models import Resident, Reveal
from tests import makers
from tests.hostile import TOO_LONG, UNSTORABLE

REASON = "上门前核对情况"
CONTACT = {"name", "phone", "address", "guardian_name", "guardian_phone"}
PLAIN = {**makers.SECRETS, "name": "演示·老王", "address": makers.ADDRESS}


@pytest.fixture
def file_of(scene):
    return reverse("staff:resident", args=[scene.resident.pk])


@pytest.fixture
def reveal_of(scene):
    return reverse("staff:reveal", args=[scene.resident.pk])


def plain_in(page):
    text = page.content.decode()
    return {name for name, value in PLAIN.items() if value in text}


def test_what_each_role_reads_in_the_file(people, as_user, file_of):
    del people[Role.EVALUATOR]
    assert {role: plain_in(as_user(user).get(file_of)) for role, user in people.items()} == {
        Role.STEWARD: CONTACT,
        Role.COMMUNITY_STAFF: CONTACT,
        Role.SUBDISTRICT_OFFICER: CONTACT,
        Role.HOTLINE_OPERATOR: set(),
        Role.DISPATCHER: set(),
        Role.BUREAU_OFFICER: set(),
    }


def test_the_file_tells_needs_consents_and_housemates(steward, scene, file_of):
    need = scene.posted()
    makers.make_resident(household=scene.resident.household, name="演示·同住人")
    page = steward.get(file_of).content.decode()
    for told in (need.number, "Arranging services", "演示·同住人", "test-1"):
        assert told in page


def test_needs_of_a_housemate_are_not_in_this_file(steward, scene, file_of):
    mate = makers.make_resident(household=scene.resident.household, name="演示·同住人")
    need = scene.posted(resident=mate)
    assert need.number not in steward.get(file_of).content.decode()


def test_a_reveal_shows_what_was_asked_for_and_nothing_else(steward, reveal_of, scene):
    page = steward.post(reveal_of, {"fields_wanted": ["health_note"], "reason": REASON})
    assert page.status_code == 200
    assert "health_note" in plain_in(page)
    assert not plain_in(page) & {"id_number", "birth_on"}
    row = Reveal.objects.get()
    assert (row.by, row.fields, row.reason) == (scene.steward, ["health_note"], REASON)


def test_who_looked_stands_in_the_file(steward, reveal_of, file_of, scene):
    steward.post(reveal_of, {"fields_wanted": ["id_number"], "reason": REASON})
    page = steward.get(file_of).content.decode()
    assert REASON in page
    assert "id_number" not in plain_in(steward.get(file_of))
    assert str(scene.steward) in page.split("Who looked behind the mask")[-1]


def test_each_role_is_offered_what_it_may_reveal(people, as_user, reveal_of):
    del people[Role.EVALUATOR]
    offered = {
        role: {name for name, _label in page.context["form"].fields["fields_wanted"].choices}
        for role, user in people.items()
        if (page := as_user(user).get(reveal_of)).status_code == 200
    }
    everything = CONTACT | {"id_number", "birth_on", "health_note"}
    assert offered == {
        Role.STEWARD: everything,
        Role.COMMUNITY_STAFF: everything,
        Role.SUBDISTRICT_OFFICER: everything,
        Role.HOTLINE_OPERATOR: CONTACT,
        Role.DISPATCHER: CONTACT,
        Role.BUREAU_OFFICER: everything,
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"fields_wanted": []}, "fields_wanted"),
        ({"fields_wanted": ["soul"]}, "fields_wanted"),
        ({"reason": ""}, "reason"),
        ({"reason": "1"}, "reason"),
        ({"reason": f"找{PLAIN['name']}"}, "reason"),
        ({"reason": TOO_LONG}, "reason"),
        ({"reason": UNSTORABLE["nul"]}, "reason"),
    ],
)
def test_without_a_proper_reason_nothing_is_shown(wrong, field, steward, reveal_of):
    page = steward.post(reveal_of, {"fields_wanted": ["id_number"], "reason": REASON, **wrong})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "id_number" not in plain_in(page)
    assert not Reveal.objects.exists()


def test_a_dispatcher_cannot_have_the_identity_number_revealed(people, as_user, reveal_of):
    page = as_user(people[Role.DISPATCHER]).post(
        reveal_of, {"fields_wanted": ["id_number"], "reason": REASON}
    )
    assert page.status_code == 422
    assert not Reveal.objects.exists()


def test_the_way_back_leads_to_the_need_one_came_from(steward, reveal_of, scene):
    need = scene.posted()
    page = steward.get(reveal_of, {"need": need.number})
    assert page.context["back"] == reverse("staff:need", args=[need.number])
    for strange in ("https://elsewhere.example", "\x00", "XQ-20200101-0001"):
        page = steward.get(reveal_of, {"need": strange})
        assert page.context["back"] == reverse("staff:resident", args=[scene.resident.pk])


def test_a_record_is_corrected(steward, scene):
    makers.make_consent(scene.resident, purpose="health")
    url = reverse("staff:amend", args=[scene.resident.pk])
    sent = {name: PLAIN[name] for name in CONTACT} | {"groups": ["E"]}
    sent |= {"phone": "15400000077", "address": "演示路 2 号"}
    assert steward.post(url, sent).status_code == 302
    resident = Resident.objects.get(pk=scene.resident.pk)
    assert (resident.phone, resident.household.address) == ("15400000077", "演示路 2 号")
    # What the page did not show cannot have been changed by it.
    assert resident.health_note == makers.SECRETS["health_note"]
    assert resident.id_number == makers.SECRETS["id_number"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"phone": "12"}, "phone"), ({"name": ""}, "name"), ({"groups": ["Z"]}, "groups")],
)
def test_a_wrong_correction_changes_nothing(wrong, field, steward, scene):
    makers.make_consent(scene.resident, purpose="health")
    url = reverse("staff:amend", args=[scene.resident.pk])
    sent = {name: PLAIN[name] for name in CONTACT} | {"groups": ["E"], "address": "演示路 2 号"}
    page = steward.post(url, {**sent, **wrong})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert Resident.objects.get(pk=scene.resident.pk).household.address == makers.ADDRESS

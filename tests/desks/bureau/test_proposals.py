"""What joins the list of needs, and what does not."""

import csv

import pytest

from marketplace.catalogue.actions import load_catalogue, propose_need_type
from marketplace.catalogue.choices import ProposalState
from marketplace.catalogue.files import DATA
from marketplace.catalogue.models import NeedType
from tests.desks.bureau.conftest import DESK_TIME, text
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import NOW


@pytest.fixture(autouse=True)
def loaded(db):
    load_catalogue()


@pytest.fixture
def proposal(scene):
    return propose_need_type("宠物临时寄养", by=scene.steward, at=NOW)


def url(proposal, step=""):
    return f"/proposals/{proposal.pk}/{step}"


def test_the_most_wanted_stands_first_and_what_is_decided_apart(desk, proposal, scene):
    wanted = propose_need_type("上门磨刀", by=scene.steward, at=NOW)
    propose_need_type("上门磨刀", by=scene.steward, at=NOW)
    assert list(desk.get("/proposals/").context["page"]) == [wanted, proposal]
    desk.post(url(proposal, "decline/"), {"note": "不属于困难群众服务"})
    assert list(desk.get("/proposals/").context["page"]) == [wanted]
    assert list(desk.get("/proposals/", {"show": "decided"}).context["page"]) == [proposal]


def test_what_reads_most_alike_is_proposed_and_can_be_chosen(desk, scene):
    proposal = propose_need_type("帮老人洗澡", by=scene.steward, at=NOW)
    page = desk.get(url(proposal))
    first = page.context["alike"][0].need_type
    assert f"?as={first.code}" in text(page)
    chosen = desk.get(url(proposal), {"as": first.code})
    assert chosen.context["accepting"].initial == {"need_type": first.code}


def test_accepting_names_the_entry_and_who_decided(desk, proposal, officer):
    answer = desk.post(url(proposal, "accept/"), {"need_type": "E-L1-03", "note": ""})
    proposal.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, "/proposals/")
    assert (proposal.state, proposal.need_type_id) == (ProposalState.ACCEPTED, "E-L1-03")
    assert (proposal.decided_by, proposal.decided_at) == (officer, DESK_TIME)


@pytest.mark.parametrize("code", ["", "Q-L9-99", "<script>", "\x00"])
def test_an_entry_that_is_none_is_refused(code, desk, proposal):
    page = desk.post(url(proposal, "accept/"), {"need_type": code, "note": ""})
    assert page.status_code == 422
    assert page.context["accepting"].errors["need_type"]
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


@pytest.mark.parametrize("note", ["", "   ", UNSTORABLE["nul"], TOO_LONG])
def test_declining_wants_a_reason_that_can_be_kept(note, desk, proposal):
    page = desk.post(url(proposal, "decline/"), {"note": note})
    assert page.status_code == 422
    assert page.context["declining"].errors["note"]
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


@pytest.mark.parametrize("note", KEPT.values(), ids=KEPT)
def test_reasons_are_kept_as_they_are_and_shown_as_text(note, desk, proposal):
    desk.post(url(proposal, "decline/"), {"note": note})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == (ProposalState.DECLINED, note)
    assert "<script>alert" not in text(desk.get(url(proposal)))


def test_deciding_twice_decides_once(desk, proposal):
    desk.post(url(proposal, "decline/"), {"note": "不属于"})
    page = desk.post(url(proposal, "accept/"), {"need_type": "E-L1-03"})
    assert page.status_code == 409
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DECLINED


def test_who_does_not_keep_the_list_reads_and_decides_nothing(proposal, reader, as_user):
    browser = as_user(reader)
    assert "Only those who keep the list of needs may decide." in text(browser.get(url(proposal)))
    for step, data in (("accept/", {"need_type": "E-L1-03"}), ("decline/", {"note": "不"})):
        assert browser.post(url(proposal, step), data).status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


# -- a new entry ----------------------------------------------------------------------------------


def entry(**changed):
    """The page's fields for an entry like E-L1-13 under another name."""
    with (DATA / "need_types.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["code"] == "E-L1-13")
    rhythm, _, times = row.pop("frequency").partition(":")
    told = {
        **row,
        "name_zh": "宠物代管",
        "name_en": "Pet care during hospital stays",
        "further_groups": ["D"],
        "qualifications": [],
        "rhythm": rhythm,
        "times": times,
    }
    for name in ("code", "safeguards_minor"):
        told.pop(name)
    return told | changed


def test_a_new_entry_takes_the_next_code_and_answers_the_proposal(desk, proposal):
    answer = desk.post(url(proposal, "add/"), entry())
    assert answer.status_code == 302, answer.context["form"].errors
    added = NeedType.objects.get(name_zh="宠物代管")
    proposal.refresh_from_db()
    assert (added.code, added.group_id, added.level_id) == ("E-L1-15", "E", 1)
    assert {group.code for group in added.further_groups.all()} == {"D"}
    assert (proposal.state, proposal.need_type) == (ProposalState.ACCEPTED, added)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name_zh": ""}, "name_zh"),
        ({"name_zh": UNSTORABLE["nul"]}, "name_zh"),
        ({"group": "Q"}, "group"),
        ({"further_groups": ["E"]}, "further_groups"),
        ({"delivery_mode": "one_off", "rhythm": "weekly", "times": "1"}, "rhythm"),
        ({"helpers": "0"}, "helpers"),
        ({"helpers": "很多"}, "helpers"),
        ({"safeguards_minor": "on", "helpers": "1"}, "helpers"),
        ({"duration_minutes": "99999"}, "duration_minutes"),
        ({"keywords_zh": ""}, "keywords_zh"),
    ],
)
def test_an_entry_that_contradicts_itself_is_shown_again(changed, field, desk, proposal):
    page = desk.post(url(proposal, "add/"), entry(**changed))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "Pet care during hospital stays" in text(page)
    assert not NeedType.objects.filter(name_en="Pet care during hospital stays").exists()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


def test_a_name_that_is_listed_already_is_refused(desk, proposal):
    page = desk.post(url(proposal, "add/"), entry(name_zh="老人居家保洁"))
    assert page.status_code == 409
    assert "already on the list" in text(page)


def test_full_width_figures_are_figures(desk, proposal):
    assert desk.post(url(proposal, "add/"), entry(helpers="１")).status_code == 302

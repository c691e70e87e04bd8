import csv
import shutil

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.catalogue.actions import (
    add_need_type,
    decide_proposal,
    load_catalogue,
    propose_need_type,
    retire_need_type,
)
from marketplace.catalogue.choices import ProposalState
from marketplace.catalogue.files import DATA, ORDER
from marketplace.catalogue.loading import MODELS, Loaded
from marketplace.catalogue.models import NeedType, NeedTypeProposal, TargetGroup, UrgencyTag
from marketplace.catalogue.rules import matrix
from marketplace.journal.models import Entry
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db

SIZES = {
    "groups": 6,
    "levels": 4,
    "tags": 4,
    "categories": 8,
    "subcategories": 25,
    "qualifications": 12,
    "need_types": 137,
}


@pytest.fixture
def loaded() -> None:
    load_catalogue()


@pytest.fixture
def keeper() -> User:
    """Somebody who keeps the list of needs."""
    user = User.objects.create(username="keeper", display_name="测试局员")
    user.user_permissions.add(Permission.objects.get(codename="keep_list"))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def steward() -> User:
    return User.objects.create(username="steward", display_name="测试管家")


@pytest.fixture
def folder(tmp_path):
    for name in ORDER:
        shutil.copy(DATA / f"{name}.csv", tmp_path)
    return tmp_path


def everything() -> dict[str, list[tuple]]:
    """All rows of all lists, as the database holds them."""
    rows = {name: list(model._default_manager.values_list()) for name, model in MODELS.items()}
    rows["further"] = list(NeedType.further_groups.through.objects.order_by("pk").values_list())
    return rows


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


# -- loading --------------------------------------------------------------------------------------


def test_loading_fills_every_list(loaded):
    assert {name: model._default_manager.count() for name, model in MODELS.items()} == SIZES
    assert [sum(row.values()) for row in matrix(NeedType.objects.all()).values()] == [
        32,
        29,
        27,
        23,
        14,
        12,
    ]
    urgent = UrgencyTag.objects.get(code="urgent")
    assert urgent.deliver_within == "24 hours"
    assert urgent.within("accept_within").amount == 30
    assert UrgencyTag.objects.get(code="monitoring").within("deliver_within") is None
    bathing = NeedType.objects.get(code="E-L1-03")
    assert bathing.requirements() == (frozenset({"NW"}), frozenset({"HC"}))
    assert [group.code for group in bathing.further_groups.all()] == ["D"]
    assert bathing.helpers == 2


def test_loading_twice_changes_nothing(loaded):
    before = everything()
    assert load_catalogue() == {name: Loaded(equal=size) for name, size in SIZES.items()}
    assert everything() == before


def test_loading_reports_each_list(loaded):
    lines: list[str] = []
    load_catalogue(report=lines.append)
    assert [line.split(":")[0] for line in lines] == list(ORDER)
    assert "137" in lines[-1]


def test_loading_costs_the_same_however_often(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        load_catalogue()


def test_an_edited_file_changes_its_rows_and_no_others(loaded, folder):
    path = folder / "need_types.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("老人居家保洁", "老人家中保洁").replace("E,D,1,A2", "E,S,1,A2"),
        encoding="utf-8",
    )
    before = everything()
    assert load_catalogue(folder=folder)["need_types"] == Loaded(changed=1, equal=136)
    changed = [row for row in everything()["need_types"] if row not in before["need_types"]]
    assert [row[0] for row in changed] == ["E-L1-02"]
    cleaning = NeedType.objects.get(code="E-L1-02")
    assert (cleaning.name_zh, [g.code for g in cleaning.further_groups.all()]) == (
        "老人家中保洁",
        ["S"],
    )


def test_a_malformed_file_stores_nothing(loaded, folder):
    path = folder / "need_types.csv"
    text = path.read_text(encoding="utf-8")
    (folder / "groups.csv").write_text(
        (folder / "groups.csv").read_text(encoding="utf-8").replace("困难老人", "老人"),
        encoding="utf-8",
    )
    path.write_text(text.replace("1,A2,needs_care", "1,A2,whenever"), encoding="utf-8")
    before = everything()
    with pytest.raises(Malformed) as caught:
        load_catalogue(folder=folder)
    assert list(caught.value.fields) == ["rows.3.tag"]
    assert everything() == before
    assert TargetGroup.objects.get(code="E").name_zh == "困难老人"


# -- what the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"safeguards_minor": True, "helpers": 1}, {"helpers": 0}, {"duration_minutes": 0}]
)
def test_the_database_refuses_help_that_nobody_gives(loaded, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedType.objects.filter(code="E-L1-01").update(**change)


def test_the_database_refuses_half_a_decision(loaded, at, steward):
    proposal = propose_need_type("宠物寄养", by=steward, at=at)
    mine = NeedTypeProposal.objects.filter(pk=proposal.pk)
    for change in (
        {"state": "declined", "note": "不在职责内"},
        {"state": "accepted", "decided_at": at, "decided_by": steward},
        {"state": "declined", "decided_at": at, "decided_by": steward},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)


# -- proposing ------------------------------------------------------------------------------------


def test_a_proposal_waits_for_a_decision_and_is_journaled(loaded, at, steward):
    proposal = propose_need_type(
        "  上门陪练  乐器 ", by=steward, at=at, group=TargetGroup.objects.get(code="M")
    )
    proposal.refresh_from_db()
    assert (proposal.text, proposal.state, proposal.times) == (
        "上门陪练 乐器",
        ProposalState.OPEN,
        1,
    )
    assert (proposal.group_id, proposal.proposed_by, proposal.proposed_at) == ("M", steward, at)
    assert verbs() == ["propose_need_type"]


def test_the_same_words_are_the_same_proposal_asked_once_more(loaded, at, steward):
    first = propose_need_type("寵物寄養", by=steward, at=at)
    again = propose_need_type("宠物寄养", by=None, at=at)
    assert (again.pk, again.times) == (first.pk, 2)
    assert NeedTypeProposal.objects.count() == 1
    assert verbs() == ["propose_need_type", "propose_need_type"]


def test_what_was_declined_may_be_proposed_again(loaded, at, steward, keeper):
    first = propose_need_type("宠物寄养", by=steward, at=at)
    decide_proposal(first, by=keeper, at=at, note="不在职责内")
    assert propose_need_type("宠物寄养", by=steward, at=at).pk != first.pk


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("宠物\x00寄养", "unreadable_text"),
        ("宠物\ud800寄养", "unreadable_text"),
        ("养" * 121, "too_long"),
        ("养" * 10_000, "too_long"),
        ("请打 13812345678 找王先生", "personal_data"),
        ("请打 １３８ １２３４ ５６７８", "personal_data"),
        ("身份证 32011319500101123X", "personal_data"),
        ("电话 025-8556 1234", "personal_data"),
    ],
)
def test_a_proposal_that_cannot_be_shown_is_refused(loaded, at, steward, text, code):
    with pytest.raises(Malformed) as caught:
        propose_need_type(text, by=steward, at=at)
    assert (caught.value.code, list(caught.value.fields)) == (code, ["text"])
    assert not NeedTypeProposal.objects.exists()
    assert verbs() == []


@pytest.mark.parametrize("text", ["修 2000 年的旧电视", "䶮𠮷寄养🐈", "<b>寄养</b>", "' OR 1=1"])
def test_odd_but_honest_words_are_kept_as_they_are(loaded, at, steward, text):
    assert propose_need_type(text, by=steward, at=at).text == text


# -- deciding -------------------------------------------------------------------------------------


def test_a_proposal_is_accepted_as_a_need_type(loaded, at, steward, keeper):
    proposal = propose_need_type("帮老人洗个澡", by=steward, at=at)
    bathing = NeedType.objects.get(code="E-L1-03")
    decide_proposal(proposal, by=keeper, at=at, need_type=bathing, note="已有")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.need_type_id) == (ProposalState.ACCEPTED, "E-L1-03")
    assert (proposal.decided_by, proposal.decided_at) == (keeper, at)
    entry = Entry.objects.order_by("id").last()
    assert (entry.verb, entry.actor, entry.reason) == ("decide_proposal", keeper, "已有")
    assert entry.changes == {"state": "accepted", "need_type": "E-L1-03"}


def test_declining_asks_for_a_reason(loaded, at, steward, keeper):
    proposal = propose_need_type("宠物寄养", by=steward, at=at)
    with pytest.raises(Malformed) as caught:
        decide_proposal(proposal, by=keeper, at=at, note=" ")
    assert list(caught.value.fields) == ["note"]
    decide_proposal(proposal, by=keeper, at=at, note="不在职责内")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DECLINED


def test_a_proposal_is_decided_once(loaded, at, steward, keeper):
    proposal = propose_need_type("宠物寄养", by=steward, at=at)
    decide_proposal(proposal, by=keeper, at=at, note="不在职责内")
    with pytest.raises(RuleBroken) as caught:
        decide_proposal(proposal, by=keeper, at=at, note="又一次")
    assert caught.value.code == "already_decided"
    assert verbs() == ["propose_need_type", "decide_proposal"]


def test_only_who_keeps_the_list_decides_adds_and_retires(loaded, at, steward):
    proposal = propose_need_type("宠物寄养", by=steward, at=at)
    bathing = NeedType.objects.get(code="E-L1-03")
    before = everything()
    for attempt in (
        lambda: decide_proposal(proposal, by=steward, at=at, note="不在职责内"),
        lambda: add_need_type(cells(), by=steward, at=at),
        lambda: retire_need_type(bathing, by=steward, at=at, reason="试试"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert everything() == before
    assert verbs() == ["propose_need_type"]


# -- adding and retiring --------------------------------------------------------------------------


def cells(**changed: str) -> dict[str, str]:
    """A new entry, written as a row of the file: the row of E-L1-13 under other names."""
    with (DATA / "need_types.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["code"] == "E-L1-13")
    row.pop("code")
    return row | {"name_zh": "宠物代管", "name_en": "Pet care during hospital stays"} | changed


def test_an_added_need_type_takes_the_next_code_of_its_cell(loaded, at, keeper):
    added = add_need_type(cells(further_groups="D|S"), by=keeper, at=at)
    added = NeedType.objects.get(pk=added.pk)
    assert (added.code, added.name_zh, added.added_on) == (
        "E-L1-15",
        "宠物代管",
        timezone.localdate(at),
    )
    assert {group.code for group in added.further_groups.all()} == {"D", "S"}
    assert verbs() == ["add_need_type"]


def test_loading_again_leaves_what_was_added_alone(loaded, at, keeper):
    add_need_type(cells(), by=keeper, at=at)
    before = everything()
    load_catalogue()
    assert everything() == before


def test_a_file_may_not_take_the_place_of_what_was_added(loaded, at, keeper, folder):
    add_need_type(cells(), by=keeper, at=at)
    path = folder / "need_types.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("老人居家保洁", "宠物代管"), encoding="utf-8")
    before = everything()
    with pytest.raises(Malformed) as caught:
        load_catalogue(folder=folder)
    assert caught.value.code == "taken_here"
    assert everything() == before


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"name_zh": "老人居家保洁"}, RuleBroken),
        ({"name_en": "HOUSE CLEANING FOR OLDER PERSONS"}, RuleBroken),
        ({"group": "Q"}, Malformed),
        ({"group": ""}, Malformed),
        ({"level": ""}, Malformed),
        ({"level": "12"}, Malformed),
        ({"level": "１"}, Malformed),
        ({"qualifications": "MD"}, Malformed),
        ({"further_groups": "E"}, Malformed),
        ({"safeguards_minor": "yes"}, Malformed),
        ({"name_zh": "宠\x00物"}, Malformed),
    ],
)
def test_a_need_type_that_contradicts_itself_is_not_added(loaded, at, keeper, changed, refused):
    before = everything()
    with pytest.raises(refused):
        add_need_type(cells(**changed), by=keeper, at=at)
    assert everything() == before
    assert verbs() == []


def test_a_need_type_with_a_column_missing_is_not_added(loaded, at, keeper):
    row = cells()
    del row["tag"]
    with pytest.raises(Malformed) as caught:
        add_need_type(row, by=keeper, at=at)
    assert list(caught.value.fields) == ["rows.1.tag"]


def test_a_retired_need_type_keeps_its_row_and_answers_no_proposal(loaded, at, steward, keeper):
    bathing = NeedType.objects.get(code="E-L1-03")
    retire_need_type(bathing, by=keeper, at=at, reason="并入居家照料")
    bathing.refresh_from_db()
    assert bathing.retired_on == timezone.localdate(at)
    with pytest.raises(RuleBroken):
        retire_need_type(bathing, by=keeper, at=at, reason="再来")
    proposal = propose_need_type("帮老人洗个澡", by=steward, at=at)
    with pytest.raises(RuleBroken):
        decide_proposal(proposal, by=keeper, at=at, need_type=bathing)
    assert load_catalogue()["need_types"] == Loaded(equal=137)
    assert NeedType.objects.get(code="E-L1-03").retired_on is not None

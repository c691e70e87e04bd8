"""An organization enters itself, shows its papers, asks to be listed, and is looked at again each year."""

from datetime import date

import pytest

from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.organizations import actions
from marketplace.organizations.choices import OrganizationKind, OrganizationState, PaperKind
from marketplace.organizations.models import Licence, Membership, Organization
from marketplace.organizations.rules import make_uscc, papers_asked, vetted_before, vetting_due_on
from tests import makers
from tests.makers import NOW, later
from tests.makers_projects import a_pdf
from tests.workorders.actions.test_photos import picture


@pytest.fixture
def user(db):
    return makers.make_user()


def applicant(town, **changed):
    kind = OrganizationKind.SERVICE_INSTITUTION
    told = {
        "uscc": make_uscc(9002, kind=kind),
        "name_zh": "演示·清溪社工服务中心",
        "kind": kind,
        "legal_representative": "演示·赵某",
        "phone": "025-85550001",
        "community": town.here,
    }
    return actions.Applicant(**{**told, **changed})


@pytest.fixture
def entered(town, user):
    return actions.enter_applicant(applicant(town), by=user, at=NOW)


def hand_in(organization, by, kind=PaperKind.REGISTRATION, **told):
    told = {"name": "证书.pdf", "content": a_pdf(str(kind)), **told}
    return actions.hand_in_paper(organization, kind=kind, by=by, at=NOW, **told)


def all_papers(organization, by):
    return [hand_in(organization, by, kind) for kind in papers_asked(organization.state)]


def test_whoever_enters_an_organization_manages_it_and_it_is_not_yet_listed(entered, user):
    assert entered.state == OrganizationState.REGISTERED
    assert list(Membership.objects.values_list("user", "organization", "role")).count(
        (user.pk, entered.pk, "manager")
    )
    with pytest.raises(NotAllowed):
        actions.list_organization(entered, by=user, at=NOW)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"uscc": "51320113DEMX90021X"}, "uscc"),
        ({"name_zh": "  "}, "name_zh"),
        ({"phone": "nine"}, "phone"),
        ({"legal_representative": "王\x00"}, "legal_representative"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nobody_is_entered(town, user, changed, field):
    before = Organization.objects.count()
    with pytest.raises(Malformed) as refused:
        actions.enter_applicant(applicant(town, **changed), by=user, at=NOW)
    assert set(refused.value.fields) == {field}
    assert Organization.objects.count() == before


def test_a_code_that_is_known_is_not_entered_twice(town, entered, user):
    with pytest.raises(RuleBroken) as refused:
        actions.enter_applicant(applicant(town, name_zh="演示·另一家"), by=user, at=NOW)
    assert refused.value.code == "already_registered"


def test_all_missing_papers_are_told_at_once(entered, user):
    hand_in(entered, user, PaperKind.CHARTER)
    with pytest.raises(RuleBroken) as refused:
        actions.apply_to_be_listed(entered, by=user, at=NOW)
    assert str(PaperKind.REGISTRATION.label) in str(refused.value.message)
    assert str(PaperKind.INSPECTION.label) in str(refused.value.message)
    assert str(PaperKind.CHARTER.label) not in str(refused.value.message)


def test_it_applies_is_sent_back_mends_and_is_listed(town, entered, user):
    all_papers(entered, user)
    actions.apply_to_be_listed(entered, by=user, at=NOW)
    actions.return_application(entered, reason="年检结论看不清", by=town.bureau, at=later(hours=1))
    assert (entered.state, entered.returned_for) == (OrganizationState.REGISTERED, "年检结论看不清")
    actions.apply_to_be_listed(entered, by=user, at=later(hours=2))
    assert entered.returned_for == ""
    actions.list_organization(entered, by=town.bureau, at=later(hours=3))
    assert (entered.state, entered.vetted_on) == (OrganizationState.LISTED, date(2026, 10, 21))
    assert [entry.verb for entry in thread_of(entered)][-4:] == [
        "apply_organization",
        "return_organization",
        "apply_organization",
        "list_organization",
    ]


def test_nobody_sends_back_or_lists_their_own(town, entered, user):
    all_papers(entered, user)
    actions.apply_to_be_listed(entered, by=user, at=NOW)
    for act in (
        lambda: actions.return_application(entered, reason="不", by=user, at=NOW),
        lambda: actions.vet_again(entered, by=user, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_qualification_that_is_accepted_becomes_a_licence(town, entered, user):
    health = makers.make_qualification("HC")
    days = {"from_on": date(2026, 1, 1), "until_on": date(2027, 1, 1)}
    paper = hand_in(
        entered, user, PaperKind.QUALIFICATION, qualification=health, number="健 001", **days
    )
    assert not Licence.objects.filter(organization=entered).exists()
    actions.accept_paper(paper, by=town.bureau, at=later(hours=1))
    (licence,) = Licence.objects.filter(organization=entered)
    assert (licence.qualification, licence.number, licence.until_on) == (
        health,
        "健001",
        date(2027, 1, 1),
    )
    with pytest.raises(RuleBroken):
        actions.refuse_paper(paper, reason="太晚", by=town.bureau, at=later(hours=2))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "qualification"),
        ({"qualification": True, "number": "1"}, "from_on"),
        ({"qualification": True, "from_on": date(2026, 1, 1)}, "number"),
        (
            {
                "qualification": True,
                "number": "1",
                "from_on": date(2026, 1, 1),
                "until_on": date(2026, 1, 1),
            },
            "until_on",
        ),
    ],
)
def test_a_qualification_is_handed_in_whole(entered, user, told, field):
    if told.get("qualification"):
        told = told | {"qualification": makers.make_qualification("HC")}
    with pytest.raises(Malformed) as refused:
        hand_in(entered, user, PaperKind.QUALIFICATION, **told)
    assert set(refused.value.fields) == {field}
    assert not entered.papers.exists()


def test_a_photograph_of_a_paper_is_only_its_pixels(entered, user):
    paper = hand_in(entered, user, name="../../章程.jpg", content=picture("JPEG").read())
    assert (paper.content_type, paper.name) == ("image/jpeg", "章程.jpg")
    assert bytes(paper.content[:2]) == b"\xff\xd8"


@pytest.mark.parametrize("content", [b"<svg xmlns='x'/>", b"MZ\x90", b"%PDF-1.7 cut off", b""])
def test_what_is_neither_pdf_nor_picture_is_refused(entered, user, content):
    with pytest.raises(Malformed) as refused:
        hand_in(entered, user, content=content)
    assert set(refused.value.fields) == {"content"}
    assert not entered.papers.exists()


def test_the_same_file_twice_is_one_paper_and_a_judged_one_cannot_be_taken_back(
    town, entered, user
):
    paper = hand_in(entered, user)
    with pytest.raises(RuleBroken):
        hand_in(entered, user)
    actions.accept_paper(paper, by=town.bureau, at=NOW)
    with pytest.raises(RuleBroken):
        actions.take_back_paper(paper, by=user, at=NOW)
    hand_in(entered, user, PaperKind.CHARTER)
    actions.take_back_paper(entered.papers.get(kind=PaperKind.CHARTER), by=user, at=NOW)
    assert list(entered.papers.all()) == [paper]


def test_strangers_neither_hand_in_nor_judge(town, entered, user):
    paper = hand_in(entered, user)
    with pytest.raises((Hidden, NotAllowed)):
        hand_in(entered, town.manager, PaperKind.CHARTER)
    with pytest.raises(NotAllowed):
        actions.accept_paper(paper, by=user, at=NOW)
    with pytest.raises((Hidden, NotAllowed)):
        actions.accept_paper(paper, by=town.bureau_abroad, at=NOW)


def test_a_refused_paper_is_missing_again(town, entered, user):
    papers = all_papers(entered, user)
    actions.refuse_paper(papers[0], reason="过期", by=town.bureau, at=NOW)
    with pytest.raises(RuleBroken) as refused:
        actions.apply_to_be_listed(entered, by=user, at=NOW)
    assert refused.value.code == "papers_missing"


def test_the_yearly_look_waits_for_the_papers_and_moves_the_day(town, entered, user):
    all_papers(entered, user)
    actions.apply_to_be_listed(entered, by=user, at=NOW)
    actions.list_organization(entered, by=town.bureau, at=NOW)
    with pytest.raises(RuleBroken) as refused:
        actions.vet_again(entered, by=town.bureau, at=later(days=365))
    assert refused.value.code == "papers_wait"
    for paper in entered.papers.all():
        actions.accept_paper(paper, by=town.bureau, at=later(days=365))
    actions.vet_again(entered, by=town.bureau, at=later(days=365))
    assert entered.vetted_on == date(2027, 10, 21)


@pytest.mark.parametrize(
    ("vetted", "due"),
    [
        (date(2026, 10, 21), date(2027, 10, 21)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2023, 12, 31), date(2024, 12, 31)),
    ],
)
def test_it_is_due_the_same_day_a_year_later(vetted, due):
    assert vetting_due_on(vetted) == due
    assert vetted <= vetted_before(due)
    assert vetted > vetted_before(date.fromordinal(due.toordinal() - 1))

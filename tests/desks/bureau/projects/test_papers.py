"""Documents of a tender, and answers for everybody."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.projects import actions
from marketplace.projects.models import ProjectDocument
from tests.desks.bureau.projects.conftest import text
from tests.hostile import TOO_LONG, UNSTORABLE
from tests.makers import NOW
from tests.makers_projects import a_pdf, make_bidder


@pytest.fixture
def project(tendering):
    return tendering.planned()


def add(browser, project, pdf: bytes = b"", **fields):
    file = SimpleUploadedFile("../公告.pdf", pdf or a_pdf(), "application/pdf")
    told = {"kind": "notice", "title": "招标公告", "content": file, **fields}
    return browser.post(f"/projects/{project.number}/documents/", told)


def test_a_document_is_added_and_saved_never_shown(author, project):
    assert add(author, project).status_code == 302
    paper = ProjectDocument.objects.get()
    answer = author.get(f"/projects/{project.number}/documents/{paper.pk}/")
    assert answer.content == a_pdf()
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_it_is_taken_away_again(author, project):
    add(author, project)
    paper = ProjectDocument.objects.get()
    url = f"/projects/{project.number}/documents/{paper.pk}/remove/"
    assert [author.post(url).status_code for _ in range(2)] == [302, 404]
    assert not ProjectDocument.objects.exists()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"content": SimpleUploadedFile("a.pdf", b"<html>")}, "content"),
        ({"content": ""}, "content"),
        ({"title": ""}, "title"),
        ({"title": TOO_LONG}, "title"),
        ({"title": UNSTORABLE["nul"]}, "title"),
        ({"kind": "bribe"}, "kind"),
    ],
)
def test_what_is_no_document_is_told_at_its_field(fields, fault, author, project):
    page = add(author, project, **fields)
    assert page.status_code == 422
    assert list(page.context["paper"].errors) == [fault]
    assert not ProjectDocument.objects.exists()


def test_a_second_click_adds_no_second_document(author, project):
    assert [add(author, project).status_code for _ in range(2)] == [302, 409]
    assert ProjectDocument.objects.count() == 1


def test_after_the_release_the_documents_stay(author, tendering):
    project = tendering.approved()
    add(author, project)
    tendering.release()
    paper = ProjectDocument.objects.get()
    assert "Take away" not in text(author.get(f"/projects/{project.number}/"))
    author.post(f"/projects/{project.number}/documents/{paper.pk}/remove/")
    assert add(author, project, a_pdf("2")).status_code == 409
    assert list(ProjectDocument.objects.all()) == [paper]


def test_documents_of_others_are_not_there(stranger, author, tendering, project):
    add(author, project)
    paper = ProjectDocument.objects.get()
    other = tendering.planned()
    assert stranger.get(f"/projects/{project.number}/documents/{paper.pk}/").status_code == 404
    assert author.get(f"/projects/{other.number}/documents/{paper.pk}/").status_code == 404
    assert author.get(f"/projects/{project.number}/documents/{10**30}/").status_code == 404
    assert add(stranger, project).status_code == 404


@pytest.fixture
def asked(tendering):
    project = tendering.released()
    bidder = make_bidder()
    return actions.ask_question(project, bidder[0], question="可否联合体？", by=bidder[1], at=NOW)


def answering(asked) -> str:
    return f"/projects/{asked.project.number}/questions/{asked.pk}/"


def test_an_answer_is_for_everybody_and_given_once(author, asked):
    answers = [author.post(answering(asked), {"answer": "可以"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    asked.refresh_from_db()
    assert asked.answer == "可以"
    assert "可以" in text(author.get(f"/projects/{asked.project.number}/"))


@pytest.mark.parametrize("words", ["", TOO_LONG, UNSTORABLE["nul"]])
def test_an_answer_that_cannot_stand_is_told_at_its_field(words, author, asked):
    page = author.post(answering(asked), {"answer": words})
    assert page.status_code == 422
    assert "This is not" in text(page) or 'aria-invalid="true"' in text(page)


def test_a_question_of_another_project_or_district_is_not_there(author, stranger, asked, tendering):
    assert stranger.post(answering(asked), {"answer": "x"}).status_code == 404
    assert (
        author.post(
            f"/projects/{asked.project.number}/questions/{asked.pk + 1}/", {"answer": "x"}
        ).status_code
        == 404
    )

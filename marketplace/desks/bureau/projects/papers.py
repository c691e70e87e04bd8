"""Documents of a tender, and answers to what bidders ask."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects import finding, project
from marketplace.desks.bureau.projects.paper_forms import AnswerForm, PaperForm
from marketplace.desks.downloads import download
from marketplace.desks.now import now
from marketplace.kernel.errors import Hidden
from marketplace.projects import actions
from marketplace.projects.models import Project, ProjectDocument


@require_POST
@overseeing
def add(request: HttpRequest, number: str) -> HttpResponse:
    shown = finding.with_parts(request.user, number)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid() and attempt(form, lambda: _added(request, shown, form)):
        messages.success(request, _("Added."))
        return redirect("bureau:project", number)
    return project.page(request, shown, paper=form, status=status_of(form))


@overseeing
def paper(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = _get(request, number, pk)
    return download(bytes(found.content), f"{found.title}.pdf")


@require_POST
@overseeing
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = _get(request, number, pk)
    step(
        request,
        lambda: (actions.remove_document(found, by=request.user, at=now()),),
        _("Taken away."),
    )
    return redirect("bureau:project", number)


@require_POST
@overseeing
def answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    shown = finding.with_parts(request.user, number)
    asked = next((one for one in shown.clarifications.all() if one.pk == pk), None)
    if asked is None:
        raise Hidden("no_such_question", _("There is no such question."))
    form = AnswerForm(request.POST, question=pk)
    if form.is_valid() and attempt(
        form,
        lambda: actions.answer_question(asked, **form.cleaned_data, by=request.user, at=now()),
    ):
        messages.success(request, _("Answered. Everybody can read it now."))
        return redirect("bureau:project", number)
    return project.page(request, shown, answer=form, status=status_of(form))


def _added(request: HttpRequest, shown: Project, form: PaperForm) -> ProjectDocument:
    told = form.cleaned_data
    return actions.add_document(
        shown,
        kind=told["kind"],
        title=told["title"],
        content=told["content"].read(),
        by=request.user,
        at=now(),
    )


def _get(request: HttpRequest, number: str, pk: int) -> ProjectDocument:
    shown = finding.get_project(request.user, number)
    found = shown.documents.filter(pk=pk).first() if pk < finding.LARGEST_KEY else None
    if found is None:
        raise Hidden("no_such_paper", _("There is no such document."))
    return found

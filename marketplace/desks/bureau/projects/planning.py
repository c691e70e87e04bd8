"""Writing the plan of a project, and writing it anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects import finding, words
from marketplace.desks.bureau.projects.forms import PlanForms, told_of_project
from marketplace.desks.bureau.projects.wanting import plan_for
from marketplace.desks.now import now
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import RuleBroken
from marketplace.projects.actions import plan_project, revise_project
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project
from marketplace.projects.plan import Plan


@overseeing
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A new project of a batch; with `?want=` it begins with what the figures say."""
    batch = finding.get_batch(request.user, pk)
    if batch.released_at is not None:
        raise RuleBroken(
            "batch_released", _("This batch was released: plan a further one for this year.")
        )
    sent = request.POST if request.method == "POST" else None
    told = plan_for(request.user, request.GET.get("want", ""), batch) if sent is None else {}
    forms = PlanForms(sent, district=batch.district, told=told)
    made = forms.attempt(lambda plan: plan_project(batch, plan, by=request.user, at=now()))
    if made:
        messages.success(request, _("Planned. A second officer has to approve it."))
        return redirect("bureau:project", made.number)
    context = {"forms": forms, "form": forms.form, "batch": batch, "name": words.name_of(batch)}
    return render(request, "desks/bureau/projects/plan.html", context, status=forms.status)


@overseeing
def revise(request: HttpRequest, number: str) -> HttpResponse:
    project = finding.get_project(request.user, number)
    sent = request.POST if request.method == "POST" else None
    told = told_of_project(project, thread_of(project).count()) if sent is None else {}
    forms = PlanForms(sent, district=project.batch.district, told=told)
    if forms.attempt(lambda plan: _revised(request, project, forms, plan)):
        messages.success(request, _("Changed. A second officer has to approve it."))
        return redirect("bureau:project", project.number)
    context = {
        "forms": forms,
        "form": forms.form,
        "project": project,
        "batch": project.batch,
        "name": words.name_of(project.batch),
        "is_open": project.state == ProjectState.PLANNED,
    }
    return render(request, "desks/bureau/projects/plan.html", context, status=forms.status)


def _revised(request: HttpRequest, project: Project, forms: PlanForms, plan: Plan) -> Project:
    seen = forms.form.cleaned_data["seen"] or 0
    return revise_project(project, plan, seen=seen, by=request.user, at=now())

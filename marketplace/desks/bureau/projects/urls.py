from django.urls import path

from marketplace.desks.bureau.projects import (
    batches,
    bids,
    opening,
    papers,
    planning,
    project,
    rules,
    shares,
    steps,
    wanting,
)

urlpatterns = [
    path("", batches.batches, name="projects"),
    path("wanted/", wanting.wants, name="wanted"),
    path("rules/", rules.rulebook, name="rulebook"),
    path("rules/new/", rules.renew, name="new_rules"),
    path("batches/plan/", batches.plan, name="plan_batch"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/plan/", planning.plan, name="plan_project"),
    path("batches/<int:pk>/share/", shares.share, name="share"),
    path("batches/<int:pk>/release/", batches.release, name="release_batch"),
    path("batches/<int:pk>/opening/", opening.opening, name="opening"),
    path("<str:number>/", project.project, name="project"),
    path("<str:number>/plan/", planning.revise, name="revise_project"),
    path("<str:number>/documents/", papers.add, name="add_paper"),
    path("<str:number>/documents/<int:pk>/", papers.paper, name="paper"),
    path("<str:number>/documents/<int:pk>/remove/", papers.remove, name="remove_paper"),
    path("<str:number>/questions/<int:pk>/", papers.answer, name="answer_question"),
    path("<str:number>/bids/", bids.bids, name="bids"),
    path("<str:number>/bids/<uuid:pk>/", bids.bid, name="bid"),
    path("<str:number>/bids/<uuid:pk>/<int:file>/", bids.attachment, name="bid_file"),
    path("<str:number>/steps/<slug:slug>/", steps.step, name="project_step"),
]

from django.urls import path, register_converter

from marketplace.desks.bureau.projects import (
    batches,
    bids,
    book,
    opening,
    papers,
    planning,
    project,
    rules,
    shares,
    steps,
    wanting,
)


class Number:
    """The number of a project, or what could be one: a NUL is no text to ask a database for."""

    regex = "[0-9A-Za-z-]{1,24}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Number, "project")

urlpatterns = [
    path("", batches.batches, name="projects"),
    path("wanted/", wanting.wants, name="wanted"),
    path("rules/", rules.rulebook, name="rulebook"),
    path("rules/new/", rules.renew, name="new_rules"),
    path("batches/plan/", batches.plan, name="plan_batch"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/book/", book.book, name="batch_book"),
    path("batches/<int:pk>/plan/", planning.plan, name="plan_project"),
    path("batches/<int:pk>/share/", shares.share, name="share"),
    path("batches/<int:pk>/release/", batches.release, name="release_batch"),
    path("batches/<int:pk>/opening/", opening.opening, name="opening"),
    path("<project:number>/", project.project, name="project"),
    path("<project:number>/plan/", planning.revise, name="revise_project"),
    path("<project:number>/documents/", papers.add, name="add_paper"),
    path("<project:number>/documents/<int:pk>/", papers.paper, name="paper"),
    path("<project:number>/documents/<int:pk>/remove/", papers.remove, name="remove_paper"),
    path("<project:number>/questions/<int:pk>/", papers.answer, name="answer_question"),
    path("<project:number>/bids/", bids.bids, name="bids"),
    path("<project:number>/bids/<uuid:pk>/", bids.bid, name="bid"),
    path("<project:number>/bids/<uuid:pk>/<int:file>/", bids.attachment, name="bid_file"),
    path("<project:number>/steps/<slug:slug>/", steps.step, name="project_step"),
]

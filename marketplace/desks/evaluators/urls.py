from django.urls import path

from marketplace.desks.evaluators import answering, desk, evaluations, papers, results, sheets, ties

urlpatterns = [
    path("evaluator/", desk.desk, name="desk"),
    path("evaluator/ties/", ties.ties, name="ties"),
    path("evaluator/ties/<int:pk>/end/", ties.end, name="end_tie"),
    path("evaluator/seats/<int:pk>/", answering.answer, name="answer"),
    path("evaluator/seats/<int:pk>/recuse/", answering.recuse, name="recuse"),
    path("evaluator/seats/<int:pk>/sheet/", sheets.sheet, name="sheet"),
    path("evaluator/seats/<int:pk>/sheet/<int:file>/", sheets.attachment, name="attachment"),
    path("evaluator/seats/<int:pk>/sign/", sheets.sign, name="sign"),
    path("evaluator/seats/<int:pk>/result/", results.result, name="result"),
    path("evaluator/seats/<int:pk>/scores/own/", papers.own, name="own_scores"),
    path("evaluator/seats/<int:pk>/scores/", papers.everybodys, name="scores"),
    path("evaluator/evaluations/<int:pk>/scores/", papers.evaluation, name="evaluation_scores"),
    path("evaluator/evaluations/<int:pk>/", evaluations.evaluation, name="evaluation"),
    path(
        "evaluator/evaluations/<int:pk>/papers/<int:paper>/",
        evaluations.material,
        name="material",
    ),
]

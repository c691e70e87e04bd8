from django.urls import include, path, re_path

from marketplace.desks.bureau import days, journal, letters, overview, proposals
from marketplace.desks.bureau.bans import pages as bans
from marketplace.desks.bureau.bans import policy, quality
from marketplace.desks.bureau.contracts import pages as contracts
from marketplace.desks.bureau.evaluations import pages as evaluations
from marketplace.desks.bureau.evaluations import scheme
from marketplace.desks.bureau.organizations import pages as organizations
from marketplace.desks.bureau.panels import evaluators
from marketplace.desks.bureau.panels import pages as panels
from marketplace.desks.bureau.weights import pages as weights

urlpatterns = [
    path("projects/", include("marketplace.desks.bureau.projects.urls")),
    path("overview/", overview.overview, name="overview"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/accept/", proposals.accept, name="accept"),
    path("proposals/<int:pk>/decline/", proposals.decline, name="decline"),
    path("proposals/<int:pk>/add/", proposals.add, name="add"),
    path("days/", days.days, name="days"),
    path("days/change/", days.change, name="change_day"),
    path("days/<int:year>/publish/", days.publish, name="publish_year"),
    path("weights/", weights.weights, name="weights"),
    path("weights/turn/", weights.turn, name="turn_weights"),
    path("weights/rhythm/", weights.rhythm, name="rhythm"),
    path("panels/", panels.panels, name="panels"),
    path("panels/draw/<int:pk>/<slug:purpose>/", panels.draw, name="draw_panels"),
    path("panels/<int:pk>/", panels.panel, name="panel"),
    path("panels/<int:pk>/fill/", panels.fill, name="fill_panel"),
    path("panels/<int:pk>/begin/", panels.begin, name="begin_scoring"),
    path("panels/<int:pk>/excuse/<int:seat>/", panels.excuse, name="excuse_seat"),
    path("panels/<int:pk>/dissolve/", panels.dissolve, name="dissolve_panel"),
    path("panels/<int:pk>/scores/", letters.panel, name="panel_scores"),
    path("panels/<int:pk>/scores/<int:seat>/", letters.seat, name="seat_scores"),
    path("evaluators/", evaluators.evaluators, name="evaluators"),
    path("evaluators/<int:pk>/", evaluators.evaluator, name="evaluator"),
    path("contracts/", contracts.contracts, name="contracts"),
    re_path(r"^contracts/(?P<number>[0-9A-Za-z-]{1,24})/$", contracts.contract, name="contract"),
    re_path(
        r"^contracts/(?P<number>[0-9A-Za-z-]{1,24})/letters/(?P<pk>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/$",
        letters.award,
        name="award_letter",
    ),
    path("evaluations/", evaluations.evaluations, name="evaluations"),
    path("evaluations/scheme/", scheme.scheme, name="evaluation_scheme"),
    path("evaluations/<int:pk>/", evaluations.evaluation, name="evaluation"),
    path("evaluations/<int:pk>/papers/<int:paper>/", evaluations.material, name="material"),
    path("evaluations/<int:pk>/scores/", letters.scores, name="evaluation_scores"),
    path("evaluations/<int:pk>/scores/<int:sheet>/", letters.sheet, name="evaluation_sheet"),
    path("evaluations/<int:pk>/letter/", letters.evaluation, name="evaluation_letter"),
    path("evaluations/<int:pk>/plan/", letters.plan, name="plan_letter"),
    path("bans/", bans.bans, name="bans"),
    path("bans/policy/", policy.policy, name="ban_policy"),
    path("bans/quality/", quality.quality, name="quality"),
    path("bans/quality/<int:pk>/", quality.label, name="label_quality"),
    path("bans/<int:pk>/", bans.ban, name="ban"),
    path("bans/<int:pk>/letters/notice/", letters.ban_notice, name="ban_notice"),
    path("bans/<int:pk>/letters/decision/", letters.ban_decision, name="ban_decision"),
    path("bans/<int:pk>/<slug:step>/", bans.take, name="ban_step"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/new/", organizations.register, name="register_organization"),
    path("organizations/<int:pk>/", organizations.organization, name="organization"),
    path(
        "organizations/<int:pk>/first-manager/", organizations.first_manager, name="first_manager"
    ),
    path("organizations/<int:pk>/papers/<int:paper>/", organizations.paper, name="shown_paper"),
    path("journal/", journal.journal, name="journal"),
]

from django.db.models import Q
from django.urls import path, re_path
from django.utils.translation import gettext_lazy as _

from marketplace.desks.doors import of_an_organization
from marketplace.desks.field import orders
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.paths import behind, field_paths
from marketplace.desks.organizations import colleagues, letters, offering, shelf, workers
from marketplace.desks.organizations.bans import pages as bans
from marketplace.desks.organizations.bids import along, files
from marketplace.desks.organizations.bids import pages as bids
from marketplace.desks.organizations.contracts import evaluations
from marketplace.desks.organizations.contracts import pages as contracts

DESK = Desk(
    "organizations",
    door=of_an_organization,
    asked=Q(service__isnull=False),
    orders_page="orders",
    orders_label=_("Orders"),
)

_BID = r"^organization/(?P<pk>[0-9]{1,15})/bids/(?P<number>[0-9A-Za-z-]{1,24})/"
_RECEIPT = r"^organization/receipts/(?P<code>[0-9A-Z]{16})/"
_BAN = r"^organization/bans/(?P<pk>[0-9]{1,15})/"

urlpatterns = [
    *field_paths(DESK, "organization/"),
    path("organization/orders/", behind(DESK, orders.orders), name="orders"),
    path("organization/shelf/", behind(DESK, shelf.shelf), name="shelf"),
    path("organization/shelf/<int:pk>/places/", behind(DESK, shelf.places), name="places"),
    path(
        "organization/shelf/<int:pk>/availability/",
        behind(DESK, shelf.availability),
        name="availability",
    ),
    path("organization/shelf/<int:pk>/take-off/", behind(DESK, shelf.take_off), name="take_off"),
    path("organization/<int:pk>/offer/", behind(DESK, offering.choose), name="offer_service"),
    path("organization/<int:pk>/offer/<slug:code>/", behind(DESK, offering.draft), name="draft"),
    path("organization/services/<int:pk>/", behind(DESK, offering.service), name="service"),
    path(
        "organization/services/<int:pk>/change/", behind(DESK, offering.amend), name="amend_service"
    ),
    path(
        "organization/services/<int:pk>/send/", behind(DESK, offering.submit), name="submit_service"
    ),
    path(
        "organization/services/<int:pk>/take-back/",
        behind(DESK, offering.take_back),
        name="take_back_service",
    ),
    path(
        "organization/services/<int:pk>/change/take-back/",
        behind(DESK, offering.take_back_change),
        name="take_back_revision",
    ),
    path("organization/bids/", bids.bids, name="bids"),
    re_path(f"{_BID}$", bids.bid, name="bid"),
    re_path(f"{_BID}send/$", bids.send, name="send_bid"),
    re_path(f"{_BID}discard/$", bids.discard, name="discard_draft"),
    re_path(f"{_BID}files/$", files.add, name="attach"),
    re_path(f"{_BID}files/(?P<file>[0-9]{{1,15}})/remove/$", files.remove, name="detach"),
    re_path(f"{_BID}copy/$", files.copy, name="bid_copy"),
    re_path(f"{_BID}restore/$", files.restore, name="restore_bid"),
    re_path(f"{_BID}ask/$", files.ask, name="ask_about"),
    re_path(f"{_BID}along/$", along.along, name="bid_along"),
    re_path(rf"{_BID}along/(?P<agreement>[0-9]{{1,15}})/$", along.take_back, name="not_along"),
    re_path(f"{_BAN}$", bans.ban, name="ban"),
    re_path(f"{_BAN}letters/notice/$", letters.ban_notice, name="ban_notice"),
    re_path(f"{_BAN}letters/decision/$", letters.ban_decision, name="ban_decision"),
    re_path(f"{_RECEIPT}$", bids.receipt, name="receipt"),
    re_path(f"{_RECEIPT}withdraw/$", bids.withdraw, name="withdraw_bid"),
    path("organization/<int:pk>/workers/", behind(DESK, workers.add), name="add_worker"),
    path("organization/workers/<int:pk>/end/", behind(DESK, workers.end), name="end_worker"),
    path("organization/<int:pk>/colleagues/", behind(DESK, colleagues.new), name="let_in"),
    path("organization/colleagues/<int:pk>/", behind(DESK, colleagues.colleague), name="colleague"),
    path("organization/contracts/", behind(DESK, contracts.contracts), name="contracts"),
    path("organization/contracts/<int:pk>/", behind(DESK, contracts.contract), name="contract"),
    path("organization/results/<int:pk>/", behind(DESK, contracts.result), name="result"),
    path(
        "organization/evaluations/<int:pk>/",
        behind(DESK, evaluations.evaluation),
        name="evaluation",
    ),
    path(
        "organization/evaluations/<int:pk>/papers/<int:paper>/",
        behind(DESK, evaluations.material),
        name="material",
    ),
    path("organization/results/<int:pk>/letter/", letters.award, name="award_letter"),
    path("organization/evaluations/<int:pk>/letter/", letters.evaluation, name="evaluation_letter"),
    path("organization/evaluations/<int:pk>/plan/", letters.plan, name="plan_letter"),
]

from django.urls import path, re_path

from marketplace.desks.dispatchers import board, fairness, orders, rounds, shortages, supposing, why

RUN = r"(?P<pk>[0-9]{1,18})"
NUMBER = r"(?P<number>XQ-[0-9A-Z-]{4,24})"

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/alerts/<int:pk>/", board.acknowledge, name="acknowledge"),
    path("shortages/", shortages.shortages, name="shortages"),
    path("fairness/", fairness.fairness, name="fairness"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.propose, name="propose"),
    path("rounds/<int:pk>/", rounds.one_round, name="round"),
    path("rounds/<int:pk>/what-if/", supposing.what_if, name="what_if"),
    path("rounds/<int:pk>/commit/", rounds.commit, name="commit"),
    path("rounds/<int:pk>/discard/", rounds.discard, name="discard"),
    re_path(rf"^rounds/{RUN}/why/{NUMBER}/$", why.why, name="why"),
    re_path(rf"^dispatch/{NUMBER}/$", orders.order, name="order"),
    re_path(rf"^dispatch/{NUMBER}/best/$", orders.dispatch_best, name="dispatch_best"),
    re_path(rf"^dispatch/{NUMBER}/room/$", orders.make_way, name="make_room"),
    re_path(rf"^dispatch/{NUMBER}/assign/$", orders.assign, name="assign"),
    re_path(rf"^dispatch/{NUMBER}/recall/$", orders.recall, name="recall"),
]

from django.urls import path, re_path

from marketplace.desks.wishes import board, staff

CODE = r"(?P<code>[0-9A-Za-z]{12})"

urlpatterns = [
    path("wishes/", board.board, name="board"),
    path("wishes/ours/", board.ours, name="ours"),
    re_path(rf"^wishes/{CODE}/$", board.wish, name="wish"),
    re_path(rf"^wishes/mine/{CODE}/$", board.mine, name="mine"),
    path("micro-wishes/", staff.wishes, name="list"),
    re_path(rf"^micro-wishes/{CODE}/$", staff.wish, name="one"),
    path("residents/<int:pk>/wish/", staff.make, name="make"),
]

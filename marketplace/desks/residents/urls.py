from django.urls import path, re_path

from marketplace.desks.residents import asking, data, following, rating

CODE = r"(?P<code>[0-9A-Za-z-]{8,24})"

urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("follow/", following.follow, name="follow"),
    re_path(rf"^r/{CODE}/$", following.request_page, name="request"),
    re_path(rf"^r/{CODE}/slip/$", following.slip, name="slip"),
    re_path(rf"^r/{CODE}/answer/$", following.answer, name="answer"),
    re_path(rf"^r/{CODE}/withdraw/$", following.withdraw, name="withdraw"),
    re_path(rf"^r/{CODE}/rate/$", rating.rate, name="rate"),
    re_path(rf"^r/{CODE}/data/$", data.data, name="data"),
    re_path(rf"^r/{CODE}/complain/$", rating.complaint, name="complain"),
]

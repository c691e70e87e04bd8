from django.urls import path, re_path

from marketplace.desks.doors import for_everybody
from marketplace.desks.tenders import pages
from marketplace.desks.tenders.feed import TendersFeed

NUMBER = r"(?P<number>[0-9A-Za-z-]{1,24})"

urlpatterns = [
    path("tenders/", pages.tenders, name="tenders"),
    path("tenders/feed/", for_everybody(TendersFeed()), name="feed"),
    path("tenders/register/", pages.register, name="register"),
    re_path(rf"^tenders/{NUMBER}/$", pages.tender, name="tender"),
    re_path(rf"^tenders/{NUMBER}/papers/(?P<pk>[0-9]{{1,15}})/$", pages.paper, name="paper"),
]

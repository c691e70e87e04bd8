from django.urls import path, re_path

from marketplace.desks.staff import (
    calling,
    consents,
    erasing,
    finding,
    hearing,
    judging,
    lists,
    needs,
    posting,
    residents,
    stepping,
)

NUMBER = r"(?P<number>XQ-[0-9A-Z-]{4,17})"

urlpatterns = [
    path("triage/", lists.queue, name="queue"),
    path("needs/", lists.needs, name="needs"),
    path("needs/post/", finding.find, name="post"),
    path("needs/post/new/", posting.post_for_somebody_new, name="post_new"),
    path("needs/post/for/<int:pk>/", posting.post_for, name="post_for"),
    path("needs/post/propose/", posting.propose, name="propose"),
    path("needs/posted/", posting.posted, name="posted"),
    re_path(rf"^needs/{NUMBER}/$", needs.need, name="need"),
    re_path(rf"^needs/{NUMBER}/triage/$", judging.triage, name="triage"),
    re_path(rf"^needs/{NUMBER}/hear/$", hearing.hear, name="hear"),
    re_path(rf"^needs/{NUMBER}/(?P<slug>[a-z-]+)/$", stepping.step, name="step"),
    path("calls/", calling.calls, name="calls"),
    path("calls/<int:pk>/", calling.call, name="call"),
    path("residents/<int:pk>/", residents.resident, name="resident"),
    path("residents/<int:pk>/reveal/", residents.reveal, name="reveal"),
    path("residents/<int:pk>/amend/", residents.amend, name="amend"),
    path("residents/<int:pk>/consents/", consents.consents, name="consents"),
    path(
        "residents/<int:pk>/consents/<int:consent>/withdraw/",
        consents.withdraw,
        name="withdraw_consent",
    ),
    path("residents/<int:pk>/erase/", erasing.erase, name="erase"),
]

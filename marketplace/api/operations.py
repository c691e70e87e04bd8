"""All operations under one roof, /api/."""

from marketplace.api import catalogue, needs, offers, orders, requests, verdicts, visits
from marketplace.api.documenting import DocumentedAPI
from marketplace.api.errors import handle_errors_of
from marketplace.api.parsing import StrictParser

api = DocumentedAPI(
    title="云超市 Cloud Supermarket",
    version="1",
    description=(
        "The way of a need for other systems: search need types, post a need, follow it, answer "
        "offers, log visits, complete work, say how it was. The rules and messages are those of the "
        "pages; `Accept-Language` (zh, en) chooses the language. A token acts for a person and sees "
        "what that person sees: residents are masked until somebody has agreed to help."
    ),
    urls_namespace="api",
    parser=StrictParser(),
)
handle_errors_of(api)
for prefix, room in (
    ("", catalogue.room),
    ("", needs.room),
    ("", requests.room),
    ("", offers.room),
    ("", orders.room),
    ("", visits.room),
    ("", verdicts.room),
):
    api.add_router(prefix, room)

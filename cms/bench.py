"""What a public page costs, beside views that cost next to nothing: interleaved in one run, through the whole site
with all its middleware, so that a slow minute of the machine is shared by all."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BytesIO
from statistics import median, quantiles
from time import perf_counter
from types import ModuleType
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import get_resolver, path
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import Page, Site
from wagtail.views import serve as wagtails_own

from cms.models import SubcategoryPage
from marketplace.journal.actions import record
from marketplace.organizations.queries import services_on_shelf

ABOUT = (
    "Times pages of the public site, interleaved with a bare Django view and with a stock Wagtail page that lists 20 "
    "children, in one process and through all middleware. Nothing stays. Run it on the demo "
    "(`manage.py demo --no-serve` builds one)."
)
CHILDREN = 20
WORDS = (
    "助浴",
    "zhuyu",
    "我妈妈腿脚不方便想找人帮忙洗澡",
    "法律援助",
    "tutoring",
    "康复",
    "送餐",
    "心理",
)


class NothingToMeasure(Exception):
    """The public site has not been built here."""

    def __init__(self) -> None:
        super().__init__("There is no shelf to open: build the demo district first.")


class TakenBack(Exception):
    """Ends the transaction in which the stock page stood."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=60, help="visits of each page (60)")
    parser.add_argument("--json", action="store_true", help="tell the figures as JSON")


def measured(options: Mapping[str, Any], tell: Callable[[str], object]) -> dict[str, Any]:
    """Milliseconds, medians. `warm`: a shelf that is kept; `uncached`: under an address that nobody has opened since
    something happened last, as a choice of a facet is; `changed`: the first visit after something has happened in the
    rooms; `empty`: the first one after an editor published or the server began, with nothing kept at all. The ratios
    are how many visits of the page go into the time of one of the other: more is quicker."""
    shelf = _fullest_shelf()
    figures: dict[str, Any] = {}
    with ExitStack() as changed:
        changed.enter_context(
            override_settings(DEBUG=False, ALLOWED_HOSTS=["*"], STORAGES=_uncollected())
        )
        try:
            with _one_transaction():
                stock = _stock_page()
                changed.enter_context(_with_bare_view())
                tell(f"{options['rounds']} visits of each")
                figures = _figures(shelf, stock, options["rounds"])
                raise TakenBack
        except TakenBack:
            return figures
    return figures


def lines(figures: Mapping[str, Any]) -> Iterator[str]:
    for name, ms in figures["ms"].items():
        yield f"{name.replace('_', ' '):>20}  {ms:>8.2f} ms"
    yield (
        f"A kept page: {figures['warm_of_bare']} of a bare view. A page made anew: "
        f"{figures['uncached_of_stock']} times a stock page with {CHILDREN} children; the first one after something "
        f"happened: {figures['changed_of_stock']} times; with nothing kept: {figures['empty_of_stock']} times."
    )


def _uncollected() -> dict[str, Any]:
    """Names of files as they are: nobody has to collect them before measuring."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {**settings.STORAGES, "staticfiles": plain}


def _fullest_shelf() -> str:
    shelves = SubcategoryPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
    fullest = max(shelves, key=lambda page: page.services().count(), default=None)
    if fullest is None:
        raise NothingToMeasure
    return fullest.get_url() or "/"


def _stock_page() -> str:
    """A page of Wagtail's own kind with children, below home."""
    home = Site.objects.get(is_default_site=True).root_page
    parent = home.add_child(instance=Page(title="Stock", slug="bench-stock"))
    for number in range(CHILDREN):
        parent.add_child(instance=Page(title=f"Child {number}", slug=f"child-{number}"))
    return "/bench-stock/"


def _something_happens() -> None:
    service = services_on_shelf().order_by("pk")[:1].get()
    record("bench", service, by=None, at=timezone.now())


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bare")


@contextmanager
def _one_transaction() -> Iterator[None]:
    """At the end of a request Django drops a connection that is in a transaction; here it is ours."""
    both = request_started, request_finished
    for signal in both:
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
    finally:
        for signal in both:
            signal.connect(close_old_connections)


@contextmanager
def _with_bare_view() -> Iterator[None]:
    urls = ModuleType("bench_urls")
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("bench-bare/", bare),
        path("bench-stock/", lambda request: wagtails_own(request, "bench-stock/")),
        *get_resolver().url_patterns,
    ]
    with (
        override_settings(ROOT_URLCONF=urls),
        patch.object(Page, "template", "cms/bench_stock.html"),
    ):
        yield


def _figures(shelf: str, stock: str, rounds: int) -> dict[str, Any]:
    server = WSGIHandler()
    taken: dict[str, list[float]] = {}

    def visit(name: str, address: str, query: str = "") -> None:
        began = perf_counter()
        answer = server(_environ(address, query), lambda status, headers, *_: None)
        b"".join(answer)
        answer.close()
        ms = (perf_counter() - began) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        taken.setdefault(name, []).append(ms)

    for number in range(-3, rounds):
        if number == 0:
            taken.clear()
        visit("bare", "/bench-bare/")
        visit("warm", shelf)
        visit("uncached", shelf, f"visit={number}")
        visit("stock", stock)
        _something_happens()
        visit("changed", shelf)
        visit("search", "/find/", urlencode({"q": WORDS[number % len(WORDS)], "visit": number}))
        caches["pages"].clear()
        visit("empty", shelf)
    caches["pages"].clear()
    ms = {name: median(each) for name, each in taken.items()}
    return {
        "rounds": rounds,
        "ms": {name: round(value, 3) for name, value in ms.items()},
        "search_p95_ms": round(quantiles(taken["search"], n=20)[-1], 1),
        "warm_of_bare": round(ms["bare"] / ms["warm"], 2),
        "uncached_of_stock": round(ms["stock"] / ms["uncached"], 2),
        "changed_of_stock": round(ms["stock"] / ms["changed"], 2),
        "empty_of_stock": round(ms["stock"] / ms["empty"], 2),
        "shelf": shelf,
    }


def _environ(address: str, query: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }

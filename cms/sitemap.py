"""What search engines are told: every public page with its other languages (sitemaps.org), and what is not theirs."""

from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.addresses import absolute

# The protocol's own limit.
MOST = 50_000
NOT_FOR_MACHINES = ("/admin/", "/find/", "/en/find/", "/r/", "/desk/", "/start/", "/api/")
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    # What is not translated yet is told once, where it was written.
    written = Page.objects.live().public().filter(depth__gt=1, alias_of=None)
    twins: dict[str, list[tuple[str, str]]] = {}
    shown = []
    for page in written.select_related("locale").order_by("path")[:MOST]:
        address = absolute(page.get_url() or "/")
        shown.append((address, page))
        twins.setdefault(str(page.translation_key), []).append((page.locale.language_code, address))
    entries = [_entry(address, page, twins[str(page.translation_key)]) for address, page in shown]
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES}>{"".join(entries)}</urlset>'
    )
    return HttpResponse(text, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in NOT_FOR_MACHINES),
        f"Sitemap: {absolute('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def _entry(address: str, page: Page, twins: list[tuple[str, str]]) -> str:
    changed = page.last_published_at
    told = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(url)}/>'
        for code, url in twins
    )
    return f"<url><loc>{escape(address)}</loc>{told}{others}</url>"

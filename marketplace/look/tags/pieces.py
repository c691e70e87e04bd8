"""Pieces: parts of a page that hold content. Drawn by the templates of the same name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template import Context, Library
from django.utils.safestring import SafeString

from marketplace.look import words
from marketplace.look.icons import TONE_ICONS
from marketplace.look.tags.drawing import draw, items_of, now_of, rows_of, tone_class

register = Library()

LINK = ("label", "url", "current", "count")


@register.simple_block_tag(takes_context=True)
def panel(
    context: Context,
    content: str,
    title: Any = "",
    url: str = "",
    url_label: Any = "",
    tone: str = "",
    id: str = "",
    level: int = 2,
) -> SafeString:
    values = {
        "content": content,
        "title": title,
        "url": url,
        "url_label": url_label,
        "tone": tone_class(tone) if tone else "",
        "id": id,
        "heading": f"h{level}",
    }
    return draw(context, "components/panel.html", values)


@register.simple_block_tag(takes_context=True)
def crumbs(context: Context, content: str) -> SafeString:
    """The way to a page: `content` is its steps as list items, the page itself the last."""
    return draw(context, "components/crumbs.html", {"content": content})


@register.simple_block_tag(takes_context=True)
def notice(
    context: Context, content: str, tone: str = "waiting", title: Any = "", live: bool = False
) -> SafeString:
    values = {
        "content": content,
        "tone": tone_class(tone),
        "icon": TONE_ICONS[tone],
        "title": title,
        "live": live,
    }
    return draw(context, "components/notice.html", values)


@register.simple_block_tag(takes_context=True)
def fold(context: Context, content: str, summary: Any, open: bool = False) -> SafeString:
    values = {"content": content, "summary": summary, "open": open}
    return draw(context, "components/fold.html", values)


@register.simple_tag(takes_context=True)
def data_list(context: Context, rows: Iterable[Sequence[Any]], columns: int = 1) -> SafeString:
    return draw(
        context, "components/data_list.html", {"rows": rows_of(rows, 3), "columns": columns}
    )


@register.simple_block_tag(takes_context=True)
def list_row(
    context: Context,
    content: str,
    title: Any,
    url: str = "",
    key: Any = "",
    version: Any = "",
    meta: Any = "",
    next_label: Any = "",
    next_url: str = "",
    next_method: str = "get",
    selected: bool = False,
) -> SafeString:
    values = {
        "content": content,
        "title": title,
        "url": url,
        "key": key,
        "version": version,
        "meta": meta,
        "next_label": next_label,
        "next_url": next_url,
        "next_method": next_method,
        "selected": selected,
    }
    return draw(context, "components/list_row.html", values)


@register.simple_block_tag(takes_context=True)
def filters(
    context: Context, content: str, action: str = "", label: Any = "", live: str = ""
) -> SafeString:
    values = {"content": content, "action": action, "label": label, "live": live}
    return draw(context, "components/filters.html", values)


@register.simple_tag(takes_context=True)
def quick_filter(
    context: Context, label: Any, param: str, value: Any, count: int | None = None
) -> SafeString:
    query = context["request"].GET.copy()
    value = "" if value is None else str(value)
    current = query.get(param, "") == value
    query.pop("page", None)
    if value:
        query[param] = value
    else:
        query.pop(param, None)
    values = {"label": label, "current": current, "count": count, "url": f"?{query.urlencode()}"}
    return draw(context, "components/quick_filter.html", values)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page) -> SafeString:
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    values = {"page": page, "numbers": list(numbers), "total": page.paginator.count}
    return draw(context, "components/pagination.html", values)


@register.simple_tag(takes_context=True)
def tabs(context: Context, items: Iterable[Any], label: Any = "") -> SafeString:
    return draw(context, "components/tabs.html", {"items": items_of(items, LINK), "label": label})


@register.simple_tag(takes_context=True)
def timeline(context: Context, entries: Iterable[Mapping[str, Any]]) -> SafeString:
    drawn = [
        {**entry, "tone": tone_class(entry["tone"]) if entry.get("tone") else ""}
        for entry in entries
    ]
    return draw(context, "components/timeline.html", {"entries": drawn})


@register.simple_block_tag(takes_context=True)
def empty(
    context: Context,
    content: str,
    title: Any,
    next_label: Any = "",
    next_url: str = "",
    icon: str = "inbox",
) -> SafeString:
    values = {
        "content": content,
        "title": title,
        "next_label": next_label,
        "next_url": next_url,
        "icon": icon,
    }
    return draw(context, "components/empty.html", values)


@register.simple_tag(takes_context=True)
def steps(context: Context, items: Iterable[Sequence[Any]], label: Any = "") -> SafeString:
    return draw(context, "components/steps.html", {"items": rows_of(items, 3), "label": label})


@register.simple_tag(takes_context=True)
def whereabouts(
    context: Context,
    state: Any,
    tone: str = "neutral",
    next: Any = "",
    due: Any = "",
    due_at: datetime | None = None,
    fraction: float | None = None,
    breached: bool = False,
    owner: Any = "",
) -> SafeString:
    if due_at and not due:
        due = words.time_left(due_at, now_of(context))
    values = {
        "state": state,
        "tone": tone,
        "next": next,
        "due": due,
        "due_at": due_at,
        "fraction": fraction,
        "breached": breached,
        "owner": owner,
    }
    return draw(context, "components/whereabouts.html", values)


@register.simple_tag(takes_context=True)
def task_list(context: Context, tasks: Iterable[Mapping[str, Any]]) -> SafeString:
    return draw(context, "components/task_list.html", {"tasks": list(tasks)})


@register.simple_tag(takes_context=True)
def check_answers(context: Context, sections: Iterable[Sequence[Any]]) -> SafeString:
    return draw(context, "components/check_answers.html", {"sections": rows_of(sections, 3)})


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: str,
    label: Any,
    consequence: Any,
    action: str = "",
    cancel_url: str = "",
    summary: Any = "",
    name: str = "",
    value: Any = "",
) -> SafeString:
    values = {
        "content": content,
        "label": label,
        "consequence": consequence,
        "action": action,
        "cancel_url": cancel_url,
        "summary": summary,
        "name": name,
        "value": value,
    }
    return draw(context, "components/confirm.html", values)


@register.simple_block_tag(takes_context=True)
def side_panel(
    context: Context, content: str, title: Any, close_url: str = "", id: str = "panel"
) -> SafeString:
    values = {"content": content, "title": title, "close_url": close_url, "id": id}
    return draw(context, "components/side_panel.html", values)


@register.simple_tag(takes_context=True)
def search_box(
    context: Context,
    field: Any,
    source: str = "",
    label: Any = "",
    hint: Any = "",
    q: str = "",
    results: Iterable[Mapping[str, Any]] | None = None,
    chosen: Mapping[str, Any] | None = None,
    name: str = "",
) -> SafeString:
    bound = isinstance(field, BoundField)
    values = {
        "name": name or (field.html_name if bound else str(field)),
        "label": label or (field.label if bound else ""),
        "hint": hint or (field.help_text if bound else ""),
        "errors": field.errors if bound else [],
        "source": source,
        "q": q,
        "results": None if results is None else list(results),
        "chosen": chosen,
    }
    return draw(context, "components/search_box.html", values)


@register.simple_block_tag(takes_context=True)
def slip(
    context: Context,
    content: str,
    title: Any,
    code: Any,
    url: str = "",
    rows: Iterable[Sequence[Any]] = (),
) -> SafeString:
    values = {
        "content": content,
        "title": title,
        "code": code,
        "url": url,
        "rows": rows_of(rows, 3),
    }
    return draw(context, "components/slip.html", values)


@register.simple_tag(takes_context=True)
def way_cards(context: Context, items: Iterable[Any]) -> SafeString:
    names = ("title", "text", "url", "icon", "count")
    return draw(context, "components/way_cards.html", {"items": items_of(items, names)})

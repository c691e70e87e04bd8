"""How a tag draws its template, and a few shapes that callers may hand in loosely."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.template import Context
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

TONES = ("neutral", "waiting", "progress", "good", "warn", "bad", "done")
PASSED_ON = ("request", "csrf_token", "now")


def draw(context: Context, template: str, values: Mapping[str, Any]) -> SafeString:
    """The component's template with these values, and of the page only the request and the csrf token."""
    engine = context.template.engine  # type: ignore[union-attr]
    passed_on = {name: context[name] for name in PASSED_ON if name in context}
    return engine.get_template(template).render(context.new({**passed_on, **values}))


def now_of(context: Context) -> datetime:
    """The moment the page speaks of: `now` of the view, else the clock's."""
    now = context.get("now")
    return now if isinstance(now, datetime) else timezone.now()


def tone_class(tone: str) -> str:
    """An unknown tone is a mistake in a template, and should not wait for a reader to find it."""
    if tone not in TONES:
        raise ValueError(f"no such tone: {tone!r}; one of {', '.join(TONES)}")
    return f"tone-{tone}"


def rows_of(rows: Iterable[Sequence[Any]], width: int) -> list[tuple[Any, ...]]:
    """Each row filled up with empty strings to `width`."""
    return [(*row, *[""] * (width - len(row)))[:width] for row in rows]


def items_of(items: Iterable[Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """Links as dicts, whether they came as dicts, as tuples in the order of `names`, or as objects."""
    return [_item(item, names) for item in items or ()]


def _item(item: Any, names: Sequence[str]) -> dict[str, Any]:
    if isinstance(item, Mapping):
        return {name: item.get(name) for name in names}
    if isinstance(item, tuple | list):
        return dict(zip(names, [*item, *[None] * len(names)], strict=False))
    return {name: getattr(item, name, None) for name in names}


def attributes(values: Mapping[str, Any]) -> SafeString:
    """hx_get="/x" as ` hx-get="/x"`; True stands alone; False, None and "" are left out."""
    return SafeString(
        "".join(
            f" {name.replace('_', '-')}"
            if value is True
            else format_html_join("", ' {}="{}"', [(name.replace("_", "-"), value)])
            for name, value in values.items()
            if value is not False and value is not None and value != ""
        )
    )

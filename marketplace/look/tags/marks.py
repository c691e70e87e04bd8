"""Marks: small signs with a word."""

from datetime import date, datetime, timedelta
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from marketplace.look import words
from marketplace.look.icons import LINES, SIGNS
from marketplace.look.tags.drawing import attributes, draw, now_of, tone_class

register = Library()


@register.simple_tag
def icon(name: str, label: Any = "") -> SafeString:
    naming = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"'
        ' stroke-linecap="round" stroke-linejoin="round" {}><path d="{}"/></svg>',
        naming,
        LINES[name],
    )


@register.simple_tag
def sign(code: str) -> SafeString:
    """The filled shape of an urgency, without its word."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="currentColor" fill-rule="evenodd"'
        ' aria-hidden="true"><path d="{}"/></svg>',
        SIGNS[code],
    )


@register.simple_tag(takes_context=True)
def button(
    context: Context,
    label: Any,
    kind: str = "plain",
    href: str = "",
    type: str = "submit",
    name: str = "",
    value: Any = "",
    icon: str = "",
    kbd: str = "",
    size: str = "",
    full: bool = False,
    disabled: bool = False,
    **attrs: Any,
) -> SafeString:
    classes = ["button", f"button--{kind}"]
    classes += [f"button--{size}"] if size else []
    classes += ["button--full"] if full else []
    if kbd and not attrs.get("data_shortcut"):
        attrs["data_shortcut"] = kbd.lower()
    values = {
        "label": label,
        "classes": " ".join(classes),
        "href": href,
        "type": type,
        "name": name,
        "value": value,
        "icon": icon,
        "kbd": kbd,
        "disabled": disabled,
        "attrs": attributes(attrs),
    }
    return draw(context, "components/button.html", values)


@register.simple_tag
def badge(word: Any, tone: str = "neutral", icon: str = "") -> SafeString:
    drawn = globals()["icon"](icon) if icon else ""
    return format_html('<span class="badge {}">{}{}</span>', tone_class(tone), drawn, word)


@register.simple_tag
def state(word: Any, tone: str = "neutral") -> SafeString:
    return format_html('<span class="state {}">{}</span>', tone_class(tone), word)


@register.simple_tag
def urgency(code: str, word: Any, size: str = "") -> SafeString:
    if code not in SIGNS:
        return badge(word)
    return format_html(
        '<span class="tag tag-{}{}">{}{}</span>',
        code.replace("_", "-"),
        " tag--big" if size == "big" else "",
        sign(code),
        word,
    )


@register.simple_tag
def avatar(name: Any, size: str = "") -> SafeString:
    extra = f" avatar--{size}" if size else ""
    return format_html(
        '<span class="avatar{}" aria-hidden="true">{}</span>',
        extra,
        words.initials(str(name), longest=1 if size == "small" else 2),
    )


@register.simple_tag
def kbd(keys: Any) -> SafeString:
    return format_html('<kbd class="key">{}</kbd>', keys)


@register.simple_tag(takes_context=True)
def copy(context: Context, text: Any, label: Any = "") -> SafeString:
    return draw(context, "components/copy.html", {"text": text, "label": label})


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | None, relative: bool = True) -> SafeString | str:
    if moment is None:
        return ""
    exact = words.exact(moment)
    if not relative:
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), exact)
    return format_html(
        '<time datetime="{}" title="{}" data-relative="past">{}</time>',
        moment.isoformat(),
        exact,
        words.relative(moment, now_of(context)),
    )


@register.simple_tag(takes_context=True)
def masked(context: Context, text: Any, reveal_url: str = "", label: Any = "") -> SafeString:
    values = {"text": text, "reveal_url": reveal_url, "label": label}
    return draw(context, "components/masked.html", values)


@register.filter
def percent(share: float | None) -> str:
    return "" if share is None else words.percent(share)


@register.filter
def last_day(until: date | None) -> date | None:
    """The last day of a time that ends before `until`."""
    return until and until - timedelta(days=1)


@register.filter
def yuan(fen: int | None) -> str:
    return "" if fen is None else words.in_yuan(fen)


@register.filter
def figure(value: Any) -> str:
    return words.number(value)

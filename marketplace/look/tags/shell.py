"""What only the page shell, the forms and the error pages need."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BaseForm, BaseFormSet
from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.look import preferences
from marketplace.look.icons import TONE_ICONS
from marketplace.look.tags.drawing import draw, items_of
from marketplace.look.words import SCRIPT_WORDS

register = Library()

MESSAGE_TONES = {
    "debug": "neutral",
    "info": "progress",
    "success": "good",
    "warning": "warn",
    "error": "bad",
}


@register.simple_tag(takes_context=True)
def html_attributes(context: Context) -> SafeString:
    """lang, and what the reader prefers."""
    request = context.get("request")
    theme = preferences.theme_of(request)
    return format_html(
        'lang="{}"{}{}',
        preferences.language_tag(),
        format_html(' data-theme="{}"', theme) if theme else "",
        SafeString(' data-elder="1"') if preferences.is_elder(request) else "",
    )


@register.simple_tag(takes_context=True)
def preferred(context: Context, name: str) -> str:
    """The reader's `theme` (light, dark or auto) or `elder` (on or off)."""
    request = context.get("request")
    if name == "elder":
        return "on" if preferences.is_elder(request) else "off"
    return preferences.theme_of(request) or "auto"


@register.simple_tag
def script_words() -> str:
    return _script_words(get_language() or "")


@lru_cache
def _script_words(language: str) -> str:
    return json.dumps({name: str(word) for name, word in SCRIPT_WORDS.items()}, ensure_ascii=False)


@register.filter
def links(items: Iterable[Any] | None) -> list[dict[str, Any]]:
    return items_of(items or (), ("label", "url", "current", "count"))


@register.filter
def message_tone(level_tag: str) -> str:
    return MESSAGE_TONES.get(level_tag, "progress")


@register.filter
def tone_icon(tone: str) -> str:
    return TONE_ICONS[tone]


@register.simple_tag
def asset(path: str) -> str:
    """A static file's address; where the manifest does not know it, the plain one, so that a page about
    an error never becomes a second error."""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return settings.STATIC_URL + path


@register.simple_tag(takes_context=True)
def error_summary(
    context: Context, *forms: BaseForm | BaseFormSet | list[BaseForm] | None
) -> SafeString:
    """Every error of these forms (or lists of forms) on top of the page, each leading to its field."""
    each = [one for form in forms for one in (form if isinstance(form, list) else [form])]
    problems = [problem for form in each if form is not None for problem in _problems(form)]
    return draw(context, "look/forms/error_summary.html", {"problems": problems})


def _problems(form: BaseForm | BaseFormSet) -> list[tuple[str, str]]:
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return []
        whole = [(str(error), "") for error in form.non_form_errors()]
        return whole + [problem for each in form.forms for problem in _problems(each)]
    whole = [(str(error), "") for error in form.non_field_errors()]
    return whole + [
        (
            _naming(str(field.label), str(error)),
            "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0",
        )
        for field in form
        for error in field.errors
    ]


def _naming(label: str, error: str) -> str:
    """The error with its field's name before it; a question needs no colon."""
    if not label or label in error:
        return error
    if label.endswith("？"):
        return label + error
    if label.endswith("?"):
        return f"{label} {error}"
    return _("%(label)s: %(error)s") % {"label": label, "error": error}

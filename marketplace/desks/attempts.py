"""A desk makes one call to write; this is how the call's yes or no becomes a page."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.kernel.errors import Hidden, NotAllowed, Refusal

T = TypeVar("T")


def attempt(form: BaseForm, call: Callable[[], T]) -> T | None:
    """The call's result, or None after its refusal has been put on the form, field by field.

    What the reader may not do or know of is no matter of filling in: it goes on to its own page.
    """
    try:
        return call()
    except (NotAllowed, Hidden):
        raise
    except Refusal as refusal:
        put_on(form, refusal)
        return None


def saves(request: HttpRequest, form: BaseForm, call: Callable[[], object]) -> bool:
    """Whether the form was sent, is right, and its call has been done; then “Saved.” is said on the next page."""
    # A call that returns nothing has been done as well.
    if not (form.is_bound and form.is_valid() and attempt(form, lambda: (call(),))):
        return False
    messages.success(request, _("Saved."))
    return True


def put_on(form: BaseForm, refusal: Refusal) -> None:
    known = {field: message for field, message in refusal.fields.items() if field in form.fields}
    for field, message in known.items():
        form.add_error(field, str(message))
    if not known:
        form.add_error(None, str(refusal.message))
    form.refusal = refusal


def status_of(form: BaseForm) -> int:
    """The HTTP status of the page that shows this form again."""
    if not form.is_bound or not form.errors:
        return HTTPStatus.OK
    refusal = getattr(form, "refusal", None)
    return refusal.status if refusal else HTTPStatus.UNPROCESSABLE_ENTITY


def step(request: HttpRequest, call: Callable[[], T], done: str) -> T | None:
    """A step without a form (a single button): say `done`, or why not, on the next page."""
    try:
        result = call()
    except (NotAllowed, Hidden):
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return None
    messages.success(request, done)
    return result

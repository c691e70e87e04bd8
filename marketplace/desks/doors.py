"""Who may come to which desk. Whether they may do a thing there, the rooms say."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.accounts.models import User
from marketplace.kernel.errors import NotAllowed
from marketplace.organizations.queries import memberships_of
from marketplace.places.queries import holds

View = Callable[..., HttpResponse]


def posted_as(*roles: str) -> Callable[[View], View]:
    """Only for staff who hold one of `roles` somewhere. Pages hold personal data: never cached."""
    return _desk(lambda user: holds(user, *roles))


def of_an_organization(view: View) -> View:
    return _desk(lambda user: bool(memberships_of(user)))(view)


def of_a_volunteer(view: View) -> View:
    return _desk(lambda user: hasattr(user, "volunteer"))(view)


def for_everybody(view: View) -> View:
    """Open to all. What somebody signed in gets is theirs, and is never cached."""
    private = never_cache(view)

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = private if request.user.is_authenticated else view
        return answer(request, *args, **kwargs)

    return inside


def _desk(belongs: Callable[[User], bool]) -> Callable[[View], View]:
    def door(view: View) -> View:
        @wraps(view)
        def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not belongs(request.user):
                raise NotAllowed("not_your_desk", _("This page belongs to another desk."))
            return view(request, *args, **kwargs)

        return never_cache(login_required(inside))

    return door

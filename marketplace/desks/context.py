"""What every page shows around its content: who is signed in, and the way to their desks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.desks.navigation import navigation_for, roles_held_by
from marketplace.organizations.queries import memberships_of
from marketplace.places.queries import postings_of


def desk(request: HttpRequest) -> dict[str, Any]:
    """Looked up when a page shows it: those of the supermarket do not."""
    shown: dict[str, Any] = {
        "desk_nav": SimpleLazyObject(lambda: navigation_for(request)),
        "is_demo": settings.DEMO,
    }
    user = getattr(request, "user", None)
    if user is not None:
        shown["signed_in"] = SimpleLazyObject(lambda: _signed_in(user))
    return shown


def _signed_in(user: User) -> dict[str, str]:
    """Name, role and place of the first desk somebody sits at; nothing of nobody."""
    if not user.is_authenticated:
        return {}
    roles = roles_held_by(user)
    role = str(Role(roles[0]).label) if roles else ""
    return {"name": str(user), "role": role, "place": _place_of(user, roles)}


def _place_of(user: User, roles: list[str]) -> str:
    postings = postings_of(user)
    if postings:
        return postings[0].place.name
    if Role.ORGANIZATION in roles:
        return memberships_of(user)[0].organization.name
    return ""

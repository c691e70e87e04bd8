"""Which desks somebody sits at, as links. Roles are facts of the rooms; the order here is ours."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.organizations.queries import memberships_of
from marketplace.places.queries import postings_of


@dataclass(frozen=True, slots=True)
class Link:
    label: Any
    name: str
    roles: frozenset[str]


def link(label: Any, name: str, *roles: str) -> Link:
    return Link(label, name, frozenset(roles))


_STREET = (Role.STEWARD, Role.COMMUNITY_STAFF)

LINKS = (
    link(_("Board"), "dispatchers:board", Role.DISPATCHER),
    link(_("Rounds"), "dispatchers:rounds", Role.DISPATCHER),
    link(_("Overview"), "bureau:overview", Role.BUREAU_OFFICER),
    link(_("Rounds"), "dispatchers:rounds", Role.BUREAU_OFFICER),
    link(_("Organizations"), "bureau:organizations", Role.BUREAU_OFFICER),
    link(_("People"), "people:people", Role.BUREAU_OFFICER),
    link(_("Volunteers"), "volunteers:all", Role.BUREAU_OFFICER),
    link(_("Proposals"), "bureau:proposals", Role.BUREAU_OFFICER),
    link(_("Projects"), "bureau:projects", Role.BUREAU_OFFICER),
    link(_("Awards and contracts"), "bureau:contracts", Role.BUREAU_OFFICER),
    link(_("Evaluations"), "bureau:evaluations", Role.BUREAU_OFFICER),
    link(_("Weights"), "bureau:weights", Role.BUREAU_OFFICER, Role.DISPATCHER),
    link(_("Work calendar"), "bureau:days", Role.BUREAU_OFFICER),
    link(_("Panels"), "bureau:panels", Role.BUREAU_OFFICER),
    link(_("Bans"), "bureau:bans", Role.BUREAU_OFFICER),
    link(_("Journal"), "bureau:journal", Role.BUREAU_OFFICER),
    link(_("Triage"), "staff:queue", Role.SUBDISTRICT_OFFICER, Role.COMMUNITY_STAFF),
    link(_("Post a need"), "staff:post", *_STREET, Role.SUBDISTRICT_OFFICER, Role.HOTLINE_OPERATOR),
    link(_("Needs"), "staff:needs", *_STREET, Role.SUBDISTRICT_OFFICER, Role.HOTLINE_OPERATOR),
    link(_("Micro-wishes"), "wishes:list", *_STREET, Role.SUBDISTRICT_OFFICER),
    link(_("Survey calls"), "staff:calls", *_STREET, Role.SUBDISTRICT_OFFICER),
    link(_("Needs"), "staff:needs", Role.DISPATCHER, Role.BUREAU_OFFICER),
    link(_("People"), "people:people", Role.SUBDISTRICT_OFFICER),
    link(
        _("Volunteers"),
        "volunteers:all",
        Role.COMMUNITY_STAFF,
        Role.SUBDISTRICT_OFFICER,
        Role.DISPATCHER,
    ),
    link(_("Offers"), "organizations:offers", Role.ORGANIZATION),
    link(_("Orders"), "organizations:orders", Role.ORGANIZATION),
    link(_("Visits"), "organizations:visits", Role.ORGANIZATION),
    link(_("Contracts"), "organizations:contracts", Role.ORGANIZATION),
    link(_("Our shelf"), "organizations:shelf", Role.ORGANIZATION),
    link(_("Bids"), "organizations:bids", Role.ORGANIZATION),
    link(_("Micro-wishes"), "wishes:board", Role.ORGANIZATION),
    link(_("Offers near me"), "volunteers:offers", Role.VOLUNTEER),
    link(_("My tasks"), "volunteers:tasks", Role.VOLUNTEER),
    link(_("My panels"), "evaluators:desk", Role.EVALUATOR),
    link(_("What ties me"), "evaluators:ties", Role.EVALUATOR),
)


def roles_held_by(user: User) -> list[str]:
    """Every role somebody holds, each once: from postings, memberships and the volunteer's record.

    Kept on the user for the request: the page and its header ask the same.
    """
    if not user.is_authenticated:
        return []
    held = getattr(user, "_roles_held", None)
    if held is None:
        held = user._roles_held = _roles_of(user)
    return held


def _roles_of(user: User) -> list[str]:
    roles = [posting.role for posting in postings_of(user)]
    if memberships_of(user):
        roles.append(Role.ORGANIZATION)
    if hasattr(user, "volunteer"):
        roles.append(Role.VOLUNTEER)
    return list(dict.fromkeys(roles))


def links_for(roles: list[str]) -> list[Link]:
    held = set(roles)
    return list({one.name: one for one in LINKS if one.roles & held}.values())


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """[{label, url, current}] for the header."""
    user = getattr(request, "user", None)
    if user is None:
        return []
    links = ((one.label, reverse(one.name)) for one in links_for(roles_held_by(user)))
    return [{"label": label, "url": url, "current": request.path == url} for label, url in links]

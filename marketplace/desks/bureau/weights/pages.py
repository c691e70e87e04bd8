"""The weights: what they are, what they were, what others would change; and how often rounds run."""

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.choices import Role
from marketplace.catalogue.models import UrgencyTag
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.people import district_of, overseeing
from marketplace.desks.bureau.weights.forms import RhythmForm, WeightsForm, weights_form
from marketplace.desks.bureau.weights.shown import beats_of, settings_of, versions_of
from marketplace.desks.bureau.weights.words import BANNED
from marketplace.desks.differences import Change, change_of
from marketplace.desks.doors import posted_as
from marketplace.desks.now import now
from marketplace.dispatch import queries
from marketplace.dispatch.actions import set_cadences, set_makes_room, set_weights
from marketplace.dispatch.drafts import draft_of
from marketplace.dispatch.models import Cadence, WeightSet
from marketplace.dispatch.permissions import may_set_weights
from marketplace.dispatch.rules import PREVIEW_LASTS
from marketplace.journal.queries import thread_of
from marketplace.workdays.rules import SHANGHAI

PER_PAGE = 10

reading = posted_as(Role.BUREAU_OFFICER, Role.DISPATCHER)


@reading
def weights(request: HttpRequest) -> HttpResponse:
    """What is weighed now, how often, and every version there was."""
    at = now()
    in_force = queries.weights_in_force(at)
    page = Paginator(queries.weights_visible_to(request.user), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "in_force": in_force,
        "groups": settings_of(in_force),
        "banned": BANNED[in_force.block_banned],
        "page": page,
        "versions": versions_of(page.object_list, in_force, at),
        "rhythm": _rhythm(),
        "makes_room": queries.makes_room(UrgencyTag.objects.earliest("rank")),
        "beats": beats_of(thread_of(Cadence()).order_by("-position")[:PER_PAGE]),
        "preview_minutes": PREVIEW_LASTS.seconds // 60,
        "may_set": may_set_weights(request.user),
    }
    return render(request, "desks/bureau/weights.html", context)


@overseeing
def turn(request: HttpRequest) -> HttpResponse:
    """Turn the weights: first see what that would change, then put them in force."""
    if request.method != "POST":
        newest = queries.weights_visible_to(request.user).values_list("version", flat=True)[0]
        return _turning(request, weights_form(queries.weights_in_force(now()), newest))
    looking = "look" in request.POST
    form = WeightsForm(request.POST, looking=looking)
    change = None
    if form.is_valid():
        if looking:
            change = attempt(form, lambda: _look(request, form))
        elif made := attempt(form, lambda: _put_in_force(request, form)):
            messages.success(request, _told(made))
            return redirect("bureau:weights")
    return _turning(request, form, change)


@overseeing
def rhythm(request: HttpRequest) -> HttpResponse:
    """How often time runs rounds by itself."""
    tags = list(UrgencyTag.objects.all())
    as_it_is = {f"minutes_{rank}": n for rank, n in queries.minutes_between_rounds().items()}
    as_it_is["makes_room"] = queries.makes_room(tags[0])
    form = RhythmForm(request.POST or None, tags=tags, initial=as_it_is)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _beat(request, form)):
        messages.success(request, _("Changed. The next rounds come by this rhythm."))
        return redirect("bureau:weights")
    context = {"form": form, "preview_minutes": PREVIEW_LASTS.seconds // 60}
    return render(request, "desks/bureau/rhythm.html", context, status=status_of(form))


def _turning(request: HttpRequest, form: WeightsForm, change: Change | None = None) -> HttpResponse:
    form.fields["reason"].required = True
    context = {"form": form, "change": change}
    return render(request, "desks/bureau/turn_weights.html", context, status=status_of(form))


def _look(request: HttpRequest, form: WeightsForm) -> Change:
    """On what waits in the officer's own district, though weights are everybody's."""
    draft = draft_of(form.values(), block_banned=form.cleaned_data["block_banned"])
    district = district_of(request.user).pk
    return change_of(queries.what_would_change(district, draft, at=now()))


def _put_in_force(request: HttpRequest, form: WeightsForm) -> WeightSet:
    told, at = form.cleaned_data, now()
    return set_weights(
        form.values(),
        block_banned=told["block_banned"],
        from_at=_beginning(told["from_on"], at),
        instead_of=told["instead_of"],
        reason=told["reason"],
        by=request.user,
        at=at,
    )


def _beginning(day: date | None, at: datetime) -> datetime | None:
    """When that day begins; today has begun already, so at once."""
    if day is None or day == at.astimezone(SHANGHAI).date():
        return None
    return datetime.combine(day, time(), SHANGHAI)


def _told(made: WeightSet) -> str:
    told = {"version": made.version}
    if made.from_at > made.made_at:
        day = made.from_at.astimezone(SHANGHAI).date()
        return _("Version %(version)s comes into force on %(day)s.") % {**told, "day": day}
    return _("Version %(version)s is in force.") % told


def _beat(request: HttpRequest, form: RhythmForm) -> tuple[Any]:
    reason = form.cleaned_data["reason"]
    set_cadences(form.minutes(), reason=reason, by=request.user, at=now())
    room = form.cleaned_data["makes_room"]
    return (set_makes_room(room, reason=reason, by=request.user, at=now()),)


def _rhythm() -> list[tuple[UrgencyTag, int]]:
    minutes = queries.minutes_between_rounds()
    return [(tag, minutes[tag.rank]) for tag in UrgencyTag.objects.all()]

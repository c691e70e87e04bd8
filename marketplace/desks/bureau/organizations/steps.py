"""What an officer can do with an organization, with its papers and with what it wants on the shelf."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.desks.fields import CleanCharField
from marketplace.desks.steps import Step
from marketplace.organizations import actions
from marketplace.organizations.choices import OrganizationState as S
from marketplace.organizations.lifecycle import ORGANIZATION
from marketplace.organizations.models import Organization, Paper, Revision, Service
from marketplace.organizations.rules import vetting_due_on


class ReasonForm(forms.Form):
    reason = CleanCharField(
        label=gettext_lazy("Why?"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class WholeForm(forms.Form):
    reason = CleanCharField(
        label=gettext_lazy("Everything that is missing or wrong"),
        help_text=gettext_lazy(
            "Once and whole: the organization reads it, mends it and asks again."
        ),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )


def of_organization(one: Organization, by: User, at: datetime, today: date) -> Iterator[Step]:
    act = {"by": by, "at": at}

    def call(action: Callable[..., Any]) -> Callable[[Mapping[str, Any]], object]:
        return lambda data: action(one, **data, **act)

    allows = lambda verb: ORGANIZATION.allows(one.state, verb)  # noqa: E731
    if allows("list"):
        yield Step(
            "list",
            _("Put it on the list"),
            _("It is able: put it on the list"),
            call(actions.list_organization),
            _("Listed. It can bid, and ask to move in."),
            told=_("Its papers were seen: it is registered, and able to serve."),
        )
    if allows("return"):
        yield Step(
            "return",
            _("Send it back"),
            _("Send it back"),
            call(actions.return_application),
            _("Sent back, with everything that has to be mended."),
            asks=WholeForm,
            kind="plain",
        )
    if allows("admit"):
        yield Step(
            "admit",
            _("Let it move in"),
            _("Let it move in"),
            call(actions.admit_organization),
            _("It has moved in: its services can stand on the shelf."),
            told=_("The residence agreement is signed."),
        )
    if one.state in (S.LISTED, S.RESIDENT) and one.vetted_on:
        yield Step(
            "vet_again",
            _("The yearly look"),
            _("Still able"),
            call(actions.vet_again),
            _("Noted. It is due again in a year."),
            told=_("Due on %(day)s, after the annual inspection.")
            % {"day": date_format(vetting_due_on(one.vetted_on))},
            kind="primary" if vetting_due_on(one.vetted_on) <= today else "plain",
        )
    if allows("resume"):
        yield Step(
            "resume",
            _("Let it go on"),
            _("Let it go on"),
            call(actions.resume_organization),
            _("It is back on the shelf and in the engine."),
            told=one.suspended_for,
        )
    if allows("suspend"):
        yield Step(
            "suspend",
            _("Suspend it"),
            _("Suspend it"),
            call(actions.suspend_organization),
            _("Suspended: off the shelf and out of the engine at once. What it accepted goes on."),
            asks=ReasonForm,
            told=_("It gets nothing new from this moment on. What it accepted goes on."),
            kind="danger",
        )
    if allows("remove"):
        yield Step(
            "remove",
            _("Remove it"),
            _("Remove it for good"),
            call(actions.remove_organization),
            _("Removed."),
            asks=ReasonForm,
            told=_("It leaves for good, and its people can no longer sign in for it."),
            kind="danger",
        )


def of_paper(paper: Paper, by: User, at: datetime) -> list[Step]:
    act = {"by": by, "at": at}
    return [
        Step(
            f"accept-{paper.pk}",
            "",
            _("Seen: accept it"),
            lambda data: actions.accept_paper(paper, **act),
            _("Accepted."),
        ),
        Step(
            f"refuse-{paper.pk}",
            "",
            _("Do not accept it"),
            lambda data: actions.refuse_paper(paper, **data, **act),
            _("Not accepted; the organization reads why."),
            asks=ReasonForm,
            kind="plain",
        ),
    ]


def of_service(service: Service, by: User, at: datetime) -> list[Step]:
    act = {"by": by, "at": at}
    return [
        Step(
            f"put-{service.pk}",
            "",
            _("Put it on the shelf"),
            lambda data: actions.put_on_shelf(service, **act),
            _("It stands on the shelf and can be matched from now on."),
        ),
        Step(
            f"return-{service.pk}",
            "",
            _("Ask for changes"),
            lambda data: actions.return_service(service, **data, **act),
            _("Sent back, with everything that has to be mended."),
            asks=WholeForm,
            kind="plain",
        ),
    ]


def of_revision(revision: Revision, by: User, at: datetime) -> list[Step]:
    act = {"by": by, "at": at}
    return [
        Step(
            f"accept-change-{revision.pk}",
            "",
            _("Checked: let the change hold"),
            lambda data: actions.accept_revision(revision, **act),
            _("From now on people read and get it as changed."),
        ),
        Step(
            f"return-change-{revision.pk}",
            "",
            _("Ask for changes"),
            lambda data: actions.return_revision(revision, **data, **act),
            _("Sent back, with everything that has to be mended."),
            asks=WholeForm,
            kind="plain",
        ),
    ]

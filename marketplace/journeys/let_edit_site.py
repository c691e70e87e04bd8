from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actions import EDITORS, editing_of, let_edit
from marketplace.accounts.choices import Editing, Role
from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import NotAllowed
from marketplace.places.permissions import may_renew_password_of
from marketplace.places.queries import holds, in_force


@transaction.atomic
def let_edit_site(person: User, *, editing: str, by: User, at: datetime) -> None:
    """What somebody who works here does with the public site."""
    editing = choice_of(editing, Editing, field="editing")
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_let_edit(by, person):
        raise NotAllowed("not_yours_to_let", _("This person is not yours to let edit the site."))
    before = editing_of(person)
    if before != editing:
        let_edit(person, editing=editing)
        record("let_edit_site", person, by=by, at=at, changes={"editing": [before, editing]})


def may_let_edit(by: User, person: User) -> bool:
    """The bureau, for those whom it posts."""
    return holds(by, Role.BUREAU_OFFICER) and may_renew_password_of(by, person)


def end_editing_of_the_gone(*, at: datetime) -> int:
    """Whoever was posted here and is no longer edits nothing any more. How many."""
    today = timezone.localdate(at)
    editors = User.objects.filter(groups__name__in=EDITORS, postings__isnull=False)
    gone = editors.exclude(pk__in=User.objects.filter(in_force(today, "postings__")).values("pk"))
    ended = 0
    for person in gone.distinct():
        with transaction.atomic():
            before = editing_of(person)
            let_edit(person, editing=Editing.NOTHING)
            changes = {"editing": [before, Editing.NOTHING]}
            record("let_edit_site", person, by=None, at=at, changes=changes)
        ended += 1
    return ended

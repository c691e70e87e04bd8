"""Opening an account: by somebody for themselves. Who they are for others, the rooms above say."""

import re
import unicodedata
from datetime import datetime
from secrets import token_urlsafe

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Editing
from marketplace.accounts.models import User
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.text import clean_text

# Wagtail's groups, and what it takes to be in each.
EDITORS = {
    "Editors": (Editing.WRITES, Editing.PUBLISHES),
    "Moderators": (Editing.PUBLISHES,),
}
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{2,49}")


def open_account(
    *,
    username: str,
    password: str,
    display_name: str,
    phone: str = "",
    phone_confirmed_at: datetime | None = None,
) -> User:
    """A new person. Part of the journey that says what the account is for."""
    username = clean_username(username)
    name = clean_text(display_name, field="display_name", longest=60, required=True)
    user = User(
        username=username, display_name=name, phone=phone, phone_confirmed_at=phone_confirmed_at
    )
    try:
        validate_password(password, user)
    except ValidationError as error:
        told = " ".join(error.messages)
        raise Malformed("password_weak", told, field="password") from error
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise RuleBroken(
            "username_taken", _("This user name is taken. Choose another one."), field="username"
        ) from error
    return user


def made_password() -> str:
    """To be shown once and handed over; sixteen letters, digits, - and _."""
    return token_urlsafe(12)


def let_edit(*users: User, editing: str) -> None:
    """What the words and pictures of the public site are to them from now on. Wagtail's own groups say so."""
    for name, needs in EDITORS.items():
        members = Group.objects.get(name=name).user_set
        if editing in needs:
            members.add(*users)
        else:
            members.remove(*users)


def editing_of(user: User) -> Editing:
    held = set(user.groups.values_list("name", flat=True))
    told = (one for one in Editing if all((one in n) == (g in held) for g, n in EDITORS.items()))
    return next(told, Editing.NOTHING)


def let_keep(*users: User) -> None:
    """The list of needs and the calendar of work are theirs to keep."""
    for app, codename in (("catalogue", "keep_list"), ("workdays", "change_specialday")):
        may = Permission.objects.get(content_type__app_label=app, codename=codename)
        may.user_set.add(*users)


def clean_username(text: str) -> str:
    """As it is stored: small letters, digits, and . _ @ - between them."""
    text = clean_text(text, field="username", longest=150, required=True)
    username = unicodedata.normalize("NFKC", text).lower()
    if not _USERNAME.fullmatch(username):
        raise Malformed(
            "username_wrong",
            _("A user name has 3 to 50 letters a to z, digits, or . _ @ - between them."),
            field="username",
        )
    return username

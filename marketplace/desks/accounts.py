"""The parts of forms in which somebody opens an account of their own, or chooses its password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.desks.fields import CleanCharField
from marketplace.look.forms import ShortText


def new_password(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("At least 10 characters, and none that everybody uses."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class NewAccount(forms.Form):
    username = CleanCharField(
        label=_("User name to sign in with"),
        max_length=150,
        widget=ShortText({"autocomplete": "username", "autocapitalize": "none"}, width=24),
    )
    password = new_password(pgettext_lazy("new account", "Password"))

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.accounts.models import User
from marketplace.desks.accounts import new_password
from marketplace.desks.confirming import PhoneCodeForm
from marketplace.desks.fields import CleanCharField, MobileField
from marketplace.look.forms import ShortText


class PasswordForm(PasswordChangeForm):
    """Django's, with the rules said as the house speaks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = _(
            "At least 10 characters; not a common password, and not like the name."
        )


class ForgottenForm(forms.Form):
    username = CleanCharField(
        label=_("User name"),
        max_length=150,
        widget=ShortText({"autocomplete": "username", "autocapitalize": "none"}, width=24),
    )
    phone = MobileField(
        label=_("Mobile phone"), help_text=_("The one that you told us with your account.")
    )


class RenewForm(PhoneCodeForm):
    password = new_password(pgettext_lazy("new account", "New password"))

    def __init__(self, *args: Any, username: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.username = username

    def clean_password(self) -> str:
        """Judged against what was typed as the name, and not against an account: that would tell whether there is one."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(username=self.username))
        return password


class OwnPhoneForm(forms.Form):
    phone = MobileField(
        label=_("Mobile phone"),
        help_text=_("A code comes to it now, and again if you ever forget your password."),
    )

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    password = forms.CharField(
        label=pgettext_lazy("new account", "New password"),
        help_text=_("At least 10 characters, and none that everybody uses."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        validators=[validate_password],
    )


class OwnPhoneForm(forms.Form):
    phone = MobileField(
        label=_("Mobile phone"),
        help_text=_("A code comes to it now, and again if you ever forget your password."),
    )

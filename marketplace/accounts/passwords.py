from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Django's rule in words that are translated: its own have no Chinese."""

    def get_error_message(self) -> str:
        return ngettext(
            "A password has at least %(n)d character.",
            "A password has at least %(n)d characters.",
            self.min_length,
        ) % {"n": self.min_length}

    get_help_text = get_error_message

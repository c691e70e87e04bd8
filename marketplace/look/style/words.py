from django.utils.functional import lazy
from django.utils.translation import get_language


def _said(zh: str, en: str) -> str:
    return en if get_language() == "en" else zh


say = lazy(_said, str)

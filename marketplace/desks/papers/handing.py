"""How papers are handed out, and what is said where there is none."""

from typing import Any, NoReturn

from django.http import HttpResponse
from django.utils.translation import gettext as _

from marketplace.desks.downloads import download
from marketplace.kernel.errors import Hidden


def handed(content: bytes, title: Any, number: str) -> HttpResponse:
    return download(content, f"{number} {title}.pdf")


def nothing_yet() -> NoReturn:
    raise Hidden("no_such_paper", _("There is no such paper."))

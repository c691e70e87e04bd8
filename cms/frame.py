"""What stands around every page that anybody may read: the menu above it, and the foot below.

Editors decide by Wagtail's own tick what is in the menu; every other page right below home stands at the foot, so
that none of them can get lost.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from cms.keeping import EDITS, remembered
from cms.pages.hotlines import Hotline

# Right below home, which stands below the root.
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Door:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """In the reader's language. `foot`: (title, doors) of each group; `number`: the hotline to call first, or none."""

    menu: tuple[Door, ...]
    foot: tuple[tuple[str, tuple[Door, ...]], ...]
    number: str


def frame() -> Frame:
    """One query, and none where no editor has done anything since it was last told."""
    return remembered("frame", _frame, EDITS)


def _frame() -> Frame:
    in_menu, others, number = [], [], ""
    for page in _pages():
        door = Door(str(page.title), page.get_url() or "/")
        (in_menu if page.show_in_menus else others).append(door)
        number = page.number or ""
    ask = Door(_("Ask for help"), reverse("residents:ask"))
    follow = Door(_("Follow a request"), reverse("residents:follow"))
    wishes = Door(_("Micro-wishes"), reverse("wishes:board"))
    tenders = Door(_("Tenders"), reverse("tenders:tenders"))
    getting = [
        ask,
        Door(_("What can I get?"), reverse("what_can_i_get")),
        Door(_("Where there is room"), reverse("where")),
        follow,
    ]
    giving = [
        Door(_("Become a volunteer"), reverse("volunteers:join")),
        Door(_("For organizations"), reverse("joining:join")),
        wishes,
        tenders,
        Door(_("Who may not bid"), reverse("tenders:register")),
        Door(_("Subscribe to tenders"), reverse("tenders:feed")),
    ]
    groups = [(_("Getting help"), getting), (_("Helping"), giving), (_("About us"), others)]
    return Frame(
        (ask, follow, *in_menu, wishes, tenders),
        tuple((title, tuple(doors)) for title, doors in groups if doors),
        number,
    )


def _pages() -> Iterable[Any]:
    """Those right below home, each with the `number` that stands first in its language."""
    first = Hotline.objects.filter(locale=OuterRef("locale")).values("number")[:1]
    closed = PageViewRestriction.objects.values("page")
    pages = Page.objects.live().filter(depth=DEPTH, locale__language_code=get_language())
    return pages.exclude(pk__in=closed).annotate(number=Subquery(first)).order_by("path")

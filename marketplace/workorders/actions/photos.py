"""Pictures of a visit."""

from datetime import datetime
from typing import BinaryIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import actions as journal
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.pictures import FORMATS, only_pixels
from marketplace.workorders import permissions
from marketplace.workorders.actions.locks import ask_leave, lock_visit
from marketplace.workorders.choices import VisitState
from marketplace.workorders.models import Visit, VisitPhoto

MOST_PHOTOS = 12


@transaction.atomic
def add_photo(visit: Visit, image: BinaryIO, *, by: User, at: datetime) -> VisitPhoto:
    """Keep a picture of a visit: its pixels only, at most 2048 a side, under a name that says nothing."""
    lock_visit(visit)
    ask_leave(permissions.may_visit, by, visit, visit.work_order)
    if visit.state not in (VisitState.UNDER_WAY, VisitState.DONE):
        raise RuleBroken("not_there", _("Pictures belong to a visit that took place."))
    if visit.photos.count() >= MOST_PHOTOS:
        raise RuleBroken(
            "too_many", _("A visit keeps at most %(most)s pictures.") % {"most": MOST_PHOTOS}
        )
    kind, pixels = only_pixels(image)
    photo = VisitPhoto(visit=visit, taken_at=at)
    photo.image.save(f"{uuid4().hex}.{FORMATS[kind]}", ContentFile(pixels), save=True)
    journal.record("add_photo", visit, by=by, at=at, changes={"photo": photo.pk})
    return photo

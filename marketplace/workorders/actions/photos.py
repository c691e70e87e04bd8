"""A picture is what its pixels are, not what its name says."""

from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.accounts.models import User
from marketplace.journal import actions as journal
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.workorders import permissions
from marketplace.workorders.actions.locks import ask_leave, lock_visit
from marketplace.workorders.choices import VisitState
from marketplace.workorders.models import Visit, VisitPhoto

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_PHOTOS = 12
LONGEST_SIDE = 2048


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


def only_pixels(image: BinaryIO) -> tuple[str, bytes]:
    """Format and bytes of the picture drawn anew, without place, time, camera or anything hidden."""
    data = image.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _bad(_("This picture is larger than 20 MB."))
    try:
        with Image.open(BytesIO(data), formats=list(FORMATS)) as picture:
            # The header tells the size: a small file that unpacks to gigabytes is refused unopened.
            if picture.width * picture.height > MOST_PIXELS:
                raise _bad(_("This picture has more than 50 million pixels."))
            return picture.format, _redrawn(picture)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
    ) as error:
        raise _bad(_("This is not a JPEG, PNG or WebP picture, or it is damaged.")) from error


def _redrawn(picture: Image.Image) -> bytes:
    kind = picture.format
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, format=kind, **({} if kind == "PNG" else {"quality": 85}))
    return out.getvalue()


def _bad(message: str | Promise) -> Malformed:
    return Malformed("picture", message, fields={"image": message})

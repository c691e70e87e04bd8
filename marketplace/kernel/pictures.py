"""A picture is what its pixels are, not what its name says."""

from io import BytesIO
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.kernel.errors import Malformed

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2048


def only_pixels(image: BinaryIO, *, field: str = "image") -> tuple[str, bytes]:
    """Format and bytes of the picture drawn anew, without place, time, camera or anything hidden."""
    data = image.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _bad(field, _("This picture is larger than 20 MB."))
    try:
        with Image.open(BytesIO(data), formats=list(FORMATS)) as picture:
            # The header tells the size: a small file that unpacks to gigabytes is refused unopened.
            if picture.width * picture.height > MOST_PIXELS:
                raise _bad(field, _("This picture has more than 50 million pixels."))
            return str(picture.format), _redrawn(picture)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
    ) as error:
        raise _bad(
            field, _("This is not a JPEG, PNG or WebP picture, or it is damaged.")
        ) from error


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


def _bad(field: str, message: str | Promise) -> Malformed:
    return Malformed("picture", message, field=field)

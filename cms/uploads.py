"""What editors upload, by what is in it: pictures as their pixels alone, and PDFs. Nothing else is taken."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from marketplace.kernel.errors import Malformed
from marketplace.kernel.files import MOST_BYTES, clean_pdf
from marketplace.kernel.pictures import FORMATS, only_pixels


class PictureForm(BaseImageForm):
    """Drawn anew: no place, no camera, nothing behind the picture; at most 2048 a side."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        file.seek(0)
        try:
            kind, pixels = only_pixels(file, field="file")
        except Malformed as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal
        name = f"{file.name.rpartition('.')[0] or 'picture'}.{FORMATS[kind]}"
        return SimpleUploadedFile(name, pixels, f"image/{kind.lower()}")


class PaperForm(BaseDocumentForm):
    """PDFs only."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            clean_pdf(file.read(MOST_BYTES + 1), field="file")
        except Malformed as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal
        file.seek(0)
        return file

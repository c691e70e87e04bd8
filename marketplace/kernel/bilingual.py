"""Domain data that carries both of its names."""

from django.db import models
from django.utils.translation import get_language


class Bilingual(models.Model):
    """A model with `name_zh` and `name_en`; `name` is the reader's, falling back to the other."""

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return self.in_language("name")

    def in_language(self, field: str) -> str:
        """`<field>_zh` or `<field>_en` by the active language, the other where that one is empty."""
        return the_readers(getattr(self, f"{field}_zh"), getattr(self, f"{field}_en"))


def the_readers(zh: str, en: str) -> str:
    """Of two names the one in the active language, the other where that one is empty."""
    return (en or zh) if (get_language() or "").startswith("en") else (zh or en)

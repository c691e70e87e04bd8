from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.bilingual import Bilingual


class SpecialDay(Bilingual, models.Model):
    """A day that differs from plain weekends: a weekday off, or a weekend day that is worked."""

    on = models.DateField(_("day"), primary_key=True)
    is_working = models.BooleanField(_("worked"))
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["on"]
        verbose_name = _("special day")
        verbose_name_plural = _("special days")

    def __str__(self) -> str:
        return f"{self.on} {self.name}"

    @property
    def journal_thread(self) -> str:
        return f"year:{self.on.year}"


class PublishedYear(models.Model):
    """The State Council announced this year's holidays; clocks through others are provisional."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    source = models.CharField(_("announced in"), max_length=200)

    class Meta:
        ordering = ["year"]
        verbose_name = _("published year")
        verbose_name_plural = _("published years")

    def __str__(self) -> str:
        return str(self.year)

    @property
    def journal_thread(self) -> str:
        return f"year:{self.year}"

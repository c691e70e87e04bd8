from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.kernel.bilingual import Bilingual


def _begins_with(code: str, parent: str, length: int) -> Exact:
    """Holds if `code` begins with the code of its parent, which has this length."""
    return Exact(Left(F(code), length), F(parent))


class District(Bilingual, models.Model):
    """A district or county: one bureau, one dispatch centre. `code` is the statistics bureau's.

    Outlines are drawn, not surveyed, in metres on the district's own plane.
    """

    code = models.CharField(max_length=6, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    city_zh = models.CharField(max_length=60, blank=True)
    outline = models.JSONField(default=list, help_text=_("Rings in metres: [[[x, y], …], …]"))

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Subdistrict(Bilingual, models.Model):
    """A subdistrict or town (街道, 镇)."""

    code = models.CharField(max_length=9, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="subdistricts")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    outline = models.JSONField(default=list)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="places_subdistrict_code_in_district",
                condition=_begins_with("code", "district", 6),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Community(Bilingual, models.Model):
    """A community or village (社区, 村): where people live and stewards walk."""

    code = models.CharField(max_length=12, primary_key=True)
    subdistrict = models.ForeignKey(
        Subdistrict, on_delete=models.PROTECT, related_name="communities"
    )
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    x = models.IntegerField(help_text=_("Metres east of the district's origin"))
    y = models.IntegerField(help_text=_("Metres north of the district's origin"))
    outline = models.JSONField(default=list)
    neighbours = models.ManyToManyField("self", symmetrical=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "communities"
        constraints = [
            models.CheckConstraint(
                name="places_community_code_in_subdistrict",
                condition=_begins_with("code", "subdistrict", 9),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def district_code(self) -> str:
        return self.code[:6]


class Posting(models.Model):
    """Somebody holds `role` at a place: the whole district, one subdistrict, or one community.

    From `from_on` until the day before `until_on`; a posting that ends where it begins never held.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="postings")
    role = models.CharField(max_length=30, choices=Role.choices)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    subdistrict = models.ForeignKey(
        Subdistrict, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    community = models.ForeignKey(
        Community, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_posting_community_has_subdistrict",
                condition=Q(community__isnull=True) | Q(subdistrict__isnull=False),
            ),
            models.CheckConstraint(
                name="places_posting_subdistrict_in_district",
                condition=Q(subdistrict__isnull=True)
                | Q(_begins_with("subdistrict", "district", 6)),
            ),
            models.CheckConstraint(
                name="places_posting_community_in_subdistrict",
                condition=Q(community__isnull=True)
                | Q(_begins_with("community", "subdistrict", 9)),
            ),
            models.CheckConstraint(
                name="places_posting_ends_after_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["role", "community"]),
            models.Index(fields=["role", "subdistrict"]),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def journal_thread(self) -> str:
        return f"user:{self.user_id}"

    @property
    def place(self) -> District | Subdistrict | Community:
        return self.community or self.subdistrict or self.district

    @property
    def place_code(self) -> str:
        """What the codes of all communities of this place begin with."""
        return self.community_id or self.subdistrict_id or self.district_id

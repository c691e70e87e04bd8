from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.choices import (
    DeliveryMode,
    GroupScope,
    NationalClass,
    ProposalState,
    Unit,
)
from marketplace.catalogue.rules import (
    Frequency,
    Within,
    parse_frequency,
    parse_requirements,
    parse_within,
)
from marketplace.kernel.bilingual import Bilingual


class TargetGroup(Bilingual, models.Model):
    """One of the six groups; `code` is its letter (E, D, M, S, U, P)."""

    code = models.CharField(max_length=1, primary_key=True)
    identifier = models.CharField(max_length=30, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    scope = models.CharField(max_length=10, choices=GroupScope.choices)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class ServiceLevel(Bilingual, models.Model):
    """One of the four levels; 1 is the most basic."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    identifier = models.CharField(max_length=30, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="catalogue_four_levels", condition=Q(number__range=(1, 4))),
        ]

    def __str__(self) -> str:
        return self.name


class UrgencyTag(Bilingual, models.Model):
    """One of the four tags with the figures of its clocks: "30 minutes", "1 working_days", "by_plan".

    `papers_within` counts from the aid, `contact_every` is the longest silence; both may be empty.
    """

    code = models.CharField(max_length=12, primary_key=True)
    rank = models.PositiveSmallIntegerField(unique=True, help_text=_("1 is the most urgent"))
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    accept_within = models.CharField(max_length=24)
    first_contact_within = models.CharField(max_length=24)
    deliver_within = models.CharField(max_length=24)
    papers_within = models.CharField(max_length=24, blank=True)
    contact_every = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.CheckConstraint(name="catalogue_four_tags", condition=Q(rank__range=(1, 4))),
        ]

    def __str__(self) -> str:
        return self.name

    def within(self, clock: str) -> Within | None:
        """The figure of `clock` (accept_within, contact_every, …); None where it goes by plan."""
        return parse_within(getattr(self, clock))


class Category(Bilingual, models.Model):
    """One of the eight categories of the shelf (A to H)."""

    code = models.CharField(max_length=1, primary_key=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Subcategory(Bilingual, models.Model):
    """One of the 25 subcategories (A1 …)."""

    code = models.CharField(max_length=2, primary_key=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="subcategories")
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    main_levels = models.JSONField(default=list)
    national_class = models.CharField(max_length=20, choices=NationalClass.choices)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "subcategories"

    def __str__(self) -> str:
        return self.name


class Qualification(Bilingual, models.Model):
    """What a helper must hold (HC health certificate, NW elderly-care worker, …)."""

    code = models.CharField(max_length=4, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    expires = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


# Of the catalogue: suicide, violence, acute illness of the mind.
CRISIS = "C3"


class NeedType(Bilingual, models.Model):
    """One entry of the list of needs. `qualifications` reads "NW|RN,HC": all of (any of).

    What the twelve qualifications cannot say stands in `staffing`: a pharmacist, a job counsellor.
    """

    code = models.CharField(max_length=8, primary_key=True)
    name_zh = models.CharField(max_length=60, unique=True)
    name_en = models.CharField(max_length=100, unique=True)
    description_zh = models.CharField(max_length=300)
    description_en = models.CharField(max_length=400)
    group = models.ForeignKey(TargetGroup, on_delete=models.PROTECT, related_name="need_types")
    further_groups = models.ManyToManyField(TargetGroup, blank=True, related_name="+")
    level = models.ForeignKey(ServiceLevel, on_delete=models.PROTECT, related_name="need_types")
    subcategory = models.ForeignKey(
        Subcategory, on_delete=models.PROTECT, related_name="need_types"
    )
    tag = models.ForeignKey(UrgencyTag, on_delete=models.PROTECT, related_name="+")
    qualifications = models.CharField(max_length=60, blank=True)
    staffing_zh = models.CharField(max_length=120, blank=True)
    staffing_en = models.CharField(max_length=240, blank=True)
    helpers = models.PositiveSmallIntegerField(default=1)
    safeguards_minor = models.BooleanField(default=False, help_text=_("Two-person rule for minors"))
    duration_minutes = models.PositiveIntegerField()
    frequency = models.CharField(max_length=20)
    visits = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Empty: open-ended")
    )
    unit = models.CharField(max_length=20, choices=Unit.choices)
    delivery_mode = models.CharField(max_length=20, choices=DeliveryMode.choices)
    keywords_zh = models.CharField(max_length=300, blank=True)
    keywords_en = models.CharField(max_length=300, blank=True)
    added_on = models.DateField(null=True, blank=True, help_text=_("Empty: came with the files"))
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        permissions = [("keep_list", _("Can add to the list of needs and decide on proposals"))]
        constraints = [
            models.CheckConstraint(
                name="catalogue_minors_never_with_one_helper",
                condition=Q(safeguards_minor=False) | Q(helpers__gte=2),
            ),
            models.CheckConstraint(
                name="catalogue_somebody_helps_for_a_while",
                condition=Q(helpers__gte=1, duration_minutes__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def description(self) -> str:
        return self.in_language("description")

    @property
    def staffing(self) -> str:
        return self.in_language("staffing")

    @property
    def rhythm(self) -> Frequency:
        return parse_frequency(self.frequency)

    @property
    def is_crisis(self) -> bool:
        """Somebody's life or body is at stake."""
        return self.subcategory_id == CRISIS

    def requirements(self) -> tuple[frozenset[str], ...]:
        """All of (any of): ({"NW", "RN"}, {"HC"})."""
        return parse_requirements(self.qualifications)


class NeedTypeProposal(models.Model):
    """A need that was on no list, proposed for the list. Holds no personal data.

    `key` is the text as it is compared: while a proposal is open, the same words only raise `times`.
    """

    text = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    times = models.PositiveIntegerField(default=1)
    group = models.ForeignKey(TargetGroup, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(ServiceLevel, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    need_type = models.ForeignKey(NeedType, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state=ProposalState.OPEN),
                name="catalogue_one_open_proposal_per_text",
            ),
            models.CheckConstraint(
                name="catalogue_decision_has_person_and_moment",
                condition=Q(state=ProposalState.OPEN)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="catalogue_accepted_names_its_need_type",
                condition=~Q(state=ProposalState.ACCEPTED) | Q(need_type__isnull=False),
            ),
            models.CheckConstraint(
                name="catalogue_declined_with_note",
                condition=~Q(state=ProposalState.DECLINED) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text

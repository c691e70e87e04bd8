from datetime import datetime
from itertools import pairwise

from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.catalogue.models import Subcategory, UrgencyTag
from marketplace.dispatch.choices import RunKind, RunState
from marketplace.dispatch.rules import BOUNDS, LOAD, PREVIEW_LASTS, UNAVOIDABLE
from marketplace.organizations.models import Service
from marketplace.places.models import District, Subdistrict
from marketplace.volunteers.models import Volunteer
from marketplace.workorders.models import Offer, WorkOrder

# The reasons, by the engine's codes, that go when somebody else makes room.
FULL = frozenset({"capacity", "week_full"})


def _within_bounds() -> list[models.CheckConstraint]:
    """The bounds that the rules name, held by the database too."""
    return [
        models.CheckConstraint(
            name=f"dispatch_{name}_in_bounds",
            condition=Q(**{f"{name}__range": (bound.least, bound.most)}),
        )
        for name, bound in BOUNDS.items()
    ]


class WeightSet(models.Model):
    """What a plan weighs and what it admits, as the bureau put it in force. Never changed: the next version
    takes its place. Nobody made the first one: it came with the engine.

    In points, less is better. `load_…`: a place of a provider that is busy up to a quarter, a half, three
    quarters, or more. What the others are: `matching.Weights` and `matching.Rules`.
    """

    version = models.PositiveIntegerField(primary_key=True)
    travel = models.PositiveIntegerField()
    quality = models.PositiveIntegerField()
    prior_answers = models.PositiveIntegerField()
    prior_satisfaction = models.PositiveIntegerField()
    continuity = models.PositiveIntegerField()
    wish = models.PositiveIntegerField()
    move = models.PositiveIntegerField()
    load_quarter = models.PositiveIntegerField()
    load_half = models.PositiveIntegerField()
    load_three_quarters = models.PositiveIntegerField()
    load_full = models.PositiveIntegerField()
    load_per_order = models.PositiveIntegerField()
    load_orders = models.PositiveIntegerField()
    threshold = models.PositiveIntegerField()
    block_banned = models.BooleanField()
    from_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            *_within_bounds(),
            models.CheckConstraint(
                name="dispatch_load_rises",
                condition=Q(
                    *(Q(**{f"{after}__gte": F(before)}) for before, after in pairwise(LOAD))
                ),
            ),
            models.CheckConstraint(
                name="dispatch_nobody_next_door_is_refused",
                condition=Q(
                    threshold__gt=sum((F(name) for name in UNAVOIDABLE[1:]), F(UNAVOIDABLE[0]))
                ),
            ),
            models.CheckConstraint(
                name="dispatch_weights_made_by_somebody",
                condition=Q(version=1) | (Q(made_by__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="dispatch_weights_only_ahead", condition=Q(from_at__gte=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"weights {self.version}"

    @property
    def journal_thread(self) -> str:
        return "weights"

    @property
    def settings(self) -> dict[str, int]:
        """Everything in it that the bureau can turn, by name."""
        return {name: getattr(self, name) for name in (*BOUNDS, "block_banned")}


class Cadence(models.Model):
    """How many minutes after one round over the orders of a tag time runs the next; the usual if there is none.

    `makes_room`: whether an order of this tag, if nobody has a place for it, takes back by itself offers of
    less urgent orders that nobody has answered; None: the usual.
    """

    tag = models.OneToOneField(
        UrgencyTag, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    minutes = models.PositiveSmallIntegerField()
    makes_room = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dispatch_cadence_within_a_day", condition=Q(minutes__range=(1, 1440))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id}: {self.minutes}"

    @property
    def journal_thread(self) -> str:
        return "cadences"


class MatchRun(models.Model):
    """One run of the engine: what went in (compressed, with its digest), what came out, how it was proved.

    `district`: in which all its orders are; None: of a time when a round went over several. `tags`: whose
    orders a round planned; empty for an arrival. `repeated_at`: until when time found the same
    again, nobody for anybody, and kept no further round of it. `made_with`: versions of whatever else may
    decide (see `versions`). `peak`: the most memory, in KiB, that the process had held until then.
    """

    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RunKind.choices)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.PREVIEWED)
    started_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    repeated_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    tags = models.ManyToManyField(UrgencyTag, related_name="+")
    weights = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="+")
    seekers = models.PositiveIntegerField()
    providers = models.PositiveIntegerField()
    served_by_tag = models.JSONField(default=dict)
    objective = models.CharField(max_length=40)
    bound = models.CharField(max_length=40)
    gap = models.PositiveBigIntegerField(default=0)
    certificate = models.CharField(max_length=20)
    solver = models.CharField(max_length=20)
    solver_version = models.CharField(max_length=20)
    made_with = models.JSONField(default=dict)
    input_digest = models.CharField(max_length=64)
    snapshot = models.BinaryField()
    timings = models.JSONField(default=dict)
    peak = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["district", "kind", "state", "started_at"])]
        constraints = [
            models.CheckConstraint(
                name="dispatch_run_is_proven",
                condition=Q(gap=0, certificate="verified") | Q(gap__gt=0, certificate="bounded"),
            ),
            models.UniqueConstraint(
                fields=["district", "kind"],
                condition=Q(kind=RunKind.ROUND, state=RunState.PREVIEWED),
                name="dispatch_one_round_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def stale_at(self) -> datetime:
        """When time discards it, if nobody has decided about it by then."""
        return self.started_at + PREVIEW_LASTS


class Proposal(models.Model):
    """One order and the provider the engine proposes for it, with the arithmetic.

    `terms` are points by name, `facts` the plain numbers behind them, `runner_up` who would be next and
    by how many points the whole plan would be dearer. What became of it: `offer`, or the code of the
    refusal in `not_offered`.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="proposals")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, null=True, on_delete=models.PROTECT, related_name="+")
    terms = models.JSONField()
    facts = models.JSONField()
    total = models.BigIntegerField()
    runner_up = models.JSONField(null=True)
    offer = models.OneToOneField(Offer, null=True, on_delete=models.PROTECT, related_name="+")
    not_offered = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "work_order"], name="dispatch_one_proposal_per_order"
            ),
            models.CheckConstraint(
                name="dispatch_proposal_for_exactly_one",
                condition=Q(service__isnull=False, volunteer__isnull=True)
                | Q(service__isnull=True, volunteer__isnull=False),
            ),
        ]

    @property
    def provider(self) -> Service | Volunteer:
        return self.service or self.volunteer  # type: ignore[return-value]


class Unserved(models.Model):
    """One order the engine proposes nobody for, and why not.

    `offering` providers have the service; each is counted in `reasons` under the first reason against
    it, or in `eligible` if only the places are missing.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="unserved")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="+")
    offering = models.PositiveIntegerField()
    eligible = models.PositiveIntegerField()
    reasons = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "work_order"], name="dispatch_one_refusal_per_order"
            ),
        ]

    @property
    def nobody_left(self) -> bool:
        """Not even with more places could somebody who may be asked take it."""
        return self.eligible == 0

    @property
    def wants_a_place(self) -> bool:
        """Somebody could take it, were there a place."""
        return self.eligible > 0 or not FULL.isdisjoint(self.reasons)


class ShortagePrice(models.Model):
    """What one more place of a service in a subdistrict would have been worth to a round.

    `needs` asked for it there, `left_out` of them in vain. With one place more somebody of the tag with
    rank `serves` would have been helped (None: nobody further), and the plan `points` cheaper.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="shortages")
    subcategory = models.ForeignKey(Subcategory, on_delete=models.PROTECT, related_name="+")
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, related_name="+")
    needs = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    serves = models.PositiveSmallIntegerField(null=True)
    points = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "subcategory", "subdistrict"],
                name="dispatch_one_price_per_service_and_subdistrict",
            ),
            models.CheckConstraint(
                name="dispatch_left_out_among_needs", condition=Q(left_out__lte=F("needs"))
            ),
        ]


class HandCost(models.Model):
    """What an offer by hand cost the whole plan at its moment, beside the best plan of all that waited then.

    `instead_of` is whom the engine would have asked (its key; empty: nobody), `set_aside` the reasons that
    were set aside. `served`: how many more orders get somebody, by rank of the tag (fewer: negative);
    `points`: how much dearer the plan is; `moved`: how many other orders go elsewhere.
    """

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="+")
    weights = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="+")
    instead_of = models.CharField(max_length=40, blank=True)
    set_aside = models.JSONField(default=list)
    served = models.JSONField(default=dict)
    points = models.BigIntegerField()
    moved = models.PositiveIntegerField()

    @property
    def journal_thread(self) -> str:
        return self.offer.journal_thread

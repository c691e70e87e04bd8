from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bans.choices import BanState, Trigger
from marketplace.bans.lifecycle import PENDING, STANDING
from marketplace.bans.rules import appeal_until
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project


class BanPolicy(models.Model):
    """What brings a ban about, from a day on. Never changed: the next one takes its place."""

    from_on = models.DateField(unique=True)
    on_midterm = models.BooleanField(
        default=False, help_text=_("Whether the mid-term evaluation bans as well")
    )
    fewest_answers = models.PositiveSmallIntegerField(
        default=10, help_text=_("Below it the survey is repeated, unless all were asked")
    )
    years = models.PositiveSmallIntegerField(default=3)
    statement_days = models.PositiveSmallIntegerField(default=5, help_text=_("Working days"))
    appeal_days = models.PositiveSmallIntegerField(default=60, help_text=_("Calendar days"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                name="bans_policy_in_bounds",
                condition=Q(
                    years__range=(1, 3),
                    fewest_answers__gte=1,
                    statement_days__gte=3,
                    appeal_days__gte=1,
                ),
            ),
        ]


class Ban(models.Model):
    """An organization may not bid from `from_on` until the day before `until_on`, in Shanghai's days.

    `satisfied` of `valid` answers in the evaluation of `project` are why. Whether it holds on a day is
    read off its days, so nothing has to happen at its end.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    trigger = models.CharField(max_length=10, choices=Trigger.choices)
    policy = models.ForeignKey(BanPolicy, on_delete=models.PROTECT, related_name="+")
    satisfied = models.PositiveIntegerField()
    valid = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=BanState.choices, default=BanState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField(null=True, blank=True)
    noticed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    notice = models.CharField(max_length=2000, blank=True)
    statement_until = models.DateTimeField(null=True, blank=True)
    statement = models.CharField(max_length=2000, blank=True)
    stated_at = models.DateTimeField(null=True, blank=True)
    stated_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(max_length=2000, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(
        null=True, blank=True, help_text=_("The first day on which it may bid again")
    )
    appealed_at = models.DateTimeField(null=True, blank=True)
    appealed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    appeal = models.CharField(max_length=2000, blank=True)
    appeal_answer = models.CharField(max_length=2000, blank=True)
    appeal_answered_at = models.DateTimeField(null=True, blank=True)
    appeal_answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifting_asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifting_asked_at = models.DateTimeField(null=True, blank=True)
    lifting_reason = models.CharField(max_length=2000, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(fields=["organization", "state", "until_on"])]
        constraints = [
            models.CheckConstraint(
                name="bans_fewer_than_half_satisfied",
                condition=Q(valid__gt=F("satisfied") + F("satisfied")),
            ),
            models.UniqueConstraint(
                fields=["organization", "project", "trigger"],
                condition=Q(state__in=(*PENDING, *STANDING)),
                name="bans_once_on_the_same_grounds",
            ),
            models.CheckConstraint(
                name="bans_notice_has_a_period",
                condition=Q(state__in=(BanState.PROPOSED, BanState.DROPPED))
                | Q(
                    noticed_at__isnull=False,
                    noticed_by__isnull=False,
                    statement_until__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="bans_decided_has_days",
                condition=~Q(state__in=(*STANDING, BanState.REVOKED))
                | Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    from_on__isnull=False,
                    until_on__gt=F("from_on"),
                ),
            ),
            models.CheckConstraint(
                name="bans_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("noticed_by")),
            ),
            models.CheckConstraint(
                name="bans_lifted_by_two",
                condition=~Q(state=BanState.REVOKED)
                | Q(
                    lifting_asked_by__isnull=False,
                    lifted_by__isnull=False,
                    lifted_at__isnull=False,
                )
                & ~Q(lifted_by=F("lifting_asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"ban {self.pk}"

    @property
    def appeal_until(self) -> datetime | None:
        """The last moment for an appeal; None before the decision."""
        if self.decided_at is None:
            return None
        return appeal_until(self.decided_at, self.policy.appeal_days)

    @property
    def journal_thread(self) -> str:
        return f"ban:{self.pk}"

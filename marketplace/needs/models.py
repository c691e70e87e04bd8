from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.choices import HelperSex, Language
from marketplace.catalogue.models import NeedType, ServiceLevel, TargetGroup, UrgencyTag
from marketplace.households.models import Consent, Resident
from marketplace.kernel.codes import spoken_code
from marketplace.kernel.encryption import EncryptedCharField, EncryptedTextField
from marketplace.needs.choices import Channel, NeedState, Outcome, ReferredTo, RejectReason
from marketplace.needs.lifecycle import BEING_MET, ENDED
from marketplace.organizations.models import Service
from marketplace.places.models import Community

# A constraint holds unless it is false, and an open safety question would make it unknown.
AT_RISK = Q(at_risk=True, at_risk__isnull=False)


class Need(models.Model):
    """One need of one resident. `description` is free text of a person, hence encrypted."""

    number = models.CharField(max_length=20, unique=True)
    follow_code = models.CharField(max_length=16, unique=True, default=spoken_code)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=12, choices=NeedState.choices, default=NeedState.DRAFT)
    description = EncryptedTextField(blank=True)
    need_type = models.ForeignKey(
        NeedType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        TargetGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.ForeignKey(
        ServiceLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tag = models.ForeignKey(
        UrgencyTag, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at_risk = models.BooleanField(_("life, body or a child at risk"), null=True, blank=True)
    pick = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    windows = models.JSONField(
        default=list, blank=True, help_text=_("When somebody may come; none: any time")
    )
    language = models.CharField(max_length=20, choices=Language.choices, blank=True)
    helper_sex = models.CharField(max_length=6, choices=HelperSex.choices, blank=True)

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    posted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    phone_confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The number that was given answered with a code")
    )
    reported_at = models.DateTimeField(
        help_text=_("When the need was first told: clocks start here")
    )
    triaged_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    restarted_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Answered, reopened or resumed: clocks begin anew")
    )
    fulfilled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    papers_completed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Urgent needs: aid first, papers within five working days"),
    )

    missing = models.JSONField(
        default=list, help_text=_("Returned: everything that is missing, at once")
    )
    reject_reason = models.CharField(max_length=20, choices=RejectReason.choices, blank=True)
    referred_to = models.CharField(max_length=20, choices=ReferredTo.choices, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = EncryptedCharField(
        max_length=500, blank=True, help_text=_("Why it stands as it does: told to the resident")
    )
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ["-reported_at", "-id"]
        indexes = [
            models.Index(fields=["state", "tag", "reported_at"]),
            models.Index(fields=["community", "state"]),
            models.Index(fields=["owner", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "need_type"],
                condition=Q(state__in=BEING_MET),
                name="needs_one_of_a_kind_being_met",
            ),
            models.CheckConstraint(
                name="needs_judged_before_met",
                condition=~Q(state__in=(*BEING_MET, NeedState.ASSESSED, NeedState.FULFILLED))
                | Q(
                    need_type__isnull=False,
                    group__isnull=False,
                    level__isnull=False,
                    tag__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="needs_submitted_on_consent_or_emergency",
                condition=Q(state=NeedState.DRAFT) | Q(consent__isnull=False) | AT_RISK,
            ),
            models.CheckConstraint(
                name="needs_closed_with_outcome",
                condition=~Q(state=NeedState.CLOSED) | ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="needs_rejected_with_reason",
                condition=~Q(state=NeedState.REJECTED) | ~Q(reject_reason=""),
            ),
            models.CheckConstraint(
                name="needs_referred_somewhere",
                condition=~Q(state=NeedState.REFERRED) | ~Q(referred_to=""),
            ),
            models.CheckConstraint(
                name="needs_merged_into_another",
                condition=~Q(state=NeedState.MERGED)
                | Q(merged_into__isnull=False) & ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="needs_ended_has_moment",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | ~Q(state__in=ENDED) & Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="needs_approved_by_somebody",
                condition=~Q(state__in=(*BEING_MET, NeedState.FULFILLED, NeedState.CLOSED))
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="needs_approved_by_a_second_person",
                condition=AT_RISK
                | Q(approved_by__isnull=True)
                | Q(posted_by__isnull=True)
                | ~Q(approved_by=F("posted_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def journal_thread(self) -> str:
        return f"need:{self.pk}"


class DailyNumber(models.Model):
    """The last number given out on a day. Whoever wants the next one holds this row until they commit."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

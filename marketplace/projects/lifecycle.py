from django.utils.translation import gettext_lazy as _

from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step
from marketplace.projects.choices import ProjectState as S

# Not yet on the public site.
UNRELEASED = (S.PLANNED, S.APPROVED)
# A provider is at work under a contract.
RUNNING = (S.IN_PROGRESS, S.RECTIFYING, S.MIDTERM_PASSED)
ENDED = (S.CLOSED, S.CANCELLED, S.TERMINATED)

PROJECT = Lifecycle(
    "project",
    {
        S.PLANNED: State(S.PLANNED.label, _("In preparation"), Phase.WAITING),
        S.APPROVED: State(S.APPROVED.label, _("In preparation"), Phase.WAITING),
        S.PUBLISHED: State(S.PUBLISHED.label, _("Open to bids"), Phase.MOVING),
        S.UNDER_REVIEW: State(S.UNDER_REVIEW.label, _("Bids are being compared"), Phase.MOVING),
        S.AWARD_APPROVED: State(S.AWARD_APPROVED.label, _("Bids are being compared"), Phase.MOVING),
        S.PUBLICIZED: State(S.PUBLICIZED.label, _("A provider was chosen"), Phase.MOVING),
        S.IN_PROGRESS: State(S.IN_PROGRESS.label, _("The service is given"), Phase.MOVING),
        S.RECTIFYING: State(S.RECTIFYING.label, _("The service is being put right"), Phase.STOPPED),
        S.MIDTERM_PASSED: State(S.MIDTERM_PASSED.label, _("The service is given"), Phase.MOVING),
        S.FINAL_PASSED: State(S.FINAL_PASSED.label, _("Evaluated: passed"), Phase.DONE),
        S.FINAL_FAILED: State(S.FINAL_FAILED.label, _("Evaluated: not passed"), Phase.STOPPED),
        S.CLOSED: State(S.CLOSED.label, _("Finished"), Phase.DONE),
        S.FAILED_TENDER: State(S.FAILED_TENDER.label, _("Too few bids"), Phase.STOPPED),
        S.CANCELLED: State(S.CANCELLED.label, _("Called off"), Phase.STOPPED),
        S.TERMINATED: State(S.TERMINATED.label, _("Ended before its time"), Phase.STOPPED),
    },
    [
        step("approve", [S.PLANNED], S.APPROVED),
        step("send_back", [S.APPROVED], S.PLANNED),
        step("release", [S.APPROVED], S.PUBLISHED),
        step("open_bids", [S.PUBLISHED], S.UNDER_REVIEW),
        step("fail_tender", [S.PUBLISHED, S.UNDER_REVIEW], S.FAILED_TENDER),
        step("plan_again", [S.FAILED_TENDER], S.PLANNED),
        step("approve_award", [S.UNDER_REVIEW], S.AWARD_APPROVED),
        step("review_again", [S.AWARD_APPROVED, S.PUBLICIZED], S.UNDER_REVIEW),
        step("publicize", [S.AWARD_APPROVED], S.PUBLICIZED),
        step("begin", [S.PUBLICIZED], S.IN_PROGRESS),
        step("pass_midterm", [S.IN_PROGRESS, S.RECTIFYING], S.MIDTERM_PASSED),
        step("rectify", [S.IN_PROGRESS], S.RECTIFYING),
        step("pass_final", [S.MIDTERM_PASSED, S.RECTIFYING], S.FINAL_PASSED),
        step("fail_final", [S.MIDTERM_PASSED, S.RECTIFYING], S.FINAL_FAILED),
        step("close", [S.FINAL_PASSED, S.FINAL_FAILED], S.CLOSED),
        step(
            "cancel",
            [S.PLANNED, S.APPROVED, S.PUBLISHED, S.UNDER_REVIEW, S.AWARD_APPROVED, S.FAILED_TENDER],
            S.CANCELLED,
        ),
        step("terminate", [S.IN_PROGRESS, S.RECTIFYING, S.MIDTERM_PASSED], S.TERMINATED),
    ],
)

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step
from marketplace.organizations.choices import OrganizationState as S
from marketplace.organizations.choices import ServiceState as V

ORGANIZATION = Lifecycle(
    "organization",
    {
        S.REGISTERED: State(S.REGISTERED.label, _("Not yet checked"), Phase.WAITING),
        S.APPLIED: State(S.APPLIED.label, _("Being checked"), Phase.WAITING),
        S.LISTED: State(S.LISTED.label, _("Checked and able"), Phase.MOVING),
        S.RESIDENT: State(
            S.RESIDENT.label, pgettext_lazy("organization", "On the shelf"), Phase.DONE
        ),
        S.SUSPENDED: State(S.SUSPENDED.label, _("Paused"), Phase.STOPPED),
        S.REMOVED: State(S.REMOVED.label, _("No longer here"), Phase.STOPPED),
    },
    [
        step("apply", [S.REGISTERED], S.APPLIED),
        step("return", [S.APPLIED], S.REGISTERED),
        step("list", [S.REGISTERED, S.APPLIED], S.LISTED),
        step("admit", [S.LISTED], S.RESIDENT),
        step("suspend", [S.RESIDENT], S.SUSPENDED),
        step("resume", [S.SUSPENDED], S.RESIDENT),
        step("remove", [S.REGISTERED, S.APPLIED, S.LISTED, S.RESIDENT, S.SUSPENDED], S.REMOVED),
    ],
)

SERVICE = Lifecycle(
    "service",
    {
        V.DRAFT: State(V.DRAFT.label, _("Not yet checked"), Phase.WAITING),
        V.SUBMITTED: State(V.SUBMITTED.label, _("Being checked"), Phase.WAITING),
        V.ON_SHELF: State(V.ON_SHELF.label, _("On the shelf"), Phase.DONE),
        V.OFF_SHELF: State(V.OFF_SHELF.label, _("Not offered at the moment"), Phase.STOPPED),
    },
    [
        step("submit", [V.DRAFT, V.OFF_SHELF], V.SUBMITTED),
        step("return", [V.SUBMITTED], V.DRAFT),
        step("put_on_shelf", [V.DRAFT, V.SUBMITTED, V.OFF_SHELF], V.ON_SHELF),
        step("take_off_shelf", [V.ON_SHELF], V.OFF_SHELF),
    ],
)

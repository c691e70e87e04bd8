"""The accounts of the demo: one for each role, and a second officer, on a start page that exists only there."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.kernel.sealing import Share

DEMO_PASSWORD = "demo-demo-demo"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    role: Role
    does: Any

    @property
    def share(self) -> str:
        """What a bureau officer types at an opening; a secret anywhere but here."""
        return share_of(self.username).text if self.role == Role.BUREAU_OFFICER else ""


# Gates and openings take two.
SECOND_OFFICER = DemoAccount(
    "bureau2", Role.BUREAU_OFFICER, _("Passes projects through the gates, holds the second share")
)
ACCOUNTS = (
    DemoAccount("steward", Role.STEWARD, _("Posts needs for residents in Yaohua and follows them")),
    DemoAccount(
        "staff", Role.COMMUNITY_STAFF, _("Posts needs at the community window and triages them")
    ),
    DemoAccount("officer", Role.SUBDISTRICT_OFFICER, _("Triages and approves the needs of Yaohua")),
    DemoAccount("hotline", Role.HOTLINE_OPERATOR, _("Takes calls and posts needs for callers")),
    DemoAccount(
        "dispatcher", Role.DISPATCHER, _("Runs rounds, assigns by hand, owns what nobody owns")
    ),
    DemoAccount("bureau", Role.BUREAU_OFFICER, _("Sees how the whole district is doing")),
    SECOND_OFFICER,
    DemoAccount("organization", Role.ORGANIZATION, _("Answers offers, plans visits, reports work")),
    DemoAccount("volunteer", Role.VOLUNTEER, _("Takes tasks near home")),
    DemoAccount("evaluator", Role.EVALUATOR, _("Scores projects; sees no resident")),
)
FIRST_OF_EACH_ROLE = {
    account.role: account.username for account in ACCOUNTS if account is not SECOND_OFFICER
}


def share_of(username: str) -> Share:
    """The share of a demo officer: everybody may read it on the start page."""
    return Share(sha256(f"share of the demo's {username}".encode()).digest())

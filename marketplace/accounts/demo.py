"""The accounts of the demo: one for each role, on a start page that exists only there."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role

DEMO_PASSWORD = "demo-demo-demo"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    role: Role
    does: Any


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
    DemoAccount("organization", Role.ORGANIZATION, _("Answers offers, plans visits, reports work")),
    DemoAccount("volunteer", Role.VOLUNTEER, _("Takes tasks near home")),
    DemoAccount("evaluator", Role.EVALUATOR, _("Will score projects; sees no resident")),
)

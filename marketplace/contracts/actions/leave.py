"""Lock, then ask leave on what is locked."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.contracts.models import Award, Challenge, Contract
from marketplace.journal.changing import lock
from marketplace.kernel.errors import NotAllowed

_PROJECT = ("project__batch__district", "project__rulebook")


def enter_award(award: Award, may: Callable[[User, Any], bool], by: User) -> None:
    lock(award, *_PROJECT, "bid__organization")
    ensure(may(by, award))


def enter_challenge(challenge: Challenge, may: Callable[[User, Any], bool], by: User) -> None:
    """The award first, as everybody does: whoever signs waits for whoever decides."""
    lock(challenge.award, *_PROJECT, "bid__organization")
    award = challenge.award
    lock(challenge, "organization")
    challenge.award = award
    ensure(may(by, challenge))


def enter_contract(contract: Contract, may: Callable[[User, Any], bool], by: User) -> None:
    lock(contract, *_PROJECT, "organization", "award__bid")
    ensure(may(by, contract))


def ensure(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("not_allowed", _("Your role does not allow this for this project."))

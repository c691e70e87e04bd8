"""Send a message; send a code and hold against it what is typed."""

import logging
import secrets
from datetime import datetime
from hmac import compare_digest

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.kernel.digests import keyed_digest
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.texting.gateways import NotSent, gateway
from marketplace.texting.models import PhoneCode
from marketplace.texting.rules import (
    AGAIN_AFTER,
    DIGITS,
    KEPT,
    LASTS,
    MOST_TRIES,
    mobile_of,
)

log = logging.getLogger(__name__)


def asks_for_codes(phone: str) -> bool:
    """Whether a code can reach this number: there is a gateway, and it is no landline."""
    return bool(mobile_of(phone)) and gateway() is not None


def send_code(phone: str, *, at: datetime) -> bool:
    """A new code, unless one was sent a moment ago; whether one was sent.

    Raises:
        NotSent: the network did not take it. The code that was sent before stays good.
    """
    number = mobile_of(phone)
    digest = keyed_digest("texting.phone", number)
    PhoneCode.objects.filter(sent_at__lt=at - KEPT).delete()
    waiting = PhoneCode.objects.filter(phone=digest, used_at=None, sent_at__gt=at - AGAIN_AFTER)
    if waiting.exists():
        return False
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    carrier = gateway()
    if carrier is None:
        raise RuleBroken("no_gateway", gettext_lazy("No messages are sent from here."))
    with transaction.atomic():
        PhoneCode.objects.filter(phone=digest, used_at=None).update(until=at)
        PhoneCode.objects.create(
            phone=digest, code=_digest_of(digest, code), sent_at=at, until=at + LASTS
        )
        told = {"code": code, "minutes": int(LASTS.total_seconds() // 60)}
        carrier.send(
            number,
            _("Cloud Supermarket: your code is %(code)s. It is good for %(minutes)s minutes.")
            % told,
        )
    return True


def prove_code(phone: str, code: str, *, at: datetime, field: str = "code") -> None:
    """What was typed is what was sent, for the first time and in time; else Malformed, and one try fewer.

    The try is counted even if whoever calls takes everything back: call it outside of a transaction.
    """
    digest = keyed_digest("texting.phone", mobile_of(phone))
    with transaction.atomic():
        sent = (
            PhoneCode.objects.select_for_update(no_key=True)
            .filter(phone=digest, used_at=None, until__gte=at, tries__lt=MOST_TRIES)
            .first()
        )
        if sent is not None and compare_digest(sent.code, _digest_of(digest, code)):
            PhoneCode.objects.filter(pk=sent.pk).update(used_at=at)
            return
        if sent is not None:
            PhoneCode.objects.filter(pk=sent.pk).update(tries=F("tries") + 1)
    if sent is None:
        raise Malformed(
            "code_over",
            gettext_lazy("This code is over, or was tried too often. Have a new one sent."),
            field=field,
        )
    raise Malformed("wrong_code", gettext_lazy("This is not the code that was sent."), field=field)


def tell(phone: str, text: str) -> None:
    """A message that nobody waits for: what cannot be sent is left, and noted without the number."""
    carrier, number = gateway(), mobile_of(phone)
    if carrier is None or not number:
        return
    try:
        carrier.send(number, text)
    except NotSent:
        log.warning("A message that nobody waits for was not sent.")


def _digest_of(phone: str, code: str) -> str:
    return keyed_digest("texting.code", f"{phone} {code}")

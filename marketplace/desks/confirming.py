"""A phone is confirmed by a code before anything is sent in its name. Whoever cannot receive one goes on without, and in
danger nobody is asked."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace.desks.attempts import attempt
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.kernel import limits
from marketplace.kernel.digests import keyed_digest
from marketplace.look.forms import ShortText
from marketplace.texting.actions import asks_for_codes, prove_code, send_code
from marketplace.texting.gateways import Console, NotSent, gateway
from marketplace.texting.rules import masked, mobile_of

MOST_AN_HOUR = 10
PROOF_LASTS = 1800
_SIGNER = TimestampSigner(salt="marketplace.desks.confirming")


class PhoneCodeForm(forms.Form):
    phone_code = CleanCharField(
        label=_("The code from the message"),
        max_length=20,
        widget=ShortText({"inputmode": "numeric", "autocomplete": "one-time-code"}, width=8),
    )


@dataclass(frozen=True, slots=True)
class Confirming:
    """`form` is to be shown, or there is nothing more to ask: `at` the phone had answered, or never (None).

    `proof` goes into the page, so that nobody types a code twice; `number` is masked; `shown` is the message itself, in the demo alone.
    """

    at: datetime | None = None
    form: PhoneCodeForm | None = None
    proof: str = ""
    number: str = ""
    told: str = ""
    shown: str = ""


def confirm(request: HttpRequest, phone: str) -> Confirming:
    told = request.POST
    if "unconfirmed" in told or told.get("at_risk") == "yes" or not asks_for_codes(phone):
        return Confirming()
    if _is_proven(told, phone):
        return Confirming(now(), proof=told["proof"])
    number = masked(mobile_of(phone))
    if "confirm" not in told or "again" in told:
        told_of_it = send(request, phone)
        return Confirming(form=PhoneCodeForm(), number=number, told=told_of_it, shown=shown(phone))
    form = PhoneCodeForm(told)
    if form.is_valid() and attempt(form, lambda: prove(request, form, phone)):
        return Confirming(now(), proof=_SIGNER.sign(mobile_of(phone)))
    return Confirming(form=form, number=number, shown=shown(phone))


def send(request: HttpRequest, phone: str) -> str:
    """A code, unless there were too many; what to tell about it."""
    address = request.META["REMOTE_ADDR"]
    number = keyed_digest("desks.texting", mobile_of(phone))
    try:
        limits.count("phone code", address, most=MOST_AN_HOUR, within=3600)
        limits.count("phone code to", number, most=MOST_AN_HOUR // 2, within=3600)
        sent = send_code(phone, at=now())
    except (limits.TooOften, NotSent) as refusal:
        return str(refusal.message)
    return "" if sent else str(_("A code was sent a moment ago. Please wait a minute."))


def prove(request: HttpRequest, form: PhoneCodeForm, phone: str) -> bool:
    """What was typed is what was sent; else Malformed, or TooOften."""
    limits.count("phone code typed", request.META["REMOTE_ADDR"], most=60, within=3600)
    typed = "".join(form.cleaned_data["phone_code"].split())
    prove_code(phone, typed, at=now(), field="phone_code")
    return True


def _is_proven(told: QueryDict, phone: str) -> bool:
    try:
        return _SIGNER.unsign(told.get("proof", ""), max_age=PROOF_LASTS) == mobile_of(phone)
    except BadSignature:
        return False


def shown(phone: str) -> str:
    """The message itself: in the demo alone."""
    return (
        Console.last(mobile_of(phone)) if settings.DEMO and isinstance(gateway(), Console) else ""
    )

"""A forgotten password, and the phone that helps. Whether an account exists is never told: whoever names one that does
not, or another's number, reads the same words."""

from axes.utils import reset as forget_failures
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from marketplace.desks import confirming
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.front.forms import ForgottenForm, OwnPhoneForm, RenewForm
from marketplace.desks.now import now
from marketplace.journeys.change_phone import change_phone
from marketplace.journeys.recover_password import recover_password, recoverable
from marketplace.kernel import limits
from marketplace.kernel.errors import Malformed
from marketplace.texting.actions import asks_for_codes
from marketplace.texting.gateways import gateway
from marketplace.texting.rules import masked


@never_cache
@sensitive_post_parameters("password")
def forgotten(request: HttpRequest) -> HttpResponse:
    told = request.POST or None
    who = ForgottenForm(told)
    if not who.is_valid():
        context = {"form": who, "reaches": gateway() is not None}
        return render(request, "desks/front/forgotten.html", context, status=status_of(who))
    phone, shown = who.cleaned_data["phone"], ""
    form = RenewForm(
        request.POST if "confirm" in request.POST else None, username=who.cleaned_data["username"]
    )
    if not form.is_bound or "again" in request.POST:
        form = RenewForm()
        shown = _send(request, **who.cleaned_data)
    elif form.is_valid() and attempt(form, lambda: _recover(request, who, form)):
        messages.success(request, _("From now on your new password counts. Sign in with it."))
        return redirect("sign_in")
    context = {"form": form, "who": who, "number": masked(phone), "phone": {"shown": shown}}
    return render(request, "desks/front/renew.html", context, status=status_of(form))


@never_cache
@login_required
def phone(request: HttpRequest) -> HttpResponse:
    """One's own number, once it has answered."""
    form = OwnPhoneForm(request.POST or None, initial={"phone": request.user.phone})
    if not form.is_bound or "rewrite" in request.POST or not form.is_valid():
        if "rewrite" in request.POST:
            form = OwnPhoneForm(initial={"phone": request.POST.get("phone", "")})
        return render(request, "desks/front/phone.html", {"form": form}, status=status_of(form))
    number = form.cleaned_data["phone"]
    asked = confirming.confirm(request, number)
    if asked.form is not None:
        context = {"asking": form, "form": asked.form, "phone": asked}
        return render(
            request, "desks/front/confirm_phone.html", context, status=status_of(asked.form)
        )
    if asked.at is None and asks_for_codes(number):
        return redirect("phone")
    change_phone(request.user, phone=number, confirmed_at=asked.at, at=now())
    messages.success(request, _("Kept. A code goes to it if you ever forget your password."))
    return redirect("home")


def _send(request: HttpRequest, *, username: str, phone: str) -> str:
    """What the page shows of the message, in the demo. How often is counted for everybody alike."""
    if recoverable(username, phone):
        confirming.send(request, phone)
        return confirming.shown(phone)
    limits.count(
        "phone code", request.META["REMOTE_ADDR"], most=confirming.MOST_AN_HOUR, within=3600
    )
    return ""


def _recover(request: HttpRequest, who: ForgottenForm, form: RenewForm) -> bool:
    person = recoverable(**who.cleaned_data)
    try:
        if person is None:
            raise Malformed("code_over", "", field="phone_code")
        confirming.prove(request, form, who.cleaned_data["phone"])
    except Malformed as refusal:
        raise Malformed(
            "no_such_code",
            gettext_lazy(
                "This is not the code that was sent, or it is over. Have a new one sent if you are not sure."
            ),
            field="phone_code",
        ) from refusal
    recover_password(person, password=form.cleaned_data["password"], at=now())
    forget_failures(username=person.username)
    return True

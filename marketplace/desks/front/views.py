from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login, update_session_auth_hash
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marketplace.accounts.demo import ACCOUNTS, DEMO_PASSWORD
from marketplace.desks.front.forms import PasswordForm
from marketplace.desks.navigation import navigation_for, roles_held_by
from marketplace.desks.now import now
from marketplace.journeys.choose_password import choose_password
from marketplace.kernel.errors import Hidden


def landing(request: HttpRequest) -> HttpResponse:
    """Whoever sits at a desk lands there, everybody else at the public front page."""
    links = navigation_for(request)
    if roles_held_by(request.user) and links:
        return redirect(links[0]["url"])
    return redirect("/en/" if get_language() == "en" else "/")


class SignIn(LoginView):
    template_name = "desks/front/sign_in.html"
    redirect_authenticated_user = True


@method_decorator(never_cache, name="dispatch")
class ChangePassword(PasswordChangeView):
    """Whoever was given a password chooses one of their own; other browsers of theirs are signed out."""

    template_name = "desks/front/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        chosen = form.cleaned_data["new_password1"]
        choose_password(self.request.user, password=chosen, at=now())
        update_session_auth_hash(self.request, self.request.user)
        messages.success(self.request, _("From now on your new password counts."))
        return redirect(self.get_success_url())

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_invalid(form)
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """In the demo: whom to sign in as. Anywhere else there is no such page."""
    _only_in_demo()
    present = set(
        get_user_model()
        .objects.filter(username__in=[account.username for account in ACCOUNTS])
        .values_list("username", flat=True)
    )
    accounts = [account for account in ACCOUNTS if account.username in present]
    context = {"accounts": accounts, "password": DEMO_PASSWORD}
    return render(request, "desks/front/start.html", context)


@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    _only_in_demo()
    known = {account.username for account in ACCOUNTS}
    username = request.POST.get("username", "")
    if username not in known:
        raise Hidden("no_such_account", _("There is no such demo account."))
    user = get_object_or_404(get_user_model(), username=username)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(reverse("home"))


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Hidden("not_found", _("There is no such page."))

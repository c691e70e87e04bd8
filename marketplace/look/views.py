from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.look.preferences import THEMES, YEAR
from marketplace.look.style import samples


@csrf_exempt
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember `theme` (auto, light, dark) or `elder` (on, off) and go back to `next`.

    Without a token: that would make public pages differ by reader, and two cookies are all that is set here.
    """
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if "theme" in request.POST:
        theme = request.POST["theme"]
        _remember(request, response, "theme", theme if theme in THEMES else "")
    if "elder" in request.POST:
        _remember(request, response, "elder", "1" if request.POST["elder"] == "on" else "")
    return response


def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state; a page for those who build, not for the public."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    return render(request, "look/style.html", samples.everything(request))


def _remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    if value:
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(name, samesite="Lax")

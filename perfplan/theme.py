"""Light, dark, or as the device says: a cookie that the server reads, so that no page flickers and no script is needed."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

COOKIE = "theme"
THEMES = ("light", "system", "dark")
YEAR = 60 * 60 * 24 * 365


def chosen_theme(request):
    """The theme that this browser's reader chose; without a choice, as the device says."""
    theme = request.COOKIES.get(COOKIE)
    return theme if theme in THEMES else "system"


@login_not_required
@require_POST
def theme(request):
    """Remember the choice in this browser, and go back to the page it was made on."""
    choice = request.POST.get("theme")
    if choice not in THEMES:
        return HttpResponseBadRequest(_("Choose light, dark, or as the device."))
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(COOKIE, choice, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return response

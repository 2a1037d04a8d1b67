"""The way in."""

import ipaddress

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.views.decorators.http import require_POST

from people.models import Person

DEMO_DOMAIN = "@demo.example"
DEMO_ROLES = {"sam": "seller", "maya": "manager", "lena": "leader", "harriet": "HR", "ada": "admin"}


def is_local(request):
    """Whether this installation is somebody's own machine, and the request comes from it."""
    try:
        is_direct = "HTTP_X_FORWARDED_FOR" not in request.META  # behind a proxy everybody would come from this machine
        return settings.LOCAL and is_direct and ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback
    except ValueError:
        return False


def demo_people(request):
    """Whom one may enter as with one click: the people of the demo company that are here; nobody outside local mode."""
    if not is_local(request):
        return []
    emails = {f"{name}{DEMO_DOMAIN}": role for name, role in DEMO_ROLES.items()}
    people = {person.email: person for person in Person.objects.active().with_emails(emails)}
    return [{"email": email, "name": people[email].name, "role": role} for email, role in emails.items() if email in people]


class Entrance(LoginView):
    """The log-in page, with the demo company's doors in local mode."""

    def get_context_data(self, **context):
        return super().get_context_data(**context, demo_people=demo_people(self.request))


login = Entrance.as_view()


@login_not_required
@require_POST
def demo_login(request):
    """Enter as somebody of the demo company. Only in local mode, from this machine, as a demo person: else nothing is here."""
    email = request.POST.get("email", "")
    person = Person.objects.active().with_emails([email]).first() if email.endswith(DEMO_DOMAIN) and is_local(request) else None
    if person is None:
        raise Http404
    return perform_login(request, Login(user=person, email=person.email))

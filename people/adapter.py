"""How perfplan differs from what django-allauth does by itself."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib import messages
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class AccountBackend(AuthenticationBackend):
    """Who left, or was switched off, is nobody from the next request on."""

    def user_can_authenticate(self, user):
        return user.can_log_in


class AccountAdapter(DefaultAccountAdapter):
    """There is no sign-up: an administrator enters people."""

    def is_open_for_signup(self, request):
        return False

    def authenticate(self, request, **credentials):
        """Someone who left gets the answer that everybody gets for a wrong password."""
        person = super().authenticate(request, **credentials)
        return person if person is not None and person.can_log_in else None

    def send_mail(self, template_prefix, email, context):
        """A mail server that does not answer is said, and stops nothing else."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("An account letter (%s) could not be sent.", template_prefix)
            messages.error(self.request, _("The e-mail could not be sent just now. Try again later, or ask an administrator."))

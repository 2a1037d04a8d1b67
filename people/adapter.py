"""How perfplan differs from what django-allauth does by itself."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """There is no sign-up: an administrator enters people."""

    def is_open_for_signup(self, request):
        return False

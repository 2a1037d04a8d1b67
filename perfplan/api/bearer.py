"""Who calls: a token in the header `Authorization: Bearer`, what it opens, and how often it may."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from people import minting
from people.models import Scope, Token, TokenPace
from perfplan.api.bodies import take
from perfplan.api.problems import Problem

REALM = 'Bearer realm="perfplan"'


class Bearer(HttpBearer):
    """A token that opens `scope` (None: that it works is enough). `request.user` is its person from then on.

    Of a call that `sends` something, the body is read as soon as it is known who calls.
    """

    def __init__(self, scope, *, sends=False):
        super().__init__()
        self.scope, self.sends = scope, sends

    def __call__(self, request):
        """As HttpBearer; but what is no token of ours is a problem with the reason in its header."""
        given = request.headers.get("Authorization", "")
        kind, _space, text = given.partition(" ")
        if kind.lower() != "bearer":
            raise unknown(_("Send a token, in the header “Authorization: Bearer …”."), REALM)
        return self.authenticate(request, text.strip())

    def authenticate(self, request, token):
        """The token, counted; Problem 401 for one that does not work, 429 for one that calls too often, 403 for another scope."""
        found = working_token(token)
        count(found)
        if self.scope and self.scope not in found.scopes:
            challenge = f'{REALM}, error="insufficient_scope", scope="{self.scope}"'
            sentence = _("This token does not open that. It would need: %(scope)s.")
            raise Problem(403, sentence % {"scope": self.scope.value}, WWW_Authenticate=challenge)
        request.user = found.person
        timezone.activate(found.person.zone)
        translation.activate(found.person.language)
        if self.sends:
            take(request)
        return found


def working_token(text):
    """The token with this text. Problem 401 for anything else; why not is only said to whoever knows the whole text."""
    prefix = minting.prefix_of(text)
    token = Token.objects.known_as(prefix).first() if prefix else None
    if token is None or not minting.is_same(token.digest, text):
        raise unknown(_("This token is not known here."))
    if not token.is_working:
        raise unknown(_("This token has ended, or whoever it acts for works here no longer."))
    return token


def unknown(sentence, challenge=f'{REALM}, error="invalid_token"'):
    """The refusal of whoever we don't know."""
    return Problem(401, sentence, WWW_Authenticate=challenge)


def count(token):
    """Count this call against the token's limit in a minute; the first of each notes that it was used."""
    calls, seconds = TokenPace.count(token)
    if calls == 1:
        Token.objects.note_use(token)
    if calls > settings.API_CALLS_A_MINUTE:
        sentence = _("This token has made its %(limit)s calls of this minute. Go on in %(seconds)s seconds.")
        facts = {"limit": settings.API_CALLS_A_MINUTE, "seconds": seconds}
        raise Problem(429, sentence % facts, Retry_After=seconds)


SENDS_OBSERVATIONS, SENDS_FACTS = Bearer(Scope.OBSERVATIONS, sends=True), Bearer(Scope.FACTS, sends=True)
READS = Bearer(Scope.READ)

"""Texts that are kept sealed: with a key derived from SECRET_KEY, so that a copy of the database alone opens none of them."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"perfplan.reminders.sealed"


def _keys():
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        derived = HKDF(hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(str(secret).encode())
        yield Fernet(base64.urlsafe_b64encode(derived))


def seal(text):
    """The sealed form; each time another one."""
    return MultiFernet(list(_keys())).encrypt(text.encode()).decode()


def unseal(sealed):
    """The text, or "" if none of our keys opens it: the secret has changed."""
    try:
        return MultiFernet(list(_keys())).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        return ""

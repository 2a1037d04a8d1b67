"""The text of a token: made once from chance, shown once, kept as a digest. Pure but for the chance.

`pp_` and eight letters (its prefix, which may be shown and finds the row), and 43 more (256 bits), which nobody keeps.
"""

import hashlib
import hmac
import re
import secrets
import string

LETTERS = string.ascii_letters + string.digits
SHOWN, HIDDEN = 8, 43
WHOLE = re.compile(rf"(pp_[A-Za-z0-9]{{{SHOWN}}})[A-Za-z0-9]{{{HIDDEN}}}", re.ASCII)


def mint():
    """The text of a new token."""
    return "pp_" + "".join(secrets.choice(LETTERS) for _letter in range(SHOWN + HIDDEN))


def prefix_of(text):
    """The part that may be shown, or None for what is no token of ours."""
    found = WHOLE.fullmatch(text)
    return found[1] if found else None


def digest_of(text):
    """What is kept of it: SHA-256, in hexadecimal. (The text has more chance in it than can be tried; no salt, no slow hash.)"""
    return hashlib.sha256(text.encode()).hexdigest()


def is_same(digest, text):
    """Whether this text has that digest, found out in the same time whether it has or not."""
    return hmac.compare_digest(digest, digest_of(text))

"""The Message-ID of an e-mail: made once with the row, the same at each attempt, so that a mail system can know a copy."""

import re
from urllib.parse import urlsplit

NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.-]")


def domain_of(public_url):
    """The right-hand side for an installation at that address: its host name, or `localhost`."""
    host = urlsplit(public_url).hostname or "localhost"
    return NOT_IN_A_NAME.sub("-", host)[:70]


def message_id(reminder_id, domain):
    """The Message-ID of a reminder, with its angle brackets."""
    return f"<{reminder_id.hex}@{domain}>"

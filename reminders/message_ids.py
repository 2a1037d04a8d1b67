"""The Message-ID of an e-mail: made once with the row, the same at each attempt, so that a mail system can know a copy."""

import re
from urllib.parse import urlsplit

ONE_LINE = 31  # so many characters of a domain keep the header from being folded, which some mail programs do not understand
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.-]")


def domain_of(public_url):
    """The right-hand side for an installation at that address: its host name, or `localhost`."""
    host = urlsplit(public_url).hostname or "localhost"
    return NOT_IN_A_NAME.sub("-", host)[:70]


def message_id(reminder_id, domain):
    """The Message-ID of a reminder, with its angle brackets. Of a long domain the end is enough: the id alone is unique."""
    return f"<{reminder_id.hex}@{domain[-ONE_LINE:].lstrip('.-') or 'localhost'}>"

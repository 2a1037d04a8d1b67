"""Mail without a mail server: one file per message, which its recipient reads in the application.

A file's name comes from its recipient and its Message-ID, so that writing the same message twice leaves one file.
"""

import email
import email.policy
import os
import re
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from reminders.messages import as_letter

NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.@_-]+")


class EmailBackend(BaseEmailBackend):
    """Django's way to send, for mail that is not a reminder: the account pages'."""

    def send_messages(self, messages):
        """Write each that has a recipient. Answers how many."""
        return len([write(as_letter(message, to[0])) for message in messages if (to := message.recipients())])


def write(letter):
    """Write a letter whole or not at all. Answers where."""
    folder = Path(settings.MAIL_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name_of(letter.recipient, letter.message_id)
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".new", delete=False) as file:
        file.write(letter.content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)
    _settle(folder)
    return path


def name_of(recipient, message_id):
    """The file name of a message to that recipient."""
    return f"{_mark(recipient)}-{NOT_IN_A_NAME.sub('', message_id)}.eml"


def names_for(address):
    """The names of the files written to that address, the latest first."""
    folder, mark = Path(settings.MAIL_DIR), f"{_mark(address)}-"
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        mine = [entry for entry in entries if entry.name.startswith(mark) and entry.name.endswith(".eml")]
    return [entry.name for entry in sorted(mine, key=lambda entry: (-entry.stat().st_mtime, entry.name))]


def read(name):
    """The message in the file of that name, as its recipient would see it."""
    content = (Path(settings.MAIL_DIR) / name).read_bytes()
    return email.message_from_bytes(content, policy=email.policy.default)


def _mark(recipient):
    """What the names of one recipient's files begin with: no address can be read from it."""
    return sha256(recipient.lower().encode()).hexdigest()[:20]


def _settle(folder):
    """Have the folder's entries on the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

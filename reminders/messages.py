"""What a reminder says in its reader's language and time zone: its line in the application, and its e-mail."""

from contextlib import contextmanager
from dataclasses import dataclass
from email.charset import QP, Charset
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reminders import kinds, unsubscribe

SUBJECT_LENGTH = 150
UTF8 = Charset("utf-8")
UTF8.body_encoding = QP  # seven bits only: some servers on the way take no more


@dataclass(frozen=True)
class Letter:
    """An e-mail ready to go: the envelope's two addresses, the Message-ID, and all bytes from first header to last line."""

    sender: str
    recipient: str
    message_id: str
    content: bytes


@contextmanager
def in_place_of(person):
    """Times in this person's zone, words in their language."""
    with timezone.override(person.zone), translation.override(person.language):
        yield


def one_line(text):
    """Text as a header may carry it: no line ends and no control characters, so that nobody's name can begin another header."""
    visible = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(visible.split())[:SUBJECT_LENGTH]


def inbox_lines(reader, reminders):
    """{id: line} in the application, of reminders of one reader: the names in them are read together, not line by line."""
    reminders, alike, named = list(reminders), {}, {}
    for reminder in reminders:
        if kind := kinds.find(reminder.kind):
            alike.setdefault(kind.names, []).append(reminder)
    for names, rows in alike.items():
        named |= names(reader, rows)
    return {reminder.pk: inbox_line(reminder, named.get(reminder.pk, "")) for reminder in reminders}


def inbox_line(reminder, about=""):
    """The line in the application, or in a letter; `about` names what no letter may say. A kind that no room knows any more still
    says that there was something.
    """
    kind = kinds.find(reminder.kind)
    if kind is None:
        return format_html("{}", translation.gettext("A reminder of something that perfplan no longer has"))
    context = {"reminder": reminder, "facts": reminder.facts, "person": reminder.recipient, "kind": kind, "about": about}
    line = render_to_string(f"{reminder.room}/inbox/{reminder.what}.html", context | kind.adds(reminder))
    return SafeString(line.strip())  # its template has escaped what people wrote: once is enough


def headline(reminder):
    """What it says in one line of plain text, in its reader's language."""
    kind = kinds.get(reminder.kind)
    with in_place_of(reminder.recipient):
        return one_line(_plain(f"{reminder.room}/mail/{reminder.what}.subject.txt", _context(reminder, kind)))


def letter(reminder):
    """The e-mail: the same Message-ID each time it is made. It says what waits, and leads there by one link."""
    kind, person = kinds.get(reminder.kind), reminder.recipient
    with in_place_of(person):
        context = _context(reminder, kind)
        name = f"{reminder.room}/mail/{reminder.what}"
        message = EmailMultiAlternatives(
            subject=one_line(_plain(f"{name}.subject.txt", context)),
            body=_plain(f"{name}.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[sanitize_address((one_line(person.name), person.email), "utf-8")],
            headers=_headers(reminder, context),
        )
        message.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
    message.encoding = UTF8
    return as_letter(message, person.email)


def as_letter(message, recipient):
    """One of Django's messages, ready to go to that address."""
    made = message.message()
    content = made.as_bytes(linesep="\r\n")
    return Letter(bare_address(message.from_email), for_envelope(recipient), made["Message-ID"], content)


def for_envelope(address):
    """An address as a mail server understands it: an international domain in its ASCII spelling."""
    local, at, domain = bare_address(address).rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def bare_address(text):
    """The e-mail address in "Name <address>"."""
    return parseaddr(text)[1]


def _context(reminder, kind):
    person = reminder.recipient
    return {
        "person": person,
        "facts": reminder.facts,
        "reminder": reminder,
        "kind": kind,
        "link": settings.PUBLIC_URL + reminder.path,
        "settings_link": settings.PUBLIC_URL + reverse("reminders:preference_edit"),
        "unsubscribe_link": unsubscribe.link(person, kind) if kind.can_mute else "",
        **kind.adds(reminder),
    }


def _headers(reminder, context):
    headers = {"Message-ID": reminder.message_id, "Date": format_datetime(timezone.now()), "Auto-Submitted": "auto-generated"}
    if context["unsubscribe_link"]:
        headers["List-Unsubscribe"] = f"<{context['unsubscribe_link']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _plain(name, context):
    """A text template: nothing in it is escaped, because nothing will read it as HTML."""
    text = get_template(name).template.render(Context(context, autoescape=False))
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return "\n".join(line for n, line in enumerate(lines) if line or (n and lines[n - 1])) + "\n"

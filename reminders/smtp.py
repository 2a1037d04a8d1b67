"""Handing a message to a mail server so that the doubtful moment is as short as it can be.

SMTP cannot promise "exactly once": the answer to the last dot can be lost. So everything that can be refused is asked first; only
after 354 ("go ahead") is the row marked as being handed over; the dot that makes the server responsible is sent by itself, last.
All of smtplib's errors are OSErrors.
"""

import re
import smtplib
import socket
import ssl
from contextlib import suppress

from django.conf import settings

from reminders.handover import InDoubt, NotOurs, PutOff, TurnedDown, Unreachable
from reminders.message_ids import domain_of
from reminders.messages import letter

ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")  # visible ASCII without angle brackets
DOTS = re.compile(rb"(?m)^\.")
END = b".\r\n"


class MailServer:
    """A connection to the mail server of EMAIL_URL, made when it is first needed and again after it broke."""

    def __init__(self):
        self.line = None
        self.patience = 3 * settings.EMAIL_TIMEOUT  # after 354: the text, the dot, the answer

    def __enter__(self):
        return self

    def __exit__(self, error, *_what):
        if self.line and error is None:
            with suppress(OSError):
                self.line.docmd("QUIT")
        self.drop()

    def prepare(self, reminder):
        """The letter."""
        return letter(reminder)

    def hand_over(self, message, may_go):
        """Deliver the letter; see `handover` for what it raises. The connection stays open for the next."""
        if not ADDRESS.fullmatch(message.recipient):
            raise TurnedDown("this is no address to which mail can go")
        recipient, text, line = message.recipient, stuffed(message.content), self.connected()
        self.ask(line, f"MAIL FROM:<{message.sender}>", {250}, recipient)
        self.ask(line, f"RCPT TO:<{recipient}>", {250, 251}, recipient)
        self.ask(line, "DATA", {354}, recipient)
        if not may_go():
            self.drop()  # no dot was sent: the server must forget it
            raise NotOurs("another sender has it")
        self.say(line, text)
        self.end(line, recipient)

    # -- the connection

    def connected(self):
        """The open connection. Raises Unreachable: that has nothing to do with any one message."""
        if self.line is None:
            try:
                self.line = connect()
            except smtplib.SMTPResponseException as error:
                raise Unreachable(f"the mail server refuses us: {told(error.smtp_code, error.smtp_error)}") from error
            except OSError as error:
                raise Unreachable(f"the mail server does not answer ({type(error).__name__})") from error
        return self.line

    def drop(self):
        """Close without a word."""
        line, self.line = self.line, None
        if line:
            line.close()

    # -- the conversation

    def ask(self, line, command, wanted, recipient):
        """One command before the text: whatever goes wrong here, nothing was delivered."""
        try:
            code, said = line.docmd(command)
        except OSError as error:
            self.drop()
            raise PutOff(f"the mail server fell silent at {command.split()[0]}") from error
        if code not in wanted:
            self.refused(line, code, said, recipient)

    def say(self, line, text):
        """The text without its end: a connection that breaks here delivers nothing."""
        try:
            line.send(text)
        except OSError as error:
            self.drop()
            raise PutOff("the connection broke before the end of the text") from error

    def end(self, line, recipient):
        """The dot, and the answer to it."""
        try:
            line.send(END)
            code, said = line.getreply()
        except OSError as error:
            self.drop()
            raise InDoubt("the mail server did not answer after the whole text") from error
        if code == -1:
            self.drop()
            raise InDoubt("the mail server's answer after the whole text made no sense")
        if not 200 <= code < 300:
            self.refused(line, code, said, recipient)

    def refused(self, line, code, said, recipient):
        """Leave the connection ready for the next message, and tell how final the answer is."""
        if code in (421, -1):
            self.drop()
        else:
            with suppress(OSError):
                line.docmd("RSET")
        error = TurnedDown if 500 <= code < 600 else PutOff
        raise error(told(code, said, recipient))


def connect():
    """A connection that is greeted, encrypted and logged in as EMAIL_URL says."""
    context = ssl.create_default_context()
    kind, how = (smtplib.SMTP_SSL, {"context": context}) if settings.EMAIL_USE_SSL else (smtplib.SMTP, {})
    name = domain_of(settings.PUBLIC_URL)
    line = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname=name, timeout=settings.EMAIL_TIMEOUT, **how)
    line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else the dot waits 40 ms for the receipt of the text
    try:
        if settings.EMAIL_USE_TLS:
            line.starttls(context=context)
        line.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            line.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        line.close()
        raise
    return line


def stuffed(text):
    """A message as DATA carries it: a dot that begins a line is doubled, the last line has its end."""
    text = DOTS.sub(b"..", text)
    return text if text.endswith(b"\r\n") else text + b"\r\n"


def told(code, said, recipient=""):
    """A server's answer for the administrator, without the address."""
    words = " ".join(said.decode("utf-8", "replace").split()) if isinstance(said, bytes) else str(said)
    if recipient:
        words = re.sub(re.escape(recipient), "…", words, flags=re.IGNORECASE)
    return f"{code} {words}"[:400] if code > 0 else "an answer that makes no sense"

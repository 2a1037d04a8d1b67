"""Without a mail server: one file per message, whole or not there, and its recipient reads it in the application."""

import email
import email.policy
import os
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse

from reminders import mailfiles, messages, outbox
from reminders.models import Reminder, State
from tests.factories import PersonFactory, ReminderFactory

pytestmark = pytest.mark.django_db


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_each_reminder_becomes_one_file(mail_folder):
    reminders = [ReminderFactory() for _ in range(3)]

    tally = outbox.send_due()

    assert tally == {("email", State.SENT): 3}
    assert len(files(mail_folder)) == 3 and all(name.endswith(".eml") for name in files(mail_folder))
    written = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in mail_folder.iterdir()]
    assert {message["Message-ID"] for message in written} == {reminder.message_id for reminder in reminders}


def test_writing_it_again_gives_the_same_file(mail_folder):
    letter = messages.letter(ReminderFactory())

    first, second = mailfiles.write(letter), mailfiles.write(letter)

    assert first == second
    assert files(mail_folder) == [first.name]
    assert first.read_bytes() == letter.content
    assert first.stat().st_mode & 0o077 == 0 and mail_folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("hostile", ["<../../etc/passwd@x>", "</etc/passwd>", "<a\x00b@x>", "<%2e%2e/x@y>"])
def test_a_message_id_never_leads_out_of_the_folder(mail_folder, hostile):
    assert Path(mailfiles.name_of("sam@firm.example", hostile)).name == mailfiles.name_of("sam@firm.example", hostile)


def test_a_sender_that_dies_before_the_end_leaves_no_half_message(mail_folder, monkeypatch):
    reminder = ReminderFactory(kind="trial.signature")

    def die(_file):
        raise SystemExit

    monkeypatch.setattr(os, "fsync", die)
    with pytest.raises(SystemExit):
        outbox.send_due()
    monkeypatch.undo()

    assert not [name for name in files(mail_folder) if name.endswith(".eml")]
    Reminder.objects.update(lease_until="2020-01-01T00:00Z")
    outbox.sweep()
    reminder.refresh_from_db()
    assert reminder.state == State.DUE, "a file can be written again: nothing is in doubt"


def test_a_disk_that_is_full_makes_it_wait(mail_folder):
    mail_folder.write_text("no folder")
    reminder = ReminderFactory()

    outbox.send_due()

    reminder.refresh_from_db()
    assert reminder.state == State.DUE
    assert "file" in reminder.last_error and str(mail_folder) not in reminder.last_error


def test_the_account_pages_mail_goes_the_same_way(mail_folder, settings):
    settings.EMAIL_BACKEND = "reminders.mailfiles.EmailBackend"

    number = mail.send_mail("Reset\u00e9", "A link", "perfplan@firm.example", ["Sam@Firm.example"])

    assert number == 1
    (name,) = mailfiles.names_for("sam@firm.example")
    message = mailfiles.read(name)
    assert (message["Subject"], message["To"]) == ("Reset\u00e9", "Sam@Firm.example")
    assert "A link" in message.get_content()


def test_one_reads_ones_own_mail_as_it_was_sent(client, mail_folder):
    sam = PersonFactory()
    ReminderFactory(recipient=sam, facts={"by": "<b>Maya</b>"})
    outbox.send_due()
    client.force_login(sam)

    overview = client.get(reverse("reminders:mail_list"))
    (name,) = mailfiles.names_for(sam.email)
    page = client.get(reverse("reminders:mail_detail", args=[name]))

    assert reverse("reminders:mail_detail", args=[name]) in overview.content.decode()
    assert "&lt;b&gt;Maya&lt;/b&gt; waits for you since" in page.content.decode()


def test_nobody_reads_anothers_mail(client):
    sam, kim = PersonFactory(), PersonFactory()
    ReminderFactory(recipient=sam)
    outbox.send_due()
    (name,) = mailfiles.names_for(sam.email)
    client.force_login(kim)

    listed = client.get(reverse("reminders:mail_list"))
    opened = client.get(reverse("reminders:mail_detail", args=[name]))
    missing = client.get(reverse("reminders:mail_detail", args=["nothing.eml"]))

    assert name not in listed.content.decode()
    assert opened.status_code == missing.status_code == 404


def test_a_file_that_is_broken_or_gone_breaks_no_page(client, mail_folder):
    sam = PersonFactory()
    ReminderFactory(recipient=sam)
    outbox.send_due()
    (mail_folder / mailfiles.names_for(sam.email)[0]).write_bytes(b"\xff\xfe not a message")
    client.force_login(sam)

    assert client.get(reverse("reminders:mail_list")).status_code == 200
    assert client.get(reverse("reminders:mail_detail", args=[mailfiles.names_for(sam.email)[0]])).status_code == 404


def test_the_page_is_empty_where_nothing_was_written(client):
    client.force_login(PersonFactory())

    assert client.get(reverse("reminders:mail_list")).status_code == 200

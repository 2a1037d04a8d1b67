"""What an e-mail says and carries in its headers, in its reader's place and language."""

import email
import email.policy
import re
from datetime import UTC, datetime

import pytest
from django.core import signing
from django.template.loader import get_template

from reminders import kinds, unsubscribe
from reminders.messages import inbox_line, letter, one_line
from tests.factories import PersonFactory, ReminderFactory

pytestmark = pytest.mark.django_db
HOSTILE = [
    "Eve\r\nBcc: all@firm.example",
    "Eve\nSubject: You won",
    'Eve" <eve@evil.example>',
    "Eve\x00\x0b\x0c\x85\u2028\u2029Bcc: x@evil.example",
    "<script>alert(1)</script>",
    "\u202eevE",
    "Jörg Ærø 株式会社",
    "x" * 150,
    " ",
]


def parsed(reminder):
    return email.message_from_bytes(letter(reminder).content, policy=email.policy.default)


def part(message, kind):
    return message.get_body((kind,)).get_content()


def test_it_has_a_text_and_a_page_that_say_the_same_and_lead_to_one_place(settings):
    settings.PUBLIC_URL = "https://plans.firm.example"
    reminder = ReminderFactory(path="/signals/7/", facts={"by": "Maya"}, recipient__name="Sam Okafor")

    message = parsed(reminder)

    assert message.get_content_type() == "multipart/alternative"
    assert message["Subject"] == "Maya waits for you"
    for kind in ("plain", "html"):
        assert "Hello Sam," in part(message, kind)
        assert "Maya waits for you since" in part(message, kind)
        assert "https://plans.firm.example/signals/7/" in part(message, kind)
    assert "style=" in part(message, "html") and "<img" not in part(message, "html")
    assert "&" not in re.sub(r"https?://\S+", "", part(message, "plain"))


def test_times_are_those_of_its_reader():
    due = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)  # a minute before Vienna's clocks jump from 2 to 3
    for zone, clock in [
        ("Europe/Vienna", "01:59"),
        ("Asia/Kolkata", "06:29"),
        ("America/New_York", "20:59"),
        ("Pacific/Apia", "13:59"),
    ]:
        reminder = ReminderFactory(due_at=due, recipient__time_zone=zone)

        assert f"since {clock}." in part(parsed(reminder), "plain")


def test_words_are_in_the_language_of_its_reader(settings):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German")]
    reminder = ReminderFactory(recipient__language="de")

    assert '<html lang="de">' in part(parsed(reminder), "html")


def test_it_is_the_same_message_each_time_it_is_written():
    reminder = ReminderFactory()

    first, second = parsed(reminder), parsed(reminder)

    assert first["Message-ID"] == second["Message-ID"] == reminder.message_id
    assert email.utils.parsedate_to_datetime(first["Date"]).tzinfo is not None
    assert first["Auto-Submitted"] == "auto-generated"


def test_it_can_be_switched_off_with_one_click(settings):
    settings.PUBLIC_URL = "https://a-rather-long-name.of-some-department.firm.example"
    reminder = ReminderFactory()

    message = parsed(reminder)

    found = re.fullmatch(r"<(https://\S+)>", re.sub(r"\s", "", message["List-Unsubscribe"]))
    token = found[1].rstrip("/").rsplit("/", 1)[1]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert unsubscribe.read(token) == (str(reminder.recipient.pk), "trial.nudge")
    assert found[1] in part(message, "plain") and found[1] in part(message, "html")
    raw = letter(reminder).content.decode("ascii")
    assert re.search(rf"^List-Unsubscribe:\s+<{re.escape(found[1])}>\r$", raw, re.M), "encoded or broken: no program finds it"
    assert f"\r\nMessage-ID: {reminder.message_id}\r\n" in raw, "on one line"


def test_what_a_signature_waits_for_offers_no_way_to_switch_it_off():
    message = parsed(ReminderFactory(kind="trial.signature"))

    assert "List-Unsubscribe" not in message and "List-Unsubscribe-Post" not in message
    assert "unsubscribe" not in part(message, "plain") + part(message, "html")


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_begins_another_header_or_a_tag(name):
    reminder = ReminderFactory(recipient__email="sam@firm.example", facts={"by": "Maya"})
    expected = parsed(reminder).keys()
    reminder.recipient.name, reminder.facts = name, {"by": name}  # however it came there

    message = parsed(reminder)

    assert message.keys() == expected
    assert [address.addr_spec for address in message["To"].addresses] == ["sam@firm.example"]
    assert letter(reminder).recipient == "sam@firm.example"
    assert "<script>" not in part(message, "html")


@pytest.mark.parametrize("name", [*HOSTILE, "Maya", ".", "a\n.\nb"])
def test_its_bytes_are_seven_bit_lines_that_any_server_takes(name):
    reminder = ReminderFactory()
    reminder.facts = {"by": name}

    content = letter(reminder).content

    assert content.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", content), (
        "a bare CR or LF: some servers take it for the end of a line, and some not"
    )
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


def test_a_long_subject_is_cut_and_a_header_never_holds_control_characters():
    assert one_line("a" * 1000) == "a" * 150
    assert one_line(" a\r\n\tb\x00c\u2028d ") == "a b c d"


def test_an_address_in_an_international_domain_is_written_for_the_envelope():
    assert letter(ReminderFactory(recipient__email="sam@bücher.example")).recipient == "sam@xn--bcher-kva.example"


def test_a_link_of_another_installation_or_purpose_switches_nothing_off():
    real = unsubscribe.link(PersonFactory(), kinds.get("trial.nudge")).rstrip("/").rsplit("/", 1)[1]

    assert unsubscribe.read(real) is not None
    assert unsubscribe.read(real[:-1] + ("A" if real[-1] != "A" else "B")) is None
    assert unsubscribe.read(signing.dumps(["x", "trial.nudge"], salt="another")) is None
    assert unsubscribe.read("nonsense") is None


def test_a_line_in_the_application_is_escaped_and_survives_its_kind():
    hostile = ReminderFactory(in_app=True, facts={"by": "<b>Eve</b>"})
    gone = ReminderFactory(in_app=True, kind="gone.kind")

    assert inbox_line(hostile) == "&lt;b&gt;Eve&lt;/b&gt; waits for you"
    assert "no longer has" in inbox_line(gone)


def test_every_kind_of_every_room_has_its_words():
    for kind in kinds.registered():
        room, what = kind.name.split(".")
        for name in (f"mail/{what}.subject.txt", f"mail/{what}.txt", f"mail/{what}.html", f"inbox/{what}.html"):
            assert get_template(f"{room}/{name}")
        assert kind.title

"""Every kind of every room, in every way it can be said: by mail in two forms, in the application and in a chat."""

import copy
import email
import email.policy
import re
from html.parser import HTMLParser

import pytest

from reminders import chats, kinds
from reminders.actions import connect_chat
from reminders.messages import headline, inbox_line, letter
from tests.factories import PersonFactory, ReminderFactory
from tests.reminders.sayings import NAMES, sayings_of

pytestmark = pytest.mark.django_db
KINDS = [kind for kind in kinds.registered() if kind.room not in ("reminders", "trial")]
READERS = [("America/New_York", "en-gb"), ("Asia/Kathmandu", "de")]
NEVER = re.compile(
    r"!|\b(only|should have|failed to|fail(ed|ing|ure)?|overdue|missed|rank(ed|ing)?|worst|best|behind schedule|"
    r"under-?perform\w*|at risk|action required|urgent|asap|must|warning|blame\w*|fault|poor|bad|red flag|"
    r"deadline|immediately|streak|badge)\b",
    re.IGNORECASE,
)
CANARIES = {"note": "canary-note", "text": "canary-text", "value": 98765.43, "words": "canary-words", "reason": "canary-reason"}
MISSING = "MISSING-FACT"
LINK = "https://plans.firm.example/somewhere/7/"


@pytest.fixture(autouse=True)
def missing_facts_show(settings):
    """A template that asks for a fact that nobody gives says so, instead of leaving a hole."""
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["OPTIONS"]["string_if_invalid"] = MISSING
    settings.TEMPLATES = engines
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German")]
    settings.PUBLIC_URL = "https://plans.firm.example"


def reminders_of(kind, **fields):
    for zone, language in READERS:
        person = PersonFactory(name="Kim Berger", time_zone=zone, language=language)
        for facts in sayings_of(kind):
            made = {"recipient": person, "facts": facts | CANARIES, "path": "/somewhere/7/"} | fields
            yield ReminderFactory.build(kind=kind.name, **made)


def parts(reminder):
    message = email.message_from_bytes(letter(reminder).content, policy=email.policy.default)
    plain, page = (message.get_body((form,)).get_content() for form in ("plain", "html"))
    return message, plain, page


def visible(page):
    return " ".join(re.sub(r"<style.*?</style>|<title>.*?</title>|<[^>]+>", " ", page, flags=re.S).split())


class Tags(HTMLParser):
    """Every tag with its attributes, and whether each is closed in turn."""

    def __init__(self, page):
        super().__init__()
        self.found, self.open = [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_is_said_whole_in_a_helpful_tone_with_one_link(kind):
    for reminder in reminders_of(kind):
        message, plain, page = parts(reminder)
        said = [message["Subject"], re.sub(r"https?://\S+", "", plain), visible(page), inbox_line(reminder), headline(reminder)]

        for text in said:
            assert MISSING not in text, text
            assert not NEVER.search(text), NEVER.search(text)
            assert "canary" not in text and "98765" not in text
            assert "None" not in text and "{" not in text, text
        assert 10 <= len(message["Subject"]) <= 90, message["Subject"]
        assert plain.count(LINK) == page.count(LINK) == 1
        assert len(re.findall(r"https?://", plain)) == len(re.findall(r"<a\s", page)) == (3 if kind.can_mute else 2)
        assert "Hello Kim," in plain and "Hello Kim," in page


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_page_stands_in_any_mail_program(kind):
    _message, _plain, page = parts(next(reminders_of(kind)))
    tags = Tags(page).found

    assert page.startswith("<!doctype html>") and len(page) < 100_000
    assert not {tag for tag, _attributes in tags} & {"img", "script", "link", "form", "iframe", "video", "svg", "div"}
    tables = [attributes for tag, attributes in tags if tag == "table"]
    assert len(tables) >= 3 and {attributes["role"] for attributes in tables} == {"presentation"}
    assert all("style" in attributes for tag, attributes in tags if tag in ("td", "a", "body"))
    widths = [int(attributes["width"]) for attributes in tables if attributes.get("width", "").isdigit()]
    assert widths == [560] and "max-width:560px" in page
    assert 'name="color-scheme" content="light dark"' in page and "prefers-color-scheme: dark" in page
    assert "url(" not in page and "@import" not in page and "position:" not in page and "flex" not in page
    assert next(attributes["lang"] for tag, attributes in tags if tag == "html") == "en-gb"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_title_or_name_becomes_a_tag_or_a_header(kind):
    hostile = "<b>x</b>\r\nBcc: all@firm.example"
    names = {name: hostile for name, value in NAMES.items() if isinstance(value, str) and name != "day"}
    for facts in sayings_of(kind):
        kept = {name: value for name, value in facts.items() if value != NAMES.get(name)}
        reminder = ReminderFactory.build(kind=kind.name, recipient=PersonFactory.build(), facts=facts | names | kept)
        message, _plain, page = parts(reminder)

        assert "Bcc" not in message and "<b>x" not in page and "<b>x" not in inbox_line(reminder)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("chat", ["slack", "teams", "other"])
def test_each_has_its_line_for_a_chat(kind, chat):
    sam = PersonFactory()
    connect_chat(by=sam, chat=chat, address="https://hooks.example/x")
    for facts in sayings_of(kind):
        reminder = ReminderFactory.build(kind=kind.name, recipient=sam, facts=facts | CANARIES, path="/somewhere/7/")
        said = str(chats.message(reminder).body)

        assert said.count("/somewhere/7/") == 1 and "canary" not in said and MISSING not in said


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_header_for_one_click_is_there_where_one_may(kind):
    message, _plain, _page = parts(next(reminders_of(kind)))

    assert ("List-Unsubscribe" in message) == ("List-Unsubscribe-Post" in message) == kind.can_mute


def test_all_kinds_of_the_product_are_looked_at():
    assert {kind.room for kind in KINDS} == {"plans", "metrics", "coaching", "reviews"}
    assert len(KINDS) >= 38


@pytest.mark.parametrize("words", ["You failed to call", "Only 3", "Well done!", "You should have called", "rank 4", "OVERDUE"])
def test_the_test_of_tone_would_find_it(words):
    assert NEVER.search(words)

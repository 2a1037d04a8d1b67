"""People at a browser, and what they do there, in their own words."""

import re
from copy import copy
from email import message_from_string
from email.policy import default
from email.utils import parseaddr

from playwright.sync_api import expect

PATIENCE = 60  # seconds for whatever a page does after one has done something: a busy machine is not a broken page
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}
PASSWORD = "a long sentence that I remember"


expect.set_options(timeout=PATIENCE * 1000)


def patient(context):
    """A browser of one person, in which everything is waited for that long."""
    context.set_default_timeout(PATIENCE * 1000)
    return context


class Actor:
    """One person with a browser window of their own."""

    def __init__(self, browser, installation, email, name, **options):
        self.browser, self.installation, self.email, self.name = browser, installation, email, name
        self.complaints = []
        self.open_context(**options)

    def open_context(self, **options):
        """A browser of their own, in which what the console complains about is noted."""
        self.context = patient(self.browser.new_context(base_url=self.installation.url, **options))
        self.context.on("console", lambda said: said.type == "error" and self.complaints.append(f"{said.text} {said.location}"))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page = self.context.new_page()

    def window(self, path):
        """The same person at a second window, which shows that page."""
        other = copy(self)
        other.page = self.context.new_page()
        other.page.goto(path)
        return other

    def phone(self):
        """The same person, logged in on a phone."""
        other = copy(self)
        other.open_context(storage_state=self.context.storage_state(), **PHONE)
        return other

    def set_password_and_log_in(self):
        """As somebody whom an administrator has entered: ask for a link, follow it from the letter, log in."""
        self.page.goto("/password/reset/")
        before = len(self.installation.letters())
        self.fill(email=self.email)
        self.press("Send the link")
        letter = self.installation.wait_for_letters(before + 1)[-1]
        self.page.goto(re.search(r"https?://\S+/password/reset/key/\S+", text_of(letter)).group())
        self.fill(password1=PASSWORD, password2=PASSWORD)
        self.press("Set password")
        self.page.goto("/login/")
        self.fill(login=self.email, password=PASSWORD)
        self.press("Log in")
        expect(self.page).to_have_url(f"{self.installation.url}/")

    def fill(self, **fields):
        """Type into the form of the page, by the names of its fields; radios and selects by value."""
        for name, value in fields.items():
            box = self.page.locator(f"main [name='{name}']")
            kind = box.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                box.first.select_option(str(value))
            elif kind == "radio":
                self.page.locator(f"main [name='{name}'][value='{value}']").check(force=True)
            elif kind == "checkbox":
                box.first.set_checked(bool(value), force=True)
            else:
                box.first.fill(str(value))

    def value_of(self, name, text):
        """The value of that select's option which reads `text`."""
        options = self.page.locator(f"main select[name='{name}'] option")
        return options.evaluate_all("(all, text) => all.find(o => o.text.includes(text))?.value", text)

    def press(self, name):
        """Press the button with that name and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name):
        """Follow the link with that name."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()

    def send(self, path, button, **fields):
        """Open a page, fill in its form, send it; answer where that leads."""
        self.page.goto(path)
        self.fill(**fields)
        self.press(button)
        return self.page.url

    def reads(self, text):
        """Wait until the page shows that text."""
        expect(self.page.get_by_text(text).first).to_be_attached()

    def reads_nothing_of(self, text):
        """The page, which is there by now, does not show that text."""
        expect(self.page.get_by_text(text)).to_have_count(0)


def text_of(letter):
    """The plain text of a letter."""
    message = message_from_string(letter, policy=default)
    return message.get_body(("plain",)).get_content()


def addressee(letter):
    """The address that a letter is for."""
    return parseaddr(message_from_string(letter, policy=default)["To"])[1]

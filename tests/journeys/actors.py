"""People at a browser, and what they do there, in their own words."""

import re
import time
from email import message_from_string
from email.policy import default

PASSWORD = "a long sentence that I remember"


class Actor:
    """One person with a browser window of their own."""

    def __init__(self, browser, installation, email, name, **options):
        self.installation, self.email, self.name = installation, email, name
        self.context = browser.new_context(base_url=installation.url, **options)
        self.page = self.context.new_page()

    def first_name(self):
        """What colleagues call them."""
        return self.name.split()[0]

    def set_password_and_log_in(self):
        """As somebody whom an administrator has entered: ask for a link, follow it from the letter, log in."""
        self.page.goto("/password/reset/")
        before = len(self.installation.letters())
        self.page.locator("input[name=email]").fill(self.email)
        self.page.locator("main button.primary, form button.primary").first.click()
        letter = self.installation.wait_for_letters(before + 1)[-1]
        link = re.search(r"https?://\S+/password/reset/key/\S+", text_of(letter)).group()
        self.page.goto(re.sub(r"^https?://[^/]+", self.installation.url, link))
        self.page.locator("input[name=password1]").fill(PASSWORD)
        if self.page.locator("input[name=password2]").count():
            self.page.locator("input[name=password2]").fill(PASSWORD)
        self.page.locator("button.primary").click()
        self.page.goto("/login/")
        self.page.locator("input[name=login]").fill(self.email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url(self.installation.url + "/")

    def fill(self, **fields):
        """Type into the form of the page, by the names of its fields; radios and selects by value."""
        for name, value in fields.items():
            box = self.page.locator(f"main [name='{name}']")
            kind = box.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                box.first.select_option(str(value))
            elif kind in ("radio", "checkbox"):
                self.page.locator(
                    f"main [name='{name}'][value='{value}']" if kind == "radio" else f"main [name='{name}']"
                ).first.check(force=True)
            else:
                box.first.fill(str(value))

    def press(self, name):
        """Press the button with that name and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name).first.click()

    def send(self, path, button, **fields):
        """Open a page, fill in its form, send it; answer where that leads."""
        self.page.goto(path)
        self.fill(**fields)
        self.press(button)
        return self.page.url

    def reads(self, text):
        """Whether the page shows that text."""
        return self.page.get_by_text(text).count() > 0

    def wait_until_reads(self, text, seconds=20):
        """Reload until the page shows that text."""
        until = time.monotonic() + seconds
        while not self.reads(text):
            assert time.monotonic() < until, f"{self.name} never reads {text!r} at {self.page.url}"
            time.sleep(0.4)
            self.page.reload()


def text_of(letter):
    """The plain text of a letter."""
    message = message_from_string(letter, policy=default)
    return message.get_body(("plain",)).get_content()


def addressee(letter):
    """Whom a letter is for."""
    return message_from_string(letter, policy=default)["To"]

"""The example on "How drift is judged": stepped through by keyboard and by pointer, changed, and the same without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.actors import patient

WEEKS = 26


@pytest.fixture
def visit(demo_company, browser):
    """Opens the page as Sam, with or without scripts."""
    opened = []

    def go(path="/metrics/how/", scripts=True, **look):
        context = patient(browser.new_context(base_url=demo_company.url, java_script_enabled=scripts, **look))
        opened.append(context)
        page = context.new_page()
        page.goto("/login/")
        page.locator("form:has(input[value='sam@demo.example']) button").click()
        page.wait_for_url(demo_company.url + "/")
        page.goto(path)
        if scripts:
            page.locator("#example[data-ready]").wait_for()
        return page

    yield go
    for context in opened:
        context.close()


def named(page):
    """Where the week stands that is named."""
    return page.locator("output[data-week]")


def shows(page, weeks):
    """That week is named, the picture goes that far, and there are the words of one week."""
    expect(named(page)).to_have_text(str(weeks))
    expect(page.locator("svg.story.wide g.wk:not(.later)")).to_have_count(weeks)
    expect(page.locator(".said-so > li:visible")).to_have_count(1)


def test_one_steps_through_the_weeks_by_keyboard(visit):
    page = visit()
    page.locator("#week").focus()
    for _press in range(5):
        page.keyboard.press("ArrowLeft")
    shows(page, WEEKS - 5)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shows(page, WEEKS - 4)
    assert "week" not in page.url


def test_one_points_at_a_week_and_drags(visit):
    page = visit(viewport={"width": 1440, "height": 1400})
    box = page.locator("svg.story.wide").bounding_box()
    middle = box["y"] + box["height"] / 3
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.mouse.down()
    expect(named(page)).to_have_text(re.compile("^1[234]$"))
    page.mouse.move(box["x"] + box["width"] * 0.3, middle, steps=4)
    page.mouse.up()

    expect(named(page)).to_have_text(re.compile("^([1-9]|1[01])$"))


def test_what_is_chosen_is_drawn_as_a_reload_would_draw_it(visit):
    page = visit()
    page.locator("#level-12").check(force=True)
    expect(page.locator("svg.story.wide .scale").last).to_have_text("15")
    expect(page.locator("#example[data-ready] #level-12")).to_be_checked()
    drawn = page.locator("svg.story.wide").inner_html()
    page.goto("/metrics/how/?level=12&fall=50&example=36&week=26")
    page.locator("#example[data-ready]").wait_for()

    assert page.locator("svg.story.wide").inner_html() == drawn


def test_without_javascript_the_form_does_the_same(visit):
    page = visit(scripts=False)
    page.get_by_role("button", name="One week back").click()
    shows(page, WEEKS - 1)
    page.locator("label:has(#fall-20)").click()
    page.get_by_role("button", name="Show", exact=True).click()

    expect(page).to_have_url(re.compile("fall=20"))
    expect(page.locator("#fall-20")).to_be_checked()
    expect(page.locator("svg.story.wide .true")).to_have_count(1)


def test_on_a_phone_it_has_its_own_size(visit):
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True)

    expect(page.locator("svg.story.slim")).to_be_visible()
    expect(page.locator("svg.story.wide")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""The example on "How drift is judged": stepped through by keyboard and by pointer, changed, and the same without JavaScript."""

import pytest
from playwright.sync_api import expect

WEEKS = 26


@pytest.fixture
def visit(demo_company, browser):
    """Opens the page as Sam, with or without scripts."""
    opened = []

    def go(path="/metrics/how/", scripts=True, **look):
        context = browser.new_context(base_url=demo_company.url, java_script_enabled=scripts, **look)
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


def shown(page):
    """(the week that is named, weeks in the picture, words on screen)."""
    in_picture = page.locator("svg.story.wide g.wk:not(.later)").count()
    return int(page.locator("output[data-week]").inner_text()), in_picture, page.locator(".said-so > li:visible").count()


def test_one_steps_through_the_weeks_by_keyboard(visit):
    page = visit()
    page.locator("#week").focus()
    for _press in range(5):
        page.keyboard.press("ArrowLeft")
    assert shown(page) == (WEEKS - 5, WEEKS - 5, 1)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert shown(page) == (WEEKS - 4, WEEKS - 4, 1)
    assert "week" not in page.url


def test_one_points_at_a_week_and_drags(visit):
    page = visit(viewport={"width": 1440, "height": 1400})
    box = page.locator("svg.story.wide").bounding_box()
    middle = box["y"] + box["height"] / 3
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.mouse.down()
    first = shown(page)[0]
    page.mouse.move(box["x"] + box["width"] * 0.3, middle, steps=4)
    page.mouse.up()

    assert 12 <= first <= 14
    assert shown(page)[0] < first


def test_what_is_chosen_is_drawn_as_a_reload_would_draw_it(visit):
    page = visit()
    page.locator("#level-12").check(force=True)
    expect(page.locator("svg.story.wide .scale").last).to_have_text("15")
    expect(page.locator("#example[data-ready] #level-12")).to_be_checked()
    drawn = page.locator("svg.story.wide").inner_html()
    page.goto("/metrics/how/?level=12&fall=50&example=36&week=26")

    assert page.locator("svg.story.wide").inner_html() == drawn


def test_without_javascript_the_form_does_the_same(visit):
    page = visit(scripts=False)
    page.get_by_role("button", name="One week back").click()
    assert shown(page)[1:] == (WEEKS - 1, 1)
    page.locator("label:has(#fall-20)").click()
    page.get_by_role("button", name="Show", exact=True).click()

    assert page.locator("#fall-20").is_checked()
    assert page.locator("svg.story.wide .true").count() == 1


def test_on_a_phone_it_has_its_own_size(visit):
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True)

    assert page.locator("svg.story.slim").is_visible() and not page.locator("svg.story.wide").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

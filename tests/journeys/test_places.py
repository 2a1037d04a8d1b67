"""Goals change places by pointer and by keyboard; what is on screen afterwards is what the server keeps."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.actors import patient

PLAN = re.compile("^/plans/[0-9a-f-]{36}/$")


@pytest.fixture
def draft(demo_company, browser):
    """The page of a draft, opened by its manager."""
    context = patient(browser.new_context(base_url=demo_company.url, viewport={"width": 1440, "height": 2600}))
    page = context.new_page()
    page.goto("/login/")
    page.locator("form:has(input[value='maya@demo.example']) button").click()
    page.wait_for_url(demo_company.url + "/")
    page.goto("/plans/?q=Leila&order=-ends_on")
    links = page.locator("main a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    page.goto(next(href for href in links if PLAN.match(href)))
    page.locator("[data-list=goals] header .handle:not([hidden])").first.wait_for(state="attached")
    yield page
    context.close()


def titles(page):
    return page.locator("[data-list=goals] h2").all_inner_texts()


def wait_for(page, wanted):
    expect(page.locator("[data-list=goals] h2")).to_have_text(wanted)


def test_a_goal_moves_by_keyboard_and_by_pointer_and_stays_where_it_is_put(draft):
    first, second, *rest = titles(draft)
    handle = draft.locator("[data-list=goals] > .col > .goal > header .handle").first
    handle.focus()
    draft.keyboard.press("Alt+ArrowDown")
    wait_for(draft, [second, first, *rest])
    expect(draft.locator("p.vh[role=status]").last).to_contain_text(f"“{first}” is now number 2 of {2 + len(rest)}")

    lower = draft.locator("[data-list=goals] > .col > .goal > header").nth(1)
    lower.locator(".handle:not([hidden])").wait_for(state="attached")  # the goals came anew, and their scripts to them
    lower.hover()
    box, above = lower.locator(".handle").bounding_box(), draft.locator("[data-list=goals]").first.bounding_box()
    draft.mouse.move(box["x"] + 8, box["y"] + 8)
    draft.mouse.down()
    draft.mouse.move(box["x"] + 8, above["y"] + 20, steps=6)
    draft.mouse.up()
    wait_for(draft, [first, second, *rest])

    draft.reload()
    wait_for(draft, [first, second, *rest])

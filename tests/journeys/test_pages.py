"""Every page of the demo company as each person sees it: accessible, whole on a phone, reachable by keyboard, without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = {
    "sam": [
        "/",
        "/plans/",
        "/plans/commitments/",
        "/coaching/",
        "/coaching/log/",
        "/metrics/",
        "/metrics/how/",
        "/signals/",
        "/reviews/",
    ],
    "maya": [
        "/",
        "/week/",
        "/plans/",
        "/plans/start/",
        "/coaching/",
        "/coaching/log/",
        "/coaching/plan/",
        "/metrics/",
        "/people/",
    ],
    "lena": ["/", "/strategy/", "/plans/", "/people/", "/signals/"],
    "harriet": ["/", "/hr/", "/hr/exports/", "/hr/rounds/open/", "/reviews/"],
    "ada": [
        "/",
        "/people/",
        "/reminders/",
        "/metrics/import/",
        "/styleguide/",
        "/inbox/",
        "/inbox/settings/",
        "/me/",
        "/me/record/",
    ],
}
FOUND = {  # pages with an id: the first link of a list that looks like this
    "sam": [
        ("/plans/", r"^/plans/[0-9a-f-]{36}/$"),
        ("/signals/", r"^/signals/[0-9a-f-]{36}/$"),
        ("/reviews/", r"^/reviews/[0-9a-f-]{36}/$"),
    ],
    "maya": [("/coaching/", r"^/coaching/sessions/[0-9a-f-]{36}/$"), ("/people/", r"^/people/[0-9a-f-]{36}/$")],
}


@pytest.fixture(scope="module")
def sign_in(demo_company, browser):
    """A page of one of the demo's people, who came in with one click."""
    contexts = []

    def enter(name, viewport=WIDE, scheme="light", **options):
        context = browser.new_context(base_url=demo_company.url, viewport=viewport, color_scheme=scheme, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/login/")
        page.locator(f"form:has(input[value='{name}@demo.example']) button").click()
        page.wait_for_url(demo_company.url + "/")
        return page

    yield enter
    for context in contexts:
        context.close()


def paths_of(page, name):
    yield from PAGES[name]
    for listing, pattern in FOUND.get(name, []):
        page.goto(listing)
        links = [link.get_attribute("href") for link in page.locator("main a[href]").all()]
        matching = [href for href in links if re.match(pattern, href)]
        assert matching, f"{listing} links to nothing like {pattern}"
        yield matching[0]


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide light", "phone dark"])
def test_pages_are_accessible_and_whole(sign_in, name, viewport, scheme):
    page = sign_in(name, viewport, scheme)
    complaints = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    wrong = {}
    for path in list(paths_of(page, name)):
        answer = page.goto(path)
        violations = Axe().run(page, options=RULES).response["violations"]
        faults = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in violations]
        if answer.status != 200:
            faults.append(f"status {answer.status}")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append("scrolls sideways")
        if page.locator("h1").count() != 1:
            faults.append("not one h1")
        if faults or complaints:
            wrong[path] = faults + complaints
        complaints.clear()

    assert wrong == {}


@pytest.mark.parametrize("name", ["sam", "maya"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(sign_in, name):
    page = sign_in(name)
    for path in ["/", "/plans/", "/coaching/log/"]:
        page.goto(path)
        seen = set()
        for _step in range(60):
            page.keyboard.press("Tab")
            place = page.evaluate(
                """() => { const e = document.activeElement; if (!e || e === document.body) return null;
                const r = e.getBoundingClientRect(), s = getComputedStyle(e);
                return {id: [e.tagName, e.textContent.trim().slice(0, 30), Math.round(r.x), Math.round(r.y + scrollY)].join('|'),
                        ringed: s.boxShadow !== 'none' || s.outlineStyle !== 'none' || !!e.closest('label, .seg, .kinds, .chips'),
                        visible: r.width > 0 && r.height > 0}; }"""
            )
            if place is None or place["id"] in seen:
                break
            seen.add(place["id"])
            assert place["ringed"], f"{path}: no ring on {place['id']}"
            assert place["visible"], f"{path}: {place['id']} cannot be seen"

        assert len(seen) >= 10, path


def test_without_javascript_a_manager_logs_a_conversation(sign_in):
    page = sign_in("maya", PHONE, java_script_enabled=False)
    page.goto("/week/")
    page.get_by_role("link", name=re.compile("^Log it")).first.click()
    page.get_by_label("What did you see or hear?").fill("Asked the buyer what happens if they do nothing.")
    page.get_by_role("button", name=re.compile("^Save and share")).click()

    assert re.search(r"/coaching/sessions/[0-9a-f-]{36}/$", page.url)
    assert page.get_by_text("Asked the buyer what happens if they do nothing.").count() == 1

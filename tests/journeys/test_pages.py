"""The pages of the demo company as people see them: accessible, whole on a phone, reachable by keyboard, without JavaScript."""

import re
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.actors import patient

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LOOKS = [(PHONE, "dark"), (WIDE, "light")]
AXE = Axe().axe_script
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ID = "[0-9a-f-]{36}"
PLAN, SESSION, REVIEW, PERSON = (f"^/{path}/{ID}/$" for path in ("plans", "coaching/sessions", "reviews", "people"))
TEMPLATE = f"^/plans/templates/{ID}/$"
GOAL = f"^/plans/{ID}/goals/{ID}/measures/add/$"
PAGES = {
    "sam": [
        "/",
        "/plans/commitments/",
        "/plans/start/",
        "/metrics/how/",
        "/inbox/",
        "/inbox/mail/",
        "/inbox/settings/",
        "/signals/muted/",
    ],
    "maya": [
        "/",
        "/plans/binder/",
        "/plans/commitments/",
        "/plans/start/",
        "/coaching/log/",
        "/coaching/plan/",
        "/coaching/roadblocks/raise/",
        "/signals/",
        "/signals/?whose=team&state=all&kind=metric",
        "/signals/muted/",
        "/hr/exports/",
    ],
    "lena": ["/", "/plans/", "/plans/commitments/", "/strategy/add/", "/plans/templates/", "/plans/templates/new/"],
    "harriet": ["/", "/hr/exports/", "/hr/rounds/open/", "/plans/"],
    "ada": [
        "/",
        "/settings/",
        "/reminders/",
        "/signals/settings/",
        "/metrics/import/",
        "/metrics/mappings/",
        "/metrics/definitions/",
        "/metrics/definitions/new/",
        "/metrics/settings/",
        "/people/holidays/",
        "/metrics/how/",
        "/styleguide/",
        "/inbox/settings/",
        "/me/",
        "/me/record/",
        "/me/tokens/",
        "/me/tokens/new/",
        "/tokens/",
        "/api/v1/docs",
        "/password/change/",
    ],
}
TRAILS = {  # from a page to the first link that looks like this, and on from there; "+" and text: below the page that was found
    "sam": [
        ("/plans/?order=-ends_on", PLAN, "+print/", "+history/", "+changes/", "+versions/", "+versions/1/"),
        ("/plans/?order=-ends_on", PLAN, "+discussion/", "+invitations/"),
        ("/plans/?order=-ends_on", PLAN, "+compare/1/2/", "+promises/add/", "+amend/"),
        ("/plans/?order=-ends_on", PLAN, "+compare/", "+compare/1/2/?view=clean", "+handover/"),
        ("/plans/?order=-ends_on", PLAN, "+versions/", f"^/plans/{ID}/proposals/{ID}/$"),
        ("/plans/?order=-ends_on", PLAN, f"^/plans/{ID}/goals/{ID}/progress/$"),
        ("/plans/?order=-ends_on", PLAN, f"^/plans/{ID}/goals/{ID}/$"),
        ("/plans/commitments/?state=missed", f"^/plans/commitments/{ID}/$"),
        ("/plans/commitments/?order=-due", f"^/plans/commitments/{ID}/$"),
        ("/signals/", f"^/signals/{ID}/$"),
        ("/metrics/", f"^/metrics/first_meetings/{ID}/$", "+?weeks=52"),
        ("/metrics/", f"^/metrics/won_value/{ID}/$"),
        ("/coaching/", SESSION),
        ("/coaching/?kind=field_day", SESSION),
        ("/reviews/", REVIEW, "+?step=end"),
        ("/reviews/?round=half-2026-01", REVIEW, "+?step=end", f"^/reviews/{ID}/records/1/$"),
    ],
    "maya": [
        ("/plans/start/", "^/plans/start/[?]person="),
        ("/week/", f"^/week/{ID}/", "/week/", f"^/coaching/log/[?]rep={ID}"),
        ("/", f"^/plans/{ID}/sign/$", "+../counter/"),
        ("/plans/?q=Leila&order=-ends_on", PLAN, "+goals/add/", "+offers/add/", "+portrait/strengths/", "+propose/"),
        ("/plans/?q=Leila&order=-ends_on", PLAN, GOAL),
        ("/plans/?q=Leila&order=-ends_on", PLAN, f"^/plans/{ID}/items/{ID}/edit/$", "+../drop/"),
        ("/plans/?q=Leila&order=-ends_on", PLAN, "+terms/", "+topics/add/"),
        ("/plans/?q=Leila&order=-ends_on", PLAN, f"^/plans/{ID}/items/{ID}/comment/$"),
        ("/plans/?q=Leila&order=-ends_on", PLAN, "+discussion/", f"^/plans/{ID}/comments/{ID}/answer/$"),
        ("/plans/?q=Leila&order=-ends_on", PLAN, "+invitations/"),
        ("/signals/", f"^/signals/{ID}/$", f"^/signals/muted/[?]signal={ID}$"),
        ("/signals/?state=worked_on", f"^/signals/{ID}/$"),
        ("/metrics/?show=moved", f"^/metrics/[a-z_]+/{ID}/$"),
        ("/metrics/?show=moved", f"^/metrics/(?:calls|first_meetings|meetings|proposals)/{ID}/$", "+typed/"),
        ("/metrics/?show=silent&sort=name",),
        ("/coaching/", SESSION, "+move/"),
        ("/coaching/", f"^/coaching/roadblocks/{ID}/$"),
        ("/people/", PERSON),
        ("/reviews/", REVIEW),
    ],
    "lena": [("/strategy/",), ("/signals/", f"^/signals/{ID}/$"), ("/reviews/", REVIEW), ("/people/", PERSON)],
    "harriet": [
        ("/plans/templates/", TEMPLATE, "+edit/", "+goals/add/", "+rest/"),
        ("/plans/templates/", TEMPLATE, f"{TEMPLATE[:-1]}goals/{ID}/edit/$"),
        ("/hr/", f"^/hr/rounds/{ID}/$"),
        ("/reviews/", REVIEW),
        ("/plans/", f"^/plans/{ID}/"),
    ],
    "ada": [("/people/", PERSON), ("/metrics/definitions/", f"^/metrics/definitions/{ID}/$")],
}


@pytest.fixture(scope="module")
def sign_in(demo_company, browser):
    """A page of one of the demo's people, who came in with one click."""
    contexts = []

    def enter(name, viewport=WIDE, scheme="light", **options):
        context = patient(browser.new_context(base_url=demo_company.url, viewport=viewport, color_scheme=scheme, **options))
        contexts.append(context)
        page = context.new_page()
        page.goto("/login/")
        page.locator(f"form:has(input[value='{name}@demo.example']) button").click()
        page.wait_for_url(demo_company.url + "/")
        return page

    yield enter
    for context in contexts:
        context.close()


def visits(page, name):
    """Go to every page that this person looks at; give each once, with its answer."""
    seen = set()
    for trail in [*((path,) for path in PAGES[name]), *TRAILS[name]]:
        for path, answer in follow(page, trail):
            if path not in seen:
                yield path, answer
            seen.add(path)


def follow(page, trail):
    """Go along a trail of TRAILS."""
    found = ""
    for hop in trail:
        path = urljoin(found, hop[1:]) if hop.startswith("+") else hop
        if hop.startswith("^"):
            path = found = link_like(page, hop)
        yield path, page.goto(path)


def link_like(page, pattern):
    """The first link of the page that matches."""
    links = page.locator("main a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    matching = [href for href in links if re.match(pattern, href)]
    assert matching, f"{page.url} links to nothing like {pattern}"
    return matching[0]


@pytest.mark.parametrize("name", list(PAGES))
def test_pages_are_accessible_and_whole(sign_in, name):
    page = sign_in(name, reduced_motion="reduce")  # colours that are fading into others have no contrast yet
    complaints = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    wrong = {}
    for path, answer in visits(page, name):
        faults = [] if answer.status == 200 else [f"status {answer.status}"]
        if page.locator("h1").count() != 1:
            faults.append("not one h1")
        page.evaluate(AXE)
        for viewport, scheme in LOOKS:
            show_whole(page, viewport)
            page.emulate_media(color_scheme=scheme)
            faults += [f"{scheme}: {fault}" for fault in faults_of(page)]
        if faults or complaints:
            wrong[path] = faults + complaints
        complaints.clear()

    assert wrong == {}


def show_whole(page, viewport):
    """The page in a window as high as it is: what one scrolls to is not covered by the bar that stays at the window's edge."""
    page.set_viewport_size(viewport)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**viewport, "height": max(viewport["height"], height)})


def faults_of(page):
    """What is wrong with a page as it looks now."""
    violations = page.evaluate("rules => axe.run(document, rules).then(found => found.violations)", RULES)
    yield from (f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield "scrolls sideways"


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

    expect(page).to_have_url(re.compile(r"/coaching/sessions/[0-9a-f-]{36}/$"))
    expect(page.locator("main .said", has_text="Asked the buyer what happens if they do nothing.")).to_have_count(1)

"""The whole loop in a real browser, by beat and worker: a CRM export, a plan that two sign, a fall, help, a review, an export."""

import csv
import datetime
import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from perfplan.demo import crm
from tests.journeys.actors import Actor, addressee

TODAY = datetime.date.today()
MONDAY = TODAY - datetime.timedelta(days=TODAY.weekday())
STARTS, ENDS = MONDAY - datetime.timedelta(weeks=12), MONDAY + datetime.timedelta(weeks=14)
GOALS = [
    ("results", "Win new business in hospitals", "Opportunities created"),
    ("customer", "Keep the base we have", "Deals won"),
    ("growth", "Negotiate on value, not on price", None),
]
REFUSED = re.compile("status of (404|409)")  # the console's word for answers that the journey asks for
PROMISES = {"seller": "I will hold two mornings for it", "manager": "I will come along once a month"}


@pytest.fixture(scope="module")
def company(empty_installation, tmp_path_factory):
    """The people and the CRM export of a company, with one fall planted in the last weeks of one seller."""
    folder = tmp_path_factory.mktemp("crm")
    first = MONDAY - datetime.timedelta(weeks=crm.WEEKS)
    agent = crm.generate(first=first).owners[0]
    fall = crm.Fall(agent, MONDAY - datetime.timedelta(weeks=7), 0.05)
    crm.generate(first=first, falls=[fall], a_week=6.0).write(folder)
    with (folder / "people.csv").open("a") as file:
        file.write("harriet@firm.example,Harriet Cole,HR partner,,,hr,Europe/Vienna,2020-01-01\n")
        file.write("ada@firm.example,Ada Nowak,Administrator,,,admin,Europe/Vienna,2020-01-01\n")
    rows = {row["name"]: row for row in csv.DictReader((folder / "people.csv").read_text().splitlines())}
    boss = next(row for row in rows.values() if row["email"] == rows[agent]["manager_email"])
    return {"folder": folder, "seller": rows[agent], "manager": boss}


def test_the_loop(empty_installation, company, browser):
    bring_in(empty_installation, company)
    people = come_in(empty_installation, company, browser)
    seller, manager, harriet = people["seller"], people["manager"], people["harriet"]

    plan = start_and_write(manager, seller)
    seller_takes_part(seller, plan)
    nobodys_text_is_lost(seller, manager, plan)
    sign(manager, seller, plan)
    amend(seller, manager, plan)
    drift_is_found_and_told(empty_installation, seller, manager)
    talk_on_the_phone(manager, seller)
    answer_the_signal(seller)
    review_and_export(harriet, seller, manager)

    empty_installation.manage("verify_records")
    for actor in people.values():
        actor.context.close()
        assert [said for said in actor.complaints if not REFUSED.search(said)] == []


def bring_in(installation, company):
    """The operator loads people and opportunities; the same files twice change nothing."""
    folder = company["folder"]
    assert "refused=0" in installation.manage("import_people", folder / "people.csv").splitlines()[-1]
    mapping = "docs/examples/crm-sales-opportunities.map.toml"
    load = ("import_crm", folder / "sales_pipeline.csv", "--as", "opportunities", "--map", mapping)
    rows = len((folder / "sales_pipeline.csv").read_text().splitlines()) - 1
    assert installation.manage(*load).splitlines()[-1] == f"accepted={rows} unchanged=0 refused=0"
    assert installation.manage(*load).splitlines()[-1] == f"accepted=0 unchanged={rows} refused=0"


def come_in(installation, company, browser):
    """Four people set their passwords by letter. The administrator lets managers hear of drift when the seller does, and this
    manager takes it by e-mail at once instead of in the daily letter.
    """
    people = {
        "seller": Actor(browser, installation, company["seller"]["email"], company["seller"]["name"]),
        "manager": Actor(browser, installation, company["manager"]["email"], company["manager"]["name"]),
        "harriet": Actor(browser, installation, "harriet@firm.example", "Harriet Cole"),
        "ada": Actor(browser, installation, "ada@firm.example", "Ada Nowak"),
    }
    for actor in people.values():
        actor.set_password_and_log_in()
    people["ada"].send("/reminders/", "Save", manager_of_drift="at_once")
    people["manager"].send("/inbox/settings/", "Save", **{"metrics.signal_of_rep.email": "at_once"})
    return people


def start_and_write(manager, seller):
    """The manager starts a plan with three goals of different families, each with a measure and promises of both sides."""
    page = manager.page
    page.goto("/plans/start/")
    manager.follow(re.compile(seller.name))
    manager.fill(template="none", title="The half year together", starts_on=STARTS, ends_on=ENDS)
    manager.press("Start the plan")
    plan = re.search(r"/plans/[0-9a-f-]{36}/", page.url).group()
    for number, (family, title, metric) in enumerate(GOALS):
        manager.send(f"{plan}goals/add/", "Save", title=title, family=family, why="It is what the year hangs on.", due_on=ENDS)
        goal = goal_of(page, plan, number)
        page.goto(f"{plan}goals/{goal}/measures/add/")
        if metric:
            manager.fill(kind="metric", metric=manager.value_of("metric", metric), is_leading=True, low=4, high=9)
        else:
            manager.fill(kind="criteria", text="Two negotiations led without a discount", due_on=ENDS)
        manager.press("Save")
        for side, promise in PROMISES.items():
            offer = {"side": side, "text": promise, "due_on": MONDAY + datetime.timedelta(days=20)}
            manager.send(f"{plan}offers/add/?goal={goal}&side={side}", "Save", **offer)
    return plan


def goal_of(page, plan, number):
    """The id of the plan's goal in that place."""
    page.goto(plan)
    return page.locator("section.block[id^=goal-]").nth(number).get_attribute("id").removeprefix("goal-")


def seller_takes_part(seller, plan):
    """The seller edits, remarks and agrees."""
    page = seller.page
    first = goal_of(page, plan, 0)
    seller.send(f"{plan}items/{first}/edit/", "Save", why="Two hospital groups decide this half.")
    goal = page.locator(f"#goal-{first}")
    goal.get_by_text("Say something").click()
    goal.get_by_label("What do you think?").fill("Could we say until when?")
    goal.get_by_role("button", name="Say it").click()
    goal.locator(".thread .said", has_text="Could we say until when?").wait_for()
    expect(goal.get_by_role("button", name="Say it")).to_have_count(0)  # the form in the margin closes
    with page.expect_response(lambda answer: "/agree/" in answer.url):
        page.get_by_role("button", name=re.compile("^I agree")).first.click()
    page.goto(plan)

    seller.reads("You agree")
    seller.reads("Could we say until when?")


def nobodys_text_is_lost(seller, manager, plan):
    """Two windows on the same goal: whoever saves second gets both texts and chooses."""
    goal = goal_of(seller.page, plan, 1)
    edit = f"{plan}items/{goal}/edit/"
    manager.page.goto(edit)
    seller.send(edit, "Save", why="What the seller wrote meanwhile.")
    manager.fill(why="What the manager typed.")
    manager.press("Save")

    manager.reads("What the seller wrote meanwhile.")
    expect(manager.page.locator("main textarea[name=why]")).to_have_value("What the manager typed.")

    manager.press("Use mine")
    manager.page.goto(plan)
    manager.reads("What the manager typed.")


def sign(manager, seller, plan):
    """The manager proposes, the seller signs exactly that text: a stale form signs nothing, and a double click signs once."""
    propose(manager, plan)
    stale, again = seller.window(f"{plan}sign/"), seller.window(f"{plan}sign/")
    manager.page.goto(f"{plan}sign/")
    manager.press("Take back my signature")
    goal = goal_of(manager.page, plan, 2)
    manager.send(f"{plan}items/{goal}/edit/", "Save", why="Margin is what we live on.")
    propose(manager, plan)

    stale.fill(typed_name=seller.name)
    stale.press("Sign")
    stale.reads("Nothing was signed")
    expect(stale.page.locator("main ins", has_text="Margin").first).to_be_attached()
    assert seller.page.goto(f"{plan}versions/1/").status == 404

    stale.follow("Read the text that waits now")
    again.page.goto(f"{plan}sign/")
    stale.fill(typed_name=seller.name)
    stale.page.get_by_role("button", name="Sign", exact=True).dblclick()
    expect(stale.page).to_have_url(re.compile("/versions/1/$"))
    again.fill(typed_name=seller.name)
    again.press("Sign")
    expect(again.page).to_have_url(stale.page.url)

    stale.reads("This text is unchanged")
    expect(stale.page.locator("article.signature")).to_have_count(2)
    assert seller.page.goto(f"{plan}versions/2/").status == 404
    stale.page.close()
    again.page.close()


def propose(actor, plan):
    """Sign the text as it stands, and ask the other side."""
    actor.send(f"{plan}propose/", "Sign and propose", typed_name=actor.name)


def amend(seller, manager, plan):
    """The seller amends; the version in force stays until both have signed; the redline shows what changed."""
    seller.send(f"{plan}amend/", "Begin the amendment", reason="Two clinics moved here")
    goal = goal_of(seller.page, plan, 0)
    seller.send(f"{plan}items/{goal}/edit/", "Save", why="Two hospital groups and two clinics decide this half.")
    propose(seller, plan)
    manager.send(f"{plan}sign/", "Sign", typed_name=manager.name)
    manager.page.goto(f"{plan}compare/1/2/")

    expect(manager.page.locator("main ins", has_text="two").first).to_be_attached()
    assert "two clinics" in " ".join(manager.page.locator("main ins").all_inner_texts())


def drift_is_found_and_told(installation, seller, manager):
    """The scan finds the fall; the beat ticks, the worker writes both letters, once."""
    path = installation.data / "scan.json"
    installation.manage("scan_drift", "--as-of", TODAY, "--json", path)
    series = json.loads(path.read_text())["series"]
    found = next(one for one in series if one["email"] == seller.email and one["metric"] == "opportunities_created")
    assert found["state"] == "off_course"

    open_case(seller)
    signal = re.search(r"/signals/[0-9a-f-]{36}/", seller.page.url).group()
    expect(seller.page.locator("main svg[role=img]").first).to_be_visible()
    seller.reads(re.compile("off course", re.I))
    letters = installation.wait_for_letters(2, about=signal)
    assert sorted(addressee(letter) for letter in letters) == sorted([seller.email, manager.email])

    installation.manage("scan_drift", "--as-of", TODAY)
    installation.manage("send_reminders")
    assert len(installation.letters(signal)) == 2


def open_case(seller):
    """The page of the seller's case about what fell."""
    seller.page.goto("/signals/")
    with seller.page.expect_navigation():
        seller.page.locator("main a[href^='/signals/']", has_text="Opportunities created").first.click()


def talk_on_the_phone(manager, seller):
    """An impromptu talk, logged on a phone: tied to the goal, with a promise of the manager."""
    phone = manager.phone()
    phone.page.goto("/coaching/log/")
    phone.follow(re.compile(seller.name))
    phone.fill(
        kind="impromptu",
        notes="The week fills up with reports before noon.",
        promise="Take the Monday report off your desk",
        promise_due=MONDAY + datetime.timedelta(days=13),
    )
    phone.page.get_by_label(GOALS[0][1]).check(force=True)
    assert is_whole(phone.page)
    phone.press(re.compile("^Save and share"))

    phone.reads("The week fills up with reports before noon.")
    phone.reads(GOALS[0][1])
    phone.reads("Take the Monday report off your desk")
    assert is_whole(phone.page)
    phone.context.close()


def is_whole(page):
    """Whether nothing has to be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def answer_the_signal(seller):
    """Cause, corrective action, and the day to look again."""
    open_case(seller)
    seller.fill(
        cause="time",
        words="Mondays go into reports.",
        action="Block both mornings",
        due_on=MONDAY + datetime.timedelta(days=12),
        recheck_on=MONDAY + datetime.timedelta(days=21),
    )
    seller.press("Keep it")

    seller.reads("Mondays go into reports.")
    seller.reads("Block both mornings")
    seller.reads(re.compile("being worked on", re.I))


def review_and_export(harriet, seller, manager):
    """A round: both write, share, talk, conclude; the seller comments and acknowledges; HR takes it out, on record."""
    harriet.send(
        "/hr/rounds/open/",
        "Open the round",
        name="Autumn check",
        key="autumn",
        kind="quarter",
        starts_on=STARTS,
        ends_on=MONDAY,
        due_on=MONDAY + datetime.timedelta(days=20),
    )
    review = open_review(seller)
    write_all(seller, review, "The first half went where we said.")
    manager.page.goto(review)
    manager.reads_nothing_of("The first half went where we said.")
    write_all(manager, review, "An even half.")
    for actor in (seller, manager):
        actor.page.goto(f"{review}?step=end")
        actor.press("Share my view")
    conclude(manager, review)
    seller.page.goto(f"{review}?step=end")
    seller.fill(comment="The accounts came in May.")
    seller.press("Received, I see it differently")
    take_out(harriet, seller)


def open_review(actor):
    """The path of one's own review."""
    actor.page.goto("/reviews/")
    href = actor.page.locator("main a[href^='/reviews/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href')).find(h => /^\\/reviews\\/[0-9a-f-]{36}\\//.test(h))"
    )
    return re.match(r"/reviews/[0-9a-f-]{36}/", href).group()


def write_all(actor, review, words):
    """Write to every question of every step that asks one."""
    page = actor.page
    page.goto(review)
    written = 0
    for _step in range(20):
        count = page.locator("form.view").count()
        written += count
        here = page.url
        for number in range(count):
            page.goto(here)
            box = page.locator("form.view").nth(number)
            box.locator("textarea[name=text]").fill(words)
            if box.locator("input[name=scale]").count():
                box.locator("input[name=scale]").nth(1).check(force=True)
            with page.expect_navigation():
                box.get_by_role("button", name=re.compile("^Save")).click()
        page.goto(here)
        following = page.get_by_role("link", name=re.compile("^Next"))
        if not following.count():
            break
        with page.expect_navigation():
            following.first.click()
    assert written > len(GOALS), page.locator("main").inner_text()  # a word for each goal, and for the time as a whole


def conclude(manager, review):
    """A word for each goal, and what both take from it."""
    page = manager.page
    page.goto(f"{review}?step=end")
    for name in set(page.locator("main input[name^=word-]").evaluate_all("all => all.map(e => e.name)")):
        page.locator(f"main input[name='{name}']").nth(2).check(force=True)
    manager.fill(summary="Mornings first, reports last.")
    manager.press("Conclude this review")


def take_out(harriet, seller):
    """HR's file: the rows, the manifest, and the entry on the seller's access log."""
    page = harriet.page
    page.goto("/hr/exports/")
    harriet.fill(format="csv", reason="Yearly audit")
    harriet.press("Export reviews")
    download = page.get_by_role("link", name=re.compile("^Download"))
    download.wait_for()
    with page.expect_download() as waiting:
        download.click()
    files = zipfile.ZipFile(waiting.value.path())
    table = next(name for name in files.namelist() if name.endswith(".csv"))
    rows = list(csv.DictReader(io.StringIO(files.read(table).decode("utf-8-sig"))))
    manifest = json.loads(files.read(next(name for name in files.namelist() if "MANIFEST" in name.upper())))

    assert [row for row in rows if "The accounts came in May." in row.values()]
    assert "Yearly audit" in json.dumps(manifest)
    seller.page.goto("/me/record/")
    seller.reads(re.compile("Harriet Cole|HR"))
    seller.reads(re.compile("exported", re.I))

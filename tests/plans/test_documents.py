"""Plans as documents: what they say, to whom, and what a worker makes of a wish for a binder."""

import datetime
import hashlib
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pdfua import validate
from pypdf import PdfReader

from metrics.models import Metric
from people.models import AccessEntry, ReportingLine
from people.verdict import Refused, Stale
from plans import actions, rules, tasks
from plans.documents import binder, writing
from plans.documents.contents import contents_of
from plans.documents.setting import pdf_of, pdf_of_changes
from plans.documents.texts import text_for, texts_between
from plans.models import Document
from plans.views import documents as views
from tests.factories import (
    DocumentFactory,
    GoalFactory,
    InvitationFactory,
    MeasureFactory,
    ObservationFactory,
    OfferFactory,
    PersonFactory,
    PlanFactory,
    PortraitFactory,
    ProposalFactory,
    ReportingLineFactory,
    TopicFactory,
    agree,
    agreed_plan,
)
from tests.plans.people_here import fresh
from tests.races import race

pytestmark = pytest.mark.django_db
HOSTILE = '#eval("1+1") $x$ *bold* @ref <b>x</b> [[ {{ 7*7 }} ]]'


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def words(pdf):
    """All that a PDF says, as one line."""
    return " ".join(" ".join(page.extract_text() for page in pages(pdf)).split())


def pages(pdf):
    return PdfReader(io.BytesIO(pdf)).pages


def titles(outline):
    """The bookmarks of the first level."""
    return [entry.title for entry in outline if not isinstance(entry, list)]


def in_order(text, *parts):
    """Whether all these parts stand in the text, one after the other."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place == -1:
            return False
        place += len(part)
    return True


def rich_plan(**fields):
    """A plan with something of everything, in force."""
    plan = PlanFactory(**fields)
    PortraitFactory(plan=plan)
    PortraitFactory(plan=plan, side="manager", text="They do, and **rightly**.")
    goal = GoalFactory(
        plan=plan, title="Win hospitals", ready=True, specific="Two groups:\n\n- north\n- south", duty="New business"
    )
    MeasureFactory(goal=goal, milestone=True)
    OfferFactory(plan=plan, goal=goal, text="One field day a month", side="manager", rule="monthly", evidence="field_day")
    OfferFactory(plan=plan, text="Speak plainly")
    TopicFactory(plan=plan, text="Pipeline and territory")
    return agree(plan)


def amended(plan):
    """The plan with a second version, in which the first goal is called otherwise."""
    plan = fresh(plan)
    actions.amend(plan, by=plan.manager, reason="The territory changed")
    goal = plan.goals.kept().first()
    actions.edit_item(goal, by=plan.person, seen_version=goal.version, title="Win clinics")
    return agree(fresh(plan))


def made(document):
    """The document after the worker was here."""
    tasks.make_documents()
    document.refresh_from_db()
    return document


def accesses(purpose):
    """Who is on the access log for it, about whom, in which plan."""
    return set(AccessEntry.objects.filter(purpose=purpose).values_list("by", "subject", "thing"))


# -- what a document says --------------------------------------------------------------------------------------------


def test_a_signed_plan_reads_in_order_and_ends_with_signatures_and_fingerprints():
    plan = rich_plan()
    text = words(pdf_of(text_for(plan.person, plan), plan.person))
    version, record = plan.in_force, plan.in_force.attested["signatures"]

    assert in_order(
        text,
        *("Second half 2026", "Sam Okafor with Maya Lindqvist", "1 July 2026 to 31 December 2026", "Version 1", "Signed by both"),
        *("Portrait", "Strengths", "Customers trust me.", "They do, and rightly.", "Goal 1. Win hospitals", "What exactly"),
        *("Two groups:", "north", "Why it matters", "The role: New business", "14 to 20", "Certified", "Sam Okafor will"),
        *("Hold two mornings", "Maya Lindqvist will", "One field day a month", "every month", "a field day that is logged"),
        *("Beside the goals", "Speak plainly", "What we speak about each time", "Pipeline and territory", "Signatures"),
    )
    assert all(sign["sentence"] in text and sign["typed_name"] in text for sign in record)
    assert bytes(version.digest).hex() in text and bytes(version.text_digest).hex() in text
    assert "not signed" not in text


def test_a_pdf_is_accessible_and_says_what_it_is():
    plan = rich_plan()
    pdf = pdf_of(text_for(plan.person, plan), plan.person)
    reader = PdfReader(io.BytesIO(pdf))

    assert validate(io.BytesIO(pdf)).findings == ()
    assert b"pdfuaid" in pdf and b"pdfaid" in pdf
    assert reader.metadata.title == "Sam Okafor, Second half 2026"
    assert reader.trailer["/Root"]["/Lang"].startswith("en")
    assert titles(reader.outline) == ["Second half 2026"]


def test_the_same_version_gives_the_same_bytes_at_any_hour(monkeypatch):
    plan = rich_plan()
    first = pdf_of(text_for(plan.person, plan), plan.person)
    later = timezone.now() + datetime.timedelta(seconds=90)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert pdf_of(text_for(plan.manager, fresh(plan)), plan.manager) == first


@pytest.mark.parametrize("goals", [0, 1, 12])
def test_a_draft_is_marked_on_each_page(goals):
    plan = PlanFactory(ready=goals > 0, ready__goals=goals)
    for goal in plan.goals.all():
        OfferFactory.create_batch(3, plan=plan, goal=goal)
    found = pages(pdf_of(text_for(plan.person, plan), plan.person))

    assert len(found) == {0: 1, 1: 1, 12: 5}[goals]
    assert all("Draft, not signed" in page.extract_text() for page in found)


def test_a_proposal_shows_the_signature_that_is_there_and_the_one_that_is_missing():
    plan = fresh(ProposalFactory().plan)
    text = words(pdf_of(text_for(plan.person, plan), plan.person))

    assert "Proposed, not signed by both" in text
    assert in_order(text, "Signatures", "Sam Okafor not signed", "Maya Lindqvist")


def test_a_replaced_version_says_so_and_the_new_one_does_not():
    plan = amended(rich_plan())
    old, new = (words(pdf_of(text_for(plan.person, plan, number=number), plan.person)) for number in (1, 2))

    assert "Replaced by a later version" in old and "Win hospitals" in old
    assert "Replaced" not in new and in_order(new, "The territory changed", "Win clinics")


def test_what_people_wrote_is_never_markup():
    plan = PlanFactory(title=HOSTILE, person__name="<i>Sam</i>")
    goal = GoalFactory(plan=plan, title=HOSTILE, specific=f"`{HOSTILE}`", ready=True)
    OfferFactory(plan=plan, goal=goal, text=HOSTILE)
    text = words(pdf_of(text_for(plan.person, plan), plan.person))

    assert text.count('#eval("1+1") $x$') == 4  # the title of the plan, and the title, the words and the promise of the goal
    assert "49" not in text


@pytest.mark.parametrize(
    "script", ["Ελληνικά", "кириллица", "שלום עולם", "مرحبا بالعالم", "नमस्ते", "日本語", "한국어", "😀👩‍👩‍👧‍👦", "a\u202eb"]
)
def test_every_script_can_be_in_a_plan(script):
    plan = PlanFactory(title=f"Plan {script}")
    GoalFactory(plan=plan, title=script, why=script * 20, ready=True)

    assert pdf_of(text_for(plan.person, plan), plan.person).startswith(b"%PDF-")


def test_charts_are_for_those_who_may_see_the_numbers():
    plan = rich_plan()
    harriet, coach = PersonFactory(hr=True), InvitationFactory(plan=plan).person
    metric = Metric.objects.get(measures__goal__plan=plan)
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    for week in range(1, 12):
        ObservationFactory(
            person=plan.person, metric=metric, period_start=monday - datetime.timedelta(weeks=week), value=10 + week
        )
    shown = {me: contents_of(text_for(me, plan), me) for me in (plan.person, plan.manager, coach, harriet)}

    assert [page["charts"] for page in shown.values()] == [True, True, True, False]
    assert [bool(page["goals"][0]["measures"][0]["chart"]) for page in shown.values()] == [True, True, True, False]
    assert "11" in words(pdf_of(text_for(plan.person, plan), plan.person))


def test_a_redline_says_what_was_added_and_taken_out_in_words_too():
    plan = amended(rich_plan())
    old, new = texts_between(plan.person, plan, "v1", "v2")
    pdf = pdf_of_changes(old, new)
    text = words(pdf).replace("[ ", "[")

    assert in_order(
        text, "From version 1 to version 2", "The territory changed", "Goal, changed: Win clinics", "last written by Sam"
    )
    assert "Win [−hospitals][+clinics]" in text
    assert validate(io.BytesIO(pdf)).findings == ()


def test_a_redline_of_the_draft_is_marked_as_one():
    plan = rich_plan()
    actions.amend(plan, by=plan.manager, reason="The territory changed")
    goal = plan.goals.kept().first()
    actions.drop_item(goal, by=plan.person, seen_version=goal.version, reason="Not ours")
    text = words(pdf_of_changes(*texts_between(plan.person, fresh(plan), "v1", "draft"))).replace("[ ", "[")

    assert in_order(text, "From version 1 to the draft", "Goal, taken out: Win hospitals", "[−Win hospitals]")
    assert "Draft, not signed" in text


# -- to whom -----------------------------------------------------------------------------------------------------------


def paths(plan):
    return [
        reverse("plans:plan_print", args=[plan.pk]),
        reverse("plans:plan_pdf", args=[plan.pk]),
        reverse("plans:version_pdf", args=[plan.pk, 1]),
        reverse("plans:plan_compare_pdf", args=[plan.pk, 1, 2]),
    ]


def test_whoever_reads_without_being_a_party_is_on_the_access_log(client):
    plan = amended(rich_plan())
    client.force_login(PersonFactory(hr=True))

    assert [client.get(path).status_code for path in paths(plan)] == [200] * 4
    assert AccessEntry.objects.filter(subject=plan.person, purpose="viewed", thing="plan_version").count() == 5  # a redline: two


def test_the_two_leave_no_trace(client):
    plan = amended(rich_plan())
    for person in (plan.person, plan.manager):
        client.force_login(person)

        assert [client.get(path).status_code for path in paths(plan)] == [200] * 4
    assert AccessEntry.objects.count() == 0


def test_strangers_find_nothing(client):
    plan = amended(rich_plan())
    client.force_login(PersonFactory())

    assert [client.get(path).status_code for path in paths(plan)] == [404] * 4


def test_a_former_manager_has_what_they_signed_and_nothing_later(client):
    plan = rich_plan()
    frida, today = plan.manager, timezone.localdate()
    ReportingLine.objects.filter(person=plan.person).update(ends_on=today)
    nora = PersonFactory(name="Nora New")
    ReportingLineFactory(person=plan.person, manager=nora, starts_on=today)
    actions.take_over(fresh(plan), by=nora)
    plan = fresh(plan)
    for commitment in plan.handovers.all():
        actions.choose_handover(commitment.commitment, by=nora, choice="take")
    agree(fresh(plan))
    client.force_login(frida)

    assert [client.get(path).status_code for path in paths(plan)] == [200, 200, 200, 404]
    assert "Maya Lindqvist" in words(client.get(paths(plan)[1]).content)
    assert client.get(reverse("plans:version_pdf", args=[plan.pk, 2])).status_code == 404
    assert client.get(f"{paths(plan)[1]}?text=draft").status_code == 404


def test_the_draft_of_an_amendment_is_for_those_who_write_it(client):
    plan = rich_plan()
    actions.amend(plan, by=plan.manager, reason="The territory changed")
    path = f"{reverse('plans:plan_pdf', args=[plan.pk])}?text=draft"
    client.force_login(plan.person)
    assert "Draft, not signed" in words(client.get(path).content)
    client.force_login(PersonFactory(hr=True))

    assert client.get(path).status_code == 404


def test_a_pdf_is_kept_by_nobody_on_the_way(client):
    plan = rich_plan()
    client.force_login(plan.person)
    answer = client.get(reverse("plans:plan_pdf", args=[plan.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="sam-okafor-second-half-2026-version-1.pdf"'
    assert "no-store" in answer["Cache-Control"]


def test_the_page_to_print_says_the_same_as_the_pdf(client):
    plan = rich_plan()
    client.force_login(plan.person)
    page = client.get(reverse("plans:plan_print", args=[plan.pk])).content.decode()

    assert in_order(page, "Customers trust me.", "<strong>rightly</strong>", "Win hospitals", "<li>north</li>", "Speak plainly")
    assert bytes(plan.in_force.digest).hex() in page


# -- a binder ----------------------------------------------------------------------------------------------------------


def team_of(manager, size=3):
    """Plans in force of that many sellers of one manager."""
    return [agreed_plan(person=PersonFactory(name=f"Seller {letter}"), manager=manager) for letter in "ABCDEFGH"[:size]]


def test_a_binder_has_contents_with_pages_bookmarks_and_each_plan_on_pages_of_its_own():
    maya = PersonFactory(name="Maya Lindqvist")
    plans = team_of(maya)
    PlanFactory(person=PersonFactory(name="Seller Z"), manager=maya, ready=True)  # a draft is not in it
    document = made(actions.ask_binder(maya, by=maya))
    pdf = writing.path_of(document).read_bytes()
    found = pages(pdf)
    starts = [place for place, page in enumerate(found, 1) if "Signed by both" in page.extract_text()]

    assert (document.state, document.error, document.total) == ("ready", "", 3)
    assert document.holds == [[str(plan.pk), 1] for plan in plans]
    assert hashlib.sha256(pdf).hexdigest() == document.sha256 and len(pdf) == document.size
    assert len(starts) == len(set(starts)) == 3
    contents = " ".join(found[0].extract_text().split())
    for place, letter in zip(starts, "ABC", strict=True):
        assert f"Seller {letter}, Second half 2026" in contents and f" {place}" in contents.split(f"Seller {letter}, ")[1]
    assert titles(PdfReader(io.BytesIO(pdf)).outline)[-3:] == [f"Seller {letter}, Second half 2026" for letter in "ABC"]
    assert [note.get_object()["/Subtype"] for note in found[0]["/Annots"]].count("/Link") >= 3
    assert "Seller Z" not in words(pdf)
    assert validate(io.BytesIO(pdf)).findings == ()


def test_the_same_wish_twice_is_one_document():
    maya = PersonFactory()
    team_of(maya, 1)

    assert actions.ask_binder(maya, by=maya) == actions.ask_binder(maya, by=maya)
    assert Document.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_document():
    maya = PersonFactory()
    team_of(maya, 1)

    outcomes = race(*[lambda: actions.ask_binder(maya, by=maya)] * 3)

    assert {outcome.pk for outcome in outcomes} == {Document.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_it_once():
    maya = PersonFactory()
    team_of(maya, 1)
    document = actions.ask_binder(maya, by=maya)

    outcomes = race(*[writing.write_next] * 3)

    assert sorted(outcomes, key=bool) == [None, None, document]
    assert Document.objects.get().attempt == 1


def test_nobody_binds_a_team_of_which_they_may_read_nothing():
    maya = PersonFactory()
    team_of(maya, 1)
    PlanFactory(manager=(otto := PersonFactory()), ready=True)

    for me, manager in ((otto, maya), (otto, otto), (PersonFactory(admin=True), maya)):
        with pytest.raises(Refused, match="No plan of that team"):
            actions.ask_binder(manager, by=me)
    assert Document.objects.count() == 0


def test_a_binder_holds_what_its_reader_may_read_and_the_log_says_when_it_is_fetched():
    maya = PersonFactory()
    plans = team_of(maya, 2)
    harriet = PersonFactory(hr=True)
    document = made(actions.ask_binder(maya, by=harriet))
    assert accesses("downloaded") == set()

    actions.fetch_document(document, by=harriet)

    assert accesses("downloaded") == {(harriet.pk, plan.person_id, "plan_version") for plan in plans}


def test_rights_that_are_lost_between_the_wish_and_the_making_fail_with_a_reason():
    maya = PersonFactory()
    [plan] = team_of(maya, 1)
    document = actions.ask_binder(maya, by=maya)
    ReportingLine.objects.filter(person=plan.person).update(ends_on=timezone.localdate())

    made(document)

    assert (document.state, document.error) == ("failed", "No plan of that team that you may read is in force.")
    assert list(writing.folder().iterdir()) == []


def test_rights_that_are_lost_before_the_download_hold_the_file_back(client):
    maya = PersonFactory()
    gone, _stays = team_of(maya, 2)
    document = made(actions.ask_binder(maya, by=maya))
    ReportingLine.objects.filter(person=gone.person).update(ends_on=timezone.localdate())
    Document.objects.filter(pk=document.pk).update(holds=[[str(gone.pk), 2], *document.holds[1:]])  # one that she did not sign
    client.force_login(maya)

    assert client.get(reverse("plans:document_file", args=[document.pk])).status_code == 403
    page = client.get(document.get_absolute_url()).content.decode()
    assert "You may no longer read 1 plan in it." in page and "Make it again" in page
    assert accesses("downloaded") == set()


def test_a_file_is_for_whoever_asked_for_it(client):
    maya = PersonFactory()
    team_of(maya, 1)
    document = made(actions.ask_binder(maya, by=maya))
    client.force_login(PersonFactory(hr=True))

    names = ("document_detail", "document_progress", "document_file")
    assert [client.get(reverse(f"plans:{name}", args=[document.pk])).status_code for name in names] == [404] * 3
    with pytest.raises(Refused):
        actions.fetch_document(document, by=PersonFactory(hr=True))


def test_what_a_killed_worker_left_is_made_again(monkeypatch):
    maya = PersonFactory()
    team_of(maya, 1)
    document = actions.ask_binder(maya, by=maya)
    dead = Document.objects.claim()  # and nothing more is heard of it
    writing.path_of(dead).write_bytes(b"half a file")
    assert writing.write_next() is None  # it has a minute

    Document.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    made(document)

    assert (document.state, document.attempt) == ("ready", 2)
    assert [path.name for path in writing.folder().iterdir()] == [writing.path_of(document).name]
    with pytest.raises(Stale):
        actions.release_document(dead, by=maya, holds=[], sha256="x", size=1)
    assert writing.path_of(document).read_bytes().startswith(b"%PDF-")


def test_a_worker_that_lost_its_turn_leaves_no_file(monkeypatch):
    maya = PersonFactory()
    team_of(maya, 1)
    document = actions.ask_binder(maya, by=maya)
    taken = binder.bound

    def slow(*arguments, **named):
        done = taken(*arguments, **named)
        Document.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
        Document.objects.claim()
        return done

    monkeypatch.setattr(writing, "bound", slow)
    writing.write_next()
    document.refresh_from_db()

    assert (document.state, document.attempt) == ("writing", 2)
    assert list(writing.folder().iterdir()) == []


def test_what_kills_each_worker_fails_where_it_can_be_seen(client):
    maya = PersonFactory()
    team_of(maya, 1)
    document = actions.ask_binder(maya, by=maya)
    for _attempt in range(3):
        Document.objects.claim()
        Document.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    made(document)
    client.force_login(maya)

    assert (document.state, document.attempt) == ("failed", 4)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "It could not be made in three attempts." in page and "Try again" in page
    client.post(reverse("plans:document_again", args=[document.pk]))
    assert made(document).state == "ready"


def test_a_crash_is_a_sentence_and_no_silence(monkeypatch):
    maya = PersonFactory()
    team_of(maya, 1)
    document = actions.ask_binder(maya, by=maya)
    monkeypatch.setattr(writing, "bound", lambda *arguments, **named: 1 / 0)

    assert made(document).error.startswith("It could not be made. Try again")


def test_a_team_that_is_too_large_is_told_so(monkeypatch):
    maya = PersonFactory()
    team_of(maya, 3)
    monkeypatch.setattr(binder, "MOST_PLANS", 2)

    assert made(actions.ask_binder(maya, by=maya)).error.startswith("A binder holds at most 2 plans, and this team has 3.")


def test_plans_that_are_too_long_are_told_so(monkeypatch):
    maya = PersonFactory()
    team_of(maya, 1)
    monkeypatch.setattr(binder, "MOST_CHARACTERS", 100)

    assert made(actions.ask_binder(maya, by=maya)).error.startswith("These plans are too long")


def test_a_file_is_kept_for_a_day_and_can_be_made_again(client):
    maya = PersonFactory()
    team_of(maya, 1)
    document = made(actions.ask_binder(maya, by=maya))
    client.force_login(maya)
    path = reverse("plans:document_file", args=[document.pk])
    answer = client.get(path)
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == document.sha256

    Document.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(path).status_code == 403
    assert made(document).state == "expired"
    assert list(writing.folder().iterdir()) == []
    again = client.post(reverse("plans:document_again", args=[document.pk]))
    assert (again["Location"], made(document).state) == (document.get_absolute_url(), "ready")


def test_what_is_on_its_way_already_is_answered_instead_of_made_twice():
    maya = PersonFactory()
    team_of(maya, 1)
    old = made(actions.ask_binder(maya, by=maya))
    Document.objects.update(state="expired")
    new = actions.ask_binder(maya, by=maya)

    assert actions.ask_again(old, by=maya) == new
    old.refresh_from_db()
    assert old.state == "expired"


def test_the_page_polls_until_it_is_done(client):
    maya = PersonFactory()
    team_of(maya, 1)
    client.force_login(maya)
    document = Document.objects.get(pk=client.post(reverse("plans:binder"), {"manager": maya.pk})["Location"].split("/")[-2])
    path = reverse("plans:document_progress", args=[document.pk])

    assert "every 1s" in client.get(document.get_absolute_url()).content.decode()
    assert client.get(path).status_code == 200
    made(document)
    assert client.get(path).status_code == views.STOP_POLLING
    assert "every 1s" not in client.get(document.get_absolute_url()).content.decode()


def test_another_team_than_the_form_offers_is_refused(client):
    maya, otto = PersonFactory(), PersonFactory()
    team_of(maya, 1)
    team_of(otto, 1)
    client.force_login(maya)

    assert client.post(reverse("plans:binder"), {"manager": otto.pk}).status_code == 422
    assert Document.objects.count() == 0


def test_whoever_stands_in_for_a_manager_binds_their_team():
    maya, dora = PersonFactory(), PersonFactory()
    team_of(maya, 1)
    assert list(rules.teams_to_bind(dora)) == []
    maya.delegated_away.create(
        delegate=dora, starts_on=timezone.localdate(), ends_on=timezone.localdate() + datetime.timedelta(7)
    )

    assert list(rules.teams_to_bind(type(dora).objects.get(pk=dora.pk))) == [maya]


# -- a long text -------------------------------------------------------------------------------------------------------


def test_a_long_text_is_made_in_the_background(client, monkeypatch):
    plan = rich_plan()
    monkeypatch.setattr(views, "LONG", 100)
    client.force_login(plan.person)
    page = client.get(reverse("plans:version_pdf", args=[plan.pk, 1])).content.decode()
    assert "This text is long" in page and 'name="number" value="1"' in page

    answer = client.post(reverse("plans:document_ask", args=[plan.pk]), {"number": "1"})
    document = made(Document.objects.get())

    assert answer["Location"] == document.get_absolute_url()
    assert (document.state, document.holds) == ("ready", [[str(plan.pk), 1]])
    assert writing.path_of(document).read_bytes() == pdf_of(text_for(plan.person, plan), plan.person)


def test_a_redline_that_is_too_long_is_refused_with_a_sentence(client, monkeypatch):
    plan = amended(rich_plan())
    monkeypatch.setattr(views, "LONGEST_PAIR", 100)
    client.force_login(plan.person)
    answer = client.get(reverse("plans:plan_compare_pdf", args=[plan.pk, 1, 2]))

    assert answer.status_code == 403 and "These two texts are too long for one PDF." in answer.content.decode()


def test_a_long_draft_is_made_for_those_who_write_it_only():
    plan = PlanFactory(ready=True)
    document = made(actions.ask_document(plan, by=plan.person))
    assert (document.state, document.holds) == ("ready", [[str(plan.pk), None]])

    for stranger in (PersonFactory(), PersonFactory(hr=True)):
        with pytest.raises(Refused):
            actions.ask_document(plan, by=stranger)
    assert Document.objects.count() == 1


def test_a_bare_request_waits_and_says_whose_it_is():
    document = DocumentFactory(by__name="Maya Lindqvist")

    assert (document.state, str(document)) == ("asked", "the plans of a team, Maya Lindqvist")

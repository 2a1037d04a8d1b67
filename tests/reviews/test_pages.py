import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import AccessEntry
from reminders.models import Reminder
from reviews import actions, tasks
from reviews.models import Export, ReviewRound
from reviews.steps import goals_of
from tests.factories import (
    DelegationFactory,
    ExportFactory,
    GrantFactory,
    PersonFactory,
    ReportingLineFactory,
    ReviewFactory,
    ReviewRoundFactory,
    TeamFactory,
    acknowledged_review,
    agreed_plan,
    concluded_review,
    shared_review,
)
from tests.factories.reviews import write

pytestmark = pytest.mark.django_db
SELLERS, MANAGERS = "CANARY-of-the-seller", "CANARY-of-the-manager"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def page(client, person, url, status=200):
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == status, (answer.status_code, url)
    return answer.content.decode()


def url_of(review, step="whole"):
    return f"{review.get_absolute_url()}?step={step}"


def people_around(review):
    """Everybody who stands in some relation to a review, by what they are."""
    lena = PersonFactory()
    ReportingLineFactory(person=review.manager, manager=lena)
    former = PersonFactory()
    review.person.lines_up.create(manager=former, starts_on="2019-01-01", ends_on="2020-01-01")
    return {
        "seller": review.person,
        "manager": review.manager,
        "delegate": DelegationFactory(delegator=review.manager).delegate,
        "above": lena,
        "leader": PersonFactory(leader=True),
        "hr": PersonFactory(hr=True),
        "hr elsewhere": GrantFactory(role="hr", team=TeamFactory()).person,
        "former": former,
        "other seller": PersonFactory(reports_to=review.manager),
        "other manager": PersonFactory(reports_to=lena),
        "admin": PersonFactory(admin=True),
    }


def sees(client, person, url):
    """What of the two canaries somebody reads on a page, or its status if it is not there for them."""
    client.force_login(person)
    answer = client.get(url)
    if answer.status_code != 200:
        return answer.status_code
    text = answer.content.decode()
    return {word for word in (SELLERS, MANAGERS) if word in text}


def test_a_draft_is_its_writers_alone(client):
    review = ReviewFactory()
    write(review, "seller", SELLERS)
    write(review, "manager", MANAGERS)

    seen = {who: sees(client, person, url_of(review)) for who, person in people_around(review).items()}

    nothing = dict.fromkeys(["above", "leader", "hr", "hr elsewhere", "former", "other seller", "other manager", "admin"], 404)
    assert seen == {"seller": {SELLERS}, "manager": {MANAGERS}, "delegate": {MANAGERS}, **nothing}


def test_one_sided_sharing_shows_nothing_where_both_share_together(client):
    review = ReviewFactory()
    write(review, "seller", SELLERS)
    actions.share(review, by=review.person)

    assert sees(client, review.manager, url_of(review)) == set()


def test_a_seller_who_is_first_is_read_before_the_manager_shares(client):
    review = ReviewFactory(round=ReviewRoundFactory(sharing="seller_first"))
    write(review, "seller", SELLERS)
    write(review, "manager", MANAGERS)
    actions.share(review, by=review.person)

    assert sees(client, review.manager, url_of(review)) == {SELLERS, MANAGERS}
    assert sees(client, review.person, url_of(review)) == {SELLERS}


def test_what_is_shared_is_read_by_the_two_and_those_above(client):
    review = shared_review(seller=SELLERS, manager=MANAGERS)

    seen = {who: sees(client, person, url_of(review)) for who, person in people_around(review).items()}

    both = {key: {SELLERS, MANAGERS} for key in ["seller", "manager", "delegate", "above", "leader"]}
    assert seen == both | dict.fromkeys(["hr", "hr elsewhere", "former", "other seller", "other manager", "admin"], 404)


def test_a_concluded_review_is_read_by_hr_in_scope_and_written_down(client):
    review = concluded_review(seller=SELLERS, manager=MANAGERS)
    around = people_around(review)

    seen = {who: sees(client, person, url_of(review)) for who, person in around.items()}

    both = {key: {SELLERS, MANAGERS} for key in ["seller", "manager", "delegate", "above", "leader", "hr"]}
    assert seen == both | dict.fromkeys(["hr elsewhere", "former", "other seller", "other manager", "admin"], 404)
    (entry,) = AccessEntry.objects.filter(subject=review.person)
    assert (entry.by, entry.purpose, entry.thing_id) == (around["hr"], "viewed", review.pk)


def test_a_former_manager_keeps_the_record_of_their_time_and_sees_nothing_after(client):
    review = concluded_review(seller=SELLERS, manager=MANAGERS)
    former, line = review.manager, review.person.lines_up.get()
    line.ends_on = "2099-01-01"
    line.save()
    record_url = reverse("reviews:record_detail", args=[review.pk, 1])
    assert sees(client, former, record_url) == {SELLERS, MANAGERS}

    line.ends_on = review.records.get().sealed_at.date()
    line.save()

    assert sees(client, former, review.get_absolute_url()) == 404
    assert sees(client, former, record_url) == 404


def test_a_new_manager_sees_no_draft_and_can_take_over(client):
    review = ReviewFactory()
    write(review, "manager", MANAGERS)
    line = review.person.lines_up.get()
    line.ends_on = "2026-11-01"
    line.save()
    new = ReportingLineFactory(person=review.person, starts_on="2026-11-01").manager

    assert sees(client, new, url_of(review)) == set()
    client.post(reverse("reviews:review_take_over", args=[review.pk]))

    review.refresh_from_db()
    assert review.manager == new


def test_no_mail_and_no_line_in_the_inbox_carries_what_was_written(client):
    review = acknowledged_review(seller=SELLERS, manager=MANAGERS, summary="CANARY summary", comment="CANARY comment")
    actions.reopen(review, by=review.manager, reason="CANARY reason")

    assert Reminder.objects.count() > 0
    assert not [row for row in Reminder.objects.all() if "CANARY" in f"{row.facts} {row.path}"]
    for person in (review.person, review.manager):
        assert "CANARY" not in page(client, person, reverse("reminders:inbox"))
    assert not any("CANARY" in message.body for message in mail.outbox)


def test_autosave_answers_with_the_new_version_and_a_conflict_with_409(client):
    review = ReviewFactory()
    client.force_login(review.person)
    url, question = reverse("reviews:answer_save", args=[review.pk]), review.round.questions.get(about="self").pk
    facts = {"question": question, "scale": "on_course", "step": "whole"}

    first = client.post(url, facts | {"text": "One", "version": 0}, headers={"X-Autosave": "1"})
    second = client.post(url, facts | {"text": "Two", "version": 1}, headers={"X-Autosave": "1"})
    stale = client.post(url, facts | {"text": "Three", "version": 1}, headers={"X-Autosave": "1"})
    shown = client.post(url, facts | {"text": "Three", "version": 1})

    assert (first.status_code, first["X-Version"], second["X-Version"]) == (204, "1", "2")
    assert (stale.status_code, shown.status_code) == (409, 409)
    assert "Two" in shown.content.decode() and "Three" in shown.content.decode()
    assert review.answers.get().text == "Two"
    again = client.post(url, facts | {"text": "Three", "version": 2, "next": "next"})
    assert again["Location"].endswith("?step=next")
    assert review.answers.get().text == "Three"


@pytest.mark.parametrize("text", ["nul \x00", "x" * 20_001])
def test_text_that_cannot_be_kept_is_refused_with_words(client, text):
    review = ReviewFactory()
    client.force_login(review.person)
    facts = {"question": review.round.questions.get(about="self").pk, "text": text, "version": 0, "step": "whole"}

    answer = client.post(reverse("reviews:answer_save", args=[review.pk]), facts)

    assert answer.status_code == 422
    assert not review.answers.exists()


def test_words_are_shown_and_never_run(client):
    review = concluded_review(seller="<script>alert(1)</script> {{ 7|add:7 }}", manager="<img src=x onerror=alert(1)>")
    for person in (review.person, PersonFactory(hr=True)):
        text = page(client, person, url_of(review))
        assert "<script>alert" not in text and "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_the_whole_way_on_the_pages(client):
    review = ReviewFactory()
    save = reverse("reviews:answer_save", args=[review.pk])
    question = review.round.questions.get(about="self").pk
    for person in (review.person, review.manager):
        client.force_login(person)
        client.post(save, {"question": question, "text": "My words", "scale": "on_course", "version": 0, "step": "whole"})
        assert client.post(reverse("reviews:review_share", args=[review.pk])).status_code == 302
    end = url_of(review, "end")
    assert "Conclude this review" in page(client, review.manager, end)
    words = {f"word-{goal['id']}": "on_course" for goal in goals_of(review)}
    concluded = client.post(
        reverse("reviews:review_conclude", args=[review.pk]), {"summary": "Good", "open_ends": "a\nb", **words}
    )
    assert concluded.status_code == 302
    assert "Received, I see it differently" in page(client, review.person, end)
    acknowledge = reverse("reviews:review_acknowledge", args=[review.pk])
    for _click in range(2):
        assert client.post(acknowledge, {"kind": "differs", "comment": "Not quite"}).status_code == 302

    review.refresh_from_db()
    assert (review.state, review.open_ends.count(), review.records.count()) == ("acknowledged", 2, 2)
    assert "Not quite" in page(client, review.manager, end)


def test_a_conclusion_without_words_says_what_is_missing(client):
    review = shared_review()
    client.force_login(review.manager)

    answer = client.post(reverse("reviews:review_conclude", args=[review.pk]), {"summary": "Good"})

    assert answer.status_code == 422
    assert "aria-invalid" in answer.content.decode()


def test_acts_of_others_are_refused_or_not_there(client):
    review = concluded_review()
    acts = ["share", "take_over", "conclude", "acknowledge", "refuse", "reopen"]
    urls = [reverse(f"reviews:review_{act}", args=[review.pk]) for act in acts]
    for person in (PersonFactory(), PersonFactory(admin=True)):
        client.force_login(person)
        assert {client.post(url, {"kind": "agreed", "reason": "x"}).status_code for url in urls} == {404}
    client.force_login(review.manager)
    assert client.post(reverse("reviews:review_acknowledge", args=[review.pk]), {"kind": "agreed"}).status_code == 403
    review.refresh_from_db()
    assert (review.state, review.records.count()) == ("concluded", 1)


def test_a_record_shows_its_digest_and_that_it_is_whole(client):
    review = acknowledged_review()
    for number in (1, 2):
        text = page(client, review.person, reverse("reviews:record_detail", args=[review.pk, number]))
        assert review.records.get(number=number).fingerprint in text
        assert "as they were sealed" in text
    page(client, review.person, reverse("reviews:record_detail", args=[review.pk, 3]), status=404)


def test_a_record_is_fetched_as_a_pdf_that_is_the_same_each_time(client):
    review = acknowledged_review()
    client.force_login(review.person)
    url = reverse("reviews:record_pdf", args=[review.pk, 1])

    first, second = client.get(url), client.get(url)

    assert first.content.startswith(b"%PDF-") and first.content == second.content
    assert first["Content-Disposition"].startswith("attachment;")
    assert client.get(reverse("reviews:record_pdf", args=[review.pk, 2])).status_code == 404


HR_PAGES = ["hr", "round_open", "export_list", "export_count"]


@pytest.mark.parametrize("name", HR_PAGES)
def test_pages_of_hr_are_not_there_for_others(client, name):
    review = concluded_review()
    url = reverse(f"reviews:{name}")
    answers = {who: sees(client, person, url) for who, person in people_around(review).items()}

    may = {"hr", "hr elsewhere"} if name in ("hr", "round_open") else {"hr", "hr elsewhere", "manager", "above", "leader"}
    assert {who for who, answer in answers.items() if answer != 404} == may


def test_hr_sees_states_and_no_words(client):
    review = shared_review(seller=SELLERS, manager=MANAGERS)
    harriet = PersonFactory(hr=True)
    for url in (reverse("reviews:hr"), review.round.get_absolute_url(), reverse("reviews:review_list")):
        text = page(client, harriet, url)
        assert "CANARY" not in text
    assert "Sam Okafor" in page(client, harriet, review.round.get_absolute_url())
    elsewhere = GrantFactory(role="hr", team=TeamFactory()).person
    assert "Sam Okafor" not in page(client, elsewhere, review.round.get_absolute_url())


@pytest.mark.parametrize(("how", "says_so"), [(shared_review, True), (concluded_review, False)])
def test_the_day_of_a_round_has_passed_while_something_of_it_is_open(client, how, says_so):
    how(round=ReviewRoundFactory(due_on="2026-01-31"))

    assert ("date passed 31 January" in page(client, PersonFactory(hr=True), reverse("reviews:hr"))) is says_so


def test_hr_opens_a_round_for_everybody_with_a_plan_in_their_scope(client):
    plan = agreed_plan()
    outside = agreed_plan()
    outside.person.lines_up.update(ends_on="2026-01-01")
    harriet = PersonFactory(hr=True)
    client.force_login(harriet)
    form = client.get(reverse("reviews:round_open")).context["form"]
    facts = {"name": "Half-year", "key": "half-year", "kind": "mid_year", "sharing": "together"}
    dates = {"starts_on": "2026-07-01", "ends_on": "2026-12-31", "due_on": "2027-01-15"}
    words = {name: form.fields[name].initial for name in form.fields if name.startswith("question_")} | {"question_4": ""}

    answer = client.post(reverse("reviews:round_open"), facts | dates | words)
    again = client.post(reverse("reviews:round_open"), facts | dates | words)

    opened = ReviewRound.objects.get()
    assert answer["Location"] == opened.get_absolute_url()
    assert [(review.person, review.manager, review.version) for review in opened.reviews.all()] == [
        (plan.person, plan.manager, plan.in_force)
    ]
    assert opened.questions.count() == 4
    assert again.status_code == 422
    told = Reminder.objects.filter(kind="reviews.opened", channel="app").values_list("recipient", flat=True)
    assert set(told) == {plan.person_id, plan.manager_id}


def test_a_round_with_nobody_in_it_is_refused_and_leaves_nothing(client):
    client.force_login(PersonFactory(hr=True))
    facts = {"name": "Half-year", "key": "half-year", "kind": "mid_year", "sharing": "together", "question_0": "How?"}

    answer = client.post(
        reverse("reviews:round_open"), facts | {"starts_on": "2026-07-01", "ends_on": "2026-12-31", "due_on": "2027-01-15"}
    )

    assert answer.status_code == 403
    assert not ReviewRound.objects.exists()


def test_an_export_is_asked_watched_and_fetched_on_the_pages(client):
    review, harriet = concluded_review(), PersonFactory(hr=True)
    client.force_login(harriet)
    facts = {"round": review.round.pk, "format": "csv", "reason": "Audit", "columns": ["summary"]}
    counted = client.get(reverse("reviews:export_count"), facts).content.decode()
    first = client.post(reverse("reviews:export_list"), facts | {"count": "1", "reason": ""}).content.decode()
    assert "<strong>1</strong>" in first and not Export.objects.exists()
    asked = client.post(reverse("reviews:export_list"), facts)
    export = Export.objects.get()
    progress = reverse("reviews:export_progress", args=[export.pk])
    running = client.get(progress)
    tasks.write_exports()
    ready = client.get(progress)
    fetched = client.get(reverse("reviews:export_download", args=[export.pk]))

    assert "<strong>1</strong>" in counted
    assert asked["Location"] == export.get_absolute_url()
    assert (running.status_code, ready.status_code) == (200, 286)
    assert "<progress" in running.content.decode()
    assert ready.content.decode().strip() in page(client, harriet, export.get_absolute_url())
    assert fetched["Content-Disposition"] == f'attachment; filename="reviews-{review.round.key}.zip"'
    assert b"".join(fetched.streaming_content).startswith(b"PK")
    assert AccessEntry.objects.filter(thing_id=export.pk, purpose="downloaded").count() == 1


def test_an_export_is_for_the_one_who_asked(client):
    export = ExportFactory()
    client.force_login(PersonFactory(hr=True))
    for name in ("export_detail", "export_progress", "export_download"):
        assert client.get(reverse(f"reviews:{name}", args=[export.pk])).status_code == 404
    assert client.post(reverse("reviews:export_again", args=[export.pk])).status_code == 404


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["review_list", "hr", "export_list", "round"])
def test_a_list_costs_the_same_with_one_row_and_with_many(client, name):
    review = acknowledged_review()
    harriet = PersonFactory(hr=True)
    ExportFactory(by=harriet, round=review.round)
    client.force_login(harriet)
    url = review.round.get_absolute_url() if name == "round" else reverse(f"reviews:{name}")
    one = queries(client, url)
    for _more in range(3):
        concluded_review(round=review.round)
        ReviewFactory(round=review.round)
        ExportFactory(by=harriet, round=review.round)
    concluded_review()

    assert queries(client, url) == one
    assert one <= 20


def test_a_review_costs_the_same_with_three_goals_and_with_eight(client):
    few, many = ReviewFactory(), ReviewFactory(plan=agreed_plan(ready__goals=8))
    costs = []
    for review in (few, many):
        client.force_login(review.manager)
        costs.append(queries(client, review.get_absolute_url()))

    assert costs[0] == costs[1]
    assert costs[0] <= 25


def test_a_round_tells_hr_how_many_of_a_team_stand_where(client):
    review = concluded_review()
    ReviewFactory(round=review.round)
    text = page(client, PersonFactory(hr=True), review.round.get_absolute_url())
    counts = re.findall(r'<td class="num">(.*?)</td>', text)
    assert sorted("".join(counts[at : at + 5]) for at in range(0, len(counts), 5)) in (["00100", "10000"], ["10100"])

"""The ledger of promises: who promised what, and was it kept, over all plans; and what may be read of it."""

import datetime
import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from plans import actions
from plans.kept import Rate, of_period, of_promise, rate
from plans.models import Commitment
from plans.rates import pairs, tallies, together
from tests.factories import CommitmentFactory, OccurrenceFactory, PersonFactory, PlanFactory, agreed_plan
from tests.plans.test_queries import queries

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def every_kind_of(plan, today):
    """Promises of both sides in every state, due before, on and after the day, and some that come back."""
    made = []
    closed = {"closed_at": timezone.now(), "closed_by": plan.person}
    states = ["open", "kept", "missed", "renegotiated", "dropped"]
    for side, state, due in itertools.product(["seller", "manager"], states, [today - DAY, today, today + DAY, None]):
        made.append(CommitmentFactory(plan=plan, side=side, state=state, due_on=due, **(closed if state != "open" else {})))
    for side, state in itertools.product(["seller", "manager"], ["open", "dropped"]):
        row = CommitmentFactory(
            plan=plan, side=side, rule="weekly", due_on=None, state=state, **(closed if state != "open" else {})
        )
        for back, kept in ((14, True), (7, False), (0, False)):
            starts = today - datetime.timedelta(days=back + 3)
            at = timezone.now() if kept else None
            OccurrenceFactory(commitment=row, starts_on=starts, ends_on=starts + 6 * DAY, kept_at=at)
        made.append(row)
    return made


def outcomes(row, today):
    judged = row.stands_on(today)
    times = [of_period(bool(period.kept_at), period.ends_on, judged) for period in row.occurrences.all()]
    return [of_promise(row.state, row.due_on, judged, comes_back=row.is_recurring), *times]


@pytest.mark.parametrize("is_closed", [False, True])
def test_the_database_counts_as_the_arithmetic_does(is_closed):
    plan, today = agreed_plan(ready__goals=1), timezone.localdate()
    Commitment.objects.all().delete()
    rows = every_kind_of(plan, today)
    if is_closed:
        plan.closed_at, plan.status = timezone.now() - 5 * DAY, "closed"
        plan.save()
    for row in rows:
        row.plan = plan

    found = tallies(Commitment.objects.all())

    for side in ("seller", "manager"):
        expected = rate([outcome for row in rows if row.side == side for outcome in outcomes(row, today)])
        kept, due = found[plan.party(side).pk, plan.other_party(side).pk]
        assert Rate(kept, due) == expected
    assert len(found) == 2


def test_both_rates_of_each_pair_and_none_where_nothing_came_due():
    maya = PersonFactory(name="Maya")
    plans = [PlanFactory(manager=maya, person=PersonFactory(name=name)) for name in ("Ben", "Ann")]
    CommitmentFactory(plan=plans[0], due_on=timezone.localdate() - DAY)
    CommitmentFactory(plan=plans[0], side="manager", state="kept", closed_at=timezone.now(), closed_by=maya)
    CommitmentFactory(plan=plans[1], due_on=timezone.localdate() + DAY)

    found = pairs(maya)

    assert [(pair.other.name, pair.mine, pair.theirs) for pair in found] == [
        ("Ann", None, None),
        ("Ben", Rate(1, 1), Rate(0, 1)),
    ]
    assert (together(found, "mine"), together(found, "theirs")) == (Rate(1, 1), Rate(0, 1))
    assert (pairs(PersonFactory()), together([], "mine")) == ([], None)


def ask(client, person, **query):
    client.force_login(person)
    answer = client.get(reverse("plans:commitment_list"), query)
    assert answer.status_code == 200
    return [promise.row.text for promise in answer.context["promises"]]


def test_the_ledger_is_narrowed_searched_and_sorted(client):
    plan, today = PlanFactory(), timezone.localdate()
    me = plan.person
    CommitmentFactory(plan=plan, text="B late", due_on=today - DAY)
    CommitmentFactory(plan=plan, text="A ahead", due_on=today + DAY)
    CommitmentFactory(plan=plan, text="C of Maya", side="manager", due_on=None)
    CommitmentFactory(plan=plan, text="D done", state="kept", closed_at=timezone.now(), closed_by=me)
    CommitmentFactory(text="of strangers")

    assert ask(client, me) == ["B late", "A ahead", "C of Maya"]
    assert ask(client, me, order="-due") == ["A ahead", "B late", "C of Maya"]
    assert ask(client, me, whose="mine", state="open") == ["B late", "A ahead"]
    assert ask(client, me, whose="owed") == ["C of Maya"]
    assert ask(client, me, state="due") == ["B late"]
    assert ask(client, me, state="kept") == ["D done"]
    assert ask(client, me, q="maya", order="who")[0] == "C of Maya"
    assert ask(client, me, plan=plan.pk, state="kept") == ["D done"]
    assert ask(client, me, q="nothing like it") == []


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense", "whose": "hers", "order": "'; drop", "page": "x"},
        {"plan": "no uuid", "goal": "1"},
        {"q": "a\0b"},
        {"q": "x" * 5000, "page": "99999999"},
        {"q": "😀 % _ \\ שלום"},
    ],
)
@pytest.mark.parametrize("page", ["plans:commitment_list", "plans:plan_list"])
def test_nonsense_narrows_nothing_and_breaks_nothing(client, query, page):
    client.force_login(PlanFactory().person)

    assert client.get(reverse(page), query).status_code == 200


def test_the_ledger_of_another_plan_is_not_listed(client):
    other = CommitmentFactory(text="Private")

    assert ask(client, PersonFactory(), plan=other.plan.pk, state="open") == []
    assert ask(client, PersonFactory(hr=True), plan=other.plan.pk, state="open") == []
    assert ask(client, PersonFactory(leader=True), plan=other.plan.pk, state="open") == []


def test_a_long_ledger_asks_as_often_as_a_short_one(client):
    plan, counted = PlanFactory(), []
    client.force_login(plan.person)
    for more in (2, 150):
        for side in ("seller", "manager"):
            CommitmentFactory.create_batch(more, plan=plan, side=side)
        row = CommitmentFactory(plan=plan, rule="weekly", due_on=timezone.localdate())
        OccurrenceFactory(commitment=row)
        counted.append(len(queries(client, reverse("plans:commitment_list"))))

    assert counted[0] == counted[1] <= 14


def test_the_page_of_one_promise_tells_its_way(client):
    plan = agreed_plan(ready__goals=1)
    row = plan.commitments.get(side="seller")
    actions.renegotiate(row, by=row.by, due_on=datetime.date(2099, 1, 15), note="The customer is away")
    new = actions.grant(row, by=row.to)
    client.force_login(plan.person)

    for one in (row, new):
        answer = client.get(reverse("plans:commitment_detail", args=[one.pk]))
        assert [link.pk for link in answer.context["page"].chain] == [row.pk, new.pk]
        assert "The customer is away" in answer.content.decode()


def test_a_former_manager_reads_what_they_promised_and_nothing_after(client):
    plan = agreed_plan(ready__goals=1)
    row = plan.commitments.get(side="manager")
    before = plan.manager
    line = plan.person.lines_up.get()
    line.ends_on = timezone.localdate()
    line.save()
    maya = PersonFactory(name="New manager")
    plan.person.lines_up.create(manager=maya, kind="solid", starts_on=timezone.localdate())
    later = CommitmentFactory(plan=plan, side="seller", to=maya, text="Said to the new manager", succeeds=row)
    client.force_login(before)

    answer = client.get(reverse("plans:commitment_detail", args=[row.pk]))

    assert answer.status_code == 200
    assert later.text not in answer.content.decode()
    assert client.get(reverse("plans:commitment_detail", args=[later.pk])).status_code == 404
    assert "Said to the new manager" not in ask(client, before, plan=plan.pk, state="open")


def test_hr_counts_promises_and_reads_none(client):
    plan = agreed_plan(ready__goals=1)
    CommitmentFactory(plan=plan, side="manager", text="Something between the two")
    actions.keep(plan.commitments.get(side="seller"), by=plan.person)
    path = reverse("plans:version_detail", args=[plan.pk, 1])
    seen = {}
    for who in (PersonFactory(hr=True), PersonFactory(leader=True), plan.person):
        client.force_login(who)
        seen[who] = client.get(path)

    hr, leader, party = (answer.context["counts"] for answer in seen.values())
    assert [(row["side"], row["made"], row["open"], row["kept"], row["missed"]) for row in hr] == [
        ("seller", 1, 0, 1, 0),
        ("manager", 2, 2, 0, 0),
    ]
    assert (leader, party) == ([], [])
    assert all("Something between the two" not in answer.content.decode() for answer in seen.values())

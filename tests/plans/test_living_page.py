"""The page of a plan in force as its readers use it: long plans, ticks in place, and what was not kept."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from plans import actions
from plans.occurring import bring_up_to
from tests.factories import CommitmentFactory, OccurrenceFactory, PersonFactory, agreed_plan

pytestmark = pytest.mark.django_db


def read(client, person, path, **headers):
    client.force_login(person)
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_short_plan_shows_its_goals_whole_and_a_long_one_folds_what_is_on_course(client):
    short, long = agreed_plan(ready__goals=4), agreed_plan(ready__goals=5)

    assert read(client, short.person, short.get_absolute_url()).count('<details class="goal') == 0
    assert read(client, long.person, long.get_absolute_url()).count('<details class="goal') == 5


def test_a_tick_in_a_folded_goal_leaves_it_open(client):
    plan = agreed_plan(ready__goals=5)
    place = f"goal-{plan.goals.first().pk}"

    page = read(client, plan.person, plan.get_absolute_url(), **{"HX-Target": place})

    assert page.count('<details class="goal') == 4
    assert f'hx-target="#{place}"' in page


def test_a_tick_goes_back_to_where_it_was_made(client):
    row = CommitmentFactory(plan=agreed_plan(ready__goals=1))
    client.force_login(row.by)
    path = reverse("plans:commitment_keep", args=[row.pk])

    answers = [client.post(path, {"back": back})["Location"] for back in ("list", "promise", "")]

    assert answers[0] == reverse("plans:commitment_list")
    assert answers[1] == reverse("plans:commitment_detail", args=[row.pk])
    assert answers[2].startswith(row.plan.get_absolute_url())


def week_of(row, back=0):
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday() + 7 * back)
    return OccurrenceFactory(commitment=row, starts_on=monday, ends_on=monday + datetime.timedelta(days=6), kept_at=None)


def test_a_week_is_ticked_taken_back_and_explained_on_the_page_of_its_promise(client):
    row = CommitmentFactory(plan=agreed_plan(ready__goals=1), rule="weekly", due_on=None)
    type(row).objects.filter(pk=row.pk).update(made_at=timezone.now() - datetime.timedelta(days=30))
    last, this = week_of(row, back=1), week_of(row)
    client.force_login(row.by)
    ask = {what: reverse(f"plans:commitment_{what}", args=[row.pk]) for what in ("keep", "unkeep", "explain", "detail")}

    client.post(ask["keep"], {"on": this.starts_on.isoformat(), "back": "promise"})
    this.refresh_from_db()
    assert this.kept_by == row.by
    client.post(ask["unkeep"], {"on": this.starts_on.isoformat(), "back": "promise"})
    this.refresh_from_db()
    assert this.kept_at is None

    empty = client.post(ask["explain"], {"on": last.starts_on.isoformat(), "note": " "})
    assert (empty.status_code, "Say what happened, in a few words." in empty.content.decode()) == (422, True)
    said = client.post(ask["explain"], {"on": last.starts_on.isoformat(), "note": "<b>Away</b>"})
    assert said.status_code == 302
    assert "&lt;b&gt;Away&lt;/b&gt;" in client.get(ask["detail"]).content.decode()


@pytest.mark.parametrize("on", ["", "tomorrow", "2026-02-31", "9999-12-31", "\u0660"])
def test_a_day_that_is_none_is_today_or_refused(client, on):
    row = CommitmentFactory(plan=agreed_plan(ready__goals=1), rule="weekly", due_on=None)
    client.force_login(row.by)

    answer = client.post(reverse("plans:commitment_keep", args=[row.pk]), {"on": on})

    assert answer.status_code == (403 if on == "9999-12-31" else 302)
    assert client.post(reverse("plans:commitment_unkeep", args=[row.pk]), {"on": "2001-01-01"}).status_code == 403


def test_what_a_conversation_keeps_says_so_and_has_no_box_to_tick(client):
    row = CommitmentFactory(plan=agreed_plan(ready__goals=1), rule="monthly", evidence="field_day", due_on=None)

    page = read(client, row.by, reverse("plans:commitment_detail", args=[row.pk]))

    assert "it is ticked as soon as that is there" in page
    assert reverse("plans:commitment_keep", args=[row.pk]) not in page


def test_the_page_shows_both_rates_alike(client):
    plan = agreed_plan(ready__goals=1)
    actions.keep(plan.commitments.get(side="seller"), by=plan.person)
    bring_up_to(timezone.localdate(), plan)

    for reader, names in ((plan.person, ("You kept", "Maya kept")), (plan.manager, ("Sam kept", "You kept"))):
        page = read(client, reader, plan.get_absolute_url())
        assert all(name in page for name in names)
        assert "1 of 1" in page


def test_a_coach_reads_the_promises_and_ticks_none(client):
    plan = agreed_plan(ready__goals=1)
    coach = PersonFactory()
    plan.invitations.create(person=coach, by=plan.person)

    page = read(client, coach, plan.get_absolute_url())

    assert "Hold two mornings for outreach" in page
    assert "/keep/" not in page

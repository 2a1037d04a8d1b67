"""The first page of those who look after others' plans: leaders their teams, HR its rounds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from metrics.models import SignalState
from perfplan.teams import teams_below
from tests.factories import PersonFactory, ReviewFactory, ReviewRoundFactory, SignalFactory, acknowledged_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena():
    return PersonFactory(name="Lena Hofer")


def team_of(leader, name, size=1):
    manager = PersonFactory(name=name, reports_to=leader)
    return manager, [PersonFactory(reports_to=manager) for _ in range(size)]


def test_a_leader_reads_of_each_team_how_many_signals_are_open_and_wait(client, lena):
    maya, (sam, elif_) = team_of(lena, "Maya Lindqvist", 2)
    team_of(lena, "Ingrid Vogel")
    SignalFactory(person=sam)
    SignalFactory(person=elif_, state=SignalState.ANSWERED)
    SignalFactory(person=elif_, state=SignalState.ACCEPTED, closed_at=timezone.now())
    client.force_login(lena)

    page = client.get("/").content.decode()

    text = " ".join(page.partition('id="below"')[2].partition("</section>")[0].split())
    assert text.index("Ingrid Vogel") < text.index("one person, no signal open") < text.index("Maya Lindqvist")
    assert "2 people, 2 signals open, one waits for a first answer" in text
    assert f'href="{maya.get_absolute_url()}"' in text


def test_who_leads_no_managers_has_no_such_part(client, lena):
    maya, (sam,) = team_of(lena, "Maya Lindqvist")
    for person in (maya, sam):
        client.force_login(person)
        assert b'id="below"' not in client.get("/").content


def test_a_team_is_that_of_today(lena):
    maya, (sam,) = team_of(lena, "Maya Lindqvist")
    sam.lines_up.update(ends_on=timezone.localdate())

    assert teams_below(lena, timezone.localdate()) == []
    assert teams_below(maya, timezone.localdate()) == []


def test_many_teams_cost_what_one_costs(lena):
    found = []
    for number in (1, 4):
        for one in range(number):
            _manager, people = team_of(lena, f"Manager {one}", 2)
            SignalFactory(person=people[0])
        with CaptureQueriesContext(connection) as queries:
            assert len(teams_below(lena, timezone.localdate())) == (1 if number == 1 else 5)
        found.append(len(queries))
    assert found[0] == found[1] <= 4


def test_hr_reads_how_far_the_rounds_under_way_are_and_of_those_that_are_over_nothing(client, lena):
    harriet = PersonFactory(name="Harriet Cole", hr=True)
    under_way, over = ReviewRoundFactory(name="Half-year"), ReviewRoundFactory(name="Year before")
    ReviewFactory(round=under_way)
    acknowledged_review(round=under_way)
    acknowledged_review(round=over)

    client.force_login(harriet)
    page = client.get("/").content.decode()
    text = " ".join(page.partition('id="rounds"')[2].partition("</section>")[0].split())
    assert "1 of 2 acknowledged, to be finished by" in text and under_way.get_absolute_url() in text
    assert "Year before" not in text

    client.force_login(lena)
    assert b'id="rounds"' not in client.get("/").content

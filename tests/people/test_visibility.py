"""Whom one may look up follows the dates of reporting lines, delegations and roles."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people import rules
from people.models import Delegation, Grant, Person, ReportingLine, Team
from tests.factories import DelegationFactory, GrantFactory, PersonFactory, ReportingLineFactory, TeamFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 9)
BEFORE, AFTER = TODAY - datetime.timedelta(30), TODAY + datetime.timedelta(30)


@pytest.fixture
def company():
    """Lena > Maya > Sam in one team and Sue in another; Otto manages Olga beside them."""
    teams = {name: TeamFactory(name=name) for name in ("north", "south", "other")}
    lena = PersonFactory(name="Lena")
    maya, otto = PersonFactory(name="Maya", reports_to=lena), PersonFactory(name="Otto", reports_to=lena)
    return {
        "lena": lena,
        "maya": maya,
        "otto": otto,
        "sam": PersonFactory(name="Sam", reports_to=maya, team=teams["north"]),
        "sue": PersonFactory(name="Sue", reports_to=maya, team=teams["south"]),
        "olga": PersonFactory(name="Olga", reports_to=otto, team=teams["other"]),
    }


def seen(person, on=TODAY):
    return set(Person.objects.visible_to(person, on=on).values_list("name", flat=True))


def test_a_seller_sees_themselves_their_team_and_those_above(company):
    mate = PersonFactory(name="Mate", team=company["sam"].team)

    assert seen(company["sam"]) == {"Sam", "Maya", "Lena", mate.name}


def test_a_manager_sees_those_below_and_above(company):
    assert seen(company["maya"]) == {"Maya", "Sam", "Sue", "Lena"}
    assert seen(company["lena"]) == {"Lena", "Maya", "Otto", "Sam", "Sue", "Olga"}


def test_somebody_without_lines_or_team_sees_only_themselves(company):
    assert seen(PersonFactory(name="New")) == {"New"}


def test_a_coach_and_the_one_coached_see_each_other_as_long_as_it_lasts(company):
    ReportingLineFactory(person=company["olga"], manager=company["maya"], dotted=True, starts_on=BEFORE, ends_on=AFTER)

    assert "Olga" in seen(company["maya"]) and "Maya" in seen(company["olga"])
    for day in (BEFORE - datetime.timedelta(1), AFTER):
        assert "Olga" not in seen(company["maya"], on=day)
        assert "Maya" not in seen(company["olga"], on=day)
    assert "Olga" not in set(Person.objects.managed_by(company["maya"], on=TODAY).values_list("name", flat=True))


def test_a_former_manager_sees_nothing_from_the_day_the_line_ended(company):
    line = company["sam"].lines_up.get()
    line.ends_on = TODAY
    line.save()
    ReportingLineFactory(person=company["sam"], manager=company["otto"], starts_on=TODAY)

    assert "Sam" not in seen(company["maya"]) and "Sam" in seen(company["otto"])
    assert "Sam" in seen(company["maya"], on=TODAY - datetime.timedelta(1))
    assert "Sam" not in seen(company["otto"], on=TODAY - datetime.timedelta(1))
    assert rules.is_manager_of(company["otto"], company["sam"], on=TODAY)
    assert not rules.is_manager_of(company["maya"], company["sam"], on=TODAY)


def test_a_delegate_has_the_managers_view_for_the_days_of_the_delegation(company):
    DelegationFactory(delegator=company["maya"], delegate=company["olga"], starts_on=TODAY, ends_on=AFTER)

    assert {"Sam", "Sue"} <= seen(company["olga"])
    assert not {"Sam", "Sue"} & seen(company["olga"], on=TODAY - datetime.timedelta(1))
    assert not {"Sam", "Sue"} & seen(company["olga"], on=AFTER)
    assert rules.is_manager_of(company["olga"], company["sam"], on=TODAY)
    assert not rules.is_manager_of(company["olga"], company["sam"], on=AFTER)


def test_hr_and_leaders_see_the_people_of_their_scope(company):
    outer = TeamFactory(name="outer")
    Team.objects.filter(name="north").update(parent=outer)
    hr = PersonFactory(name="Harriet")
    GrantFactory(person=hr, role="hr", team=outer, starts_on=BEFORE, ends_on=AFTER)

    assert seen(hr) == {"Harriet", "Sam"}
    assert seen(hr, on=AFTER) == {"Harriet"}
    assert rules.in_scope(hr, company["sam"], "hr", on=TODAY) and not rules.in_scope(hr, company["olga"], "hr", on=TODAY)
    assert seen(PersonFactory(name="Hal", hr=True)) == {*(person.name for person in company.values()), "Harriet", "Hal"}


def test_an_administrator_sees_everybody(company):
    assert seen(PersonFactory(name="Ada", admin=True)) == {*(person.name for person in company.values()), "Ada"}


def test_a_role_that_is_given_is_seen_at_once_by_an_object_that_asked_before(company):
    sam = company["sam"]
    assert not sam.has_role("admin")

    grant = GrantFactory(person=Person.objects.get(pk=sam.pk), role="admin")
    assert sam.has_role("admin")
    grant.delete()
    assert not sam.has_role("admin")

    DelegationFactory(delegator=company["otto"], delegate=sam)
    assert sam.seats() == [sam.pk, company["otto"].pk]
    Delegation.objects.update(ends_on=TODAY - datetime.timedelta(900))
    assert sam.seats() == [sam.pk]
    Grant.objects.bulk_create([Grant(person=sam, role="hr", starts_on=BEFORE)])
    assert sam.scopes(on=TODAY) == [("hr", None)]
    Grant.objects.all().delete()
    assert sam.scopes(on=TODAY) == []


def test_rights_are_asked_for_once_in_a_request(company, django_assert_num_queries):
    maya = Person.objects.get(pk=company["maya"].pk)
    with django_assert_num_queries(2):
        for day in (TODAY, BEFORE, AFTER):
            for role in ("hr", "leader", "admin"):
                maya.has_role(role, on=day)
                maya.scopes(on=day)
                maya.seats(on=day)


def test_people_are_found_by_name_job_address_and_team(company):
    sam = company["sam"]
    Person.objects.filter(pk=sam.pk).update(job_title="Field seller", email="s.okafor@firm.example")

    for words in ("sam", "field", "okafor", "NORTH", "sam north", ""):
        assert sam in Person.objects.search(words), words
    for words in ("maya sam", "100%", "_", "\\"):
        assert sam not in Person.objects.search(words), words


def test_who_left_or_was_switched_off_is_not_active(company):
    today = timezone.localdate()
    gone, off, leaving = (
        PersonFactory(left_on=today - datetime.timedelta(1)),
        PersonFactory(is_active=False),
        PersonFactory(left_on=today),
    )

    active = set(Person.objects.active())

    assert active == {*company.values(), leaving}
    assert [person.can_log_in for person in (gone, off, leaving, company["sam"])] == [False, False, True, True]


# -- against brute force: any history of lines, delegations, roles and teams -------------------------------------------

COUNT, DAYS = 6, 12
START = datetime.date(2026, 1, 1)
PLACE = st.integers(0, COUNT - 1)
SPAN = st.tuples(st.integers(0, DAYS), st.none() | st.integers(1, DAYS)).map(
    lambda span: (span[0], None if span[1] is None else span[0] + span[1])
)
HISTORY = st.fixed_dictionaries(
    {
        "lines": st.lists(st.tuples(PLACE, PLACE, st.sampled_from(["solid", "solid", "dotted"]), SPAN), max_size=12),
        "delegations": st.lists(st.tuples(PLACE, PLACE, SPAN), max_size=3),
        "grants": st.lists(
            st.tuples(PLACE, st.sampled_from(["hr", "leader", "admin"]), st.none() | st.integers(0, 2), SPAN), max_size=3
        ),
        "teams": st.lists(st.none() | st.integers(0, 2), min_size=COUNT, max_size=COUNT),
        "parents": st.tuples(st.just(None), st.none() | st.just(0), st.none() | st.integers(0, 1)),
    }
)


def overlap(one, other):
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])


def possible(history):
    """The history without what the database would refuse."""
    lines = []
    for person, manager, kind, span in history["lines"]:
        clash = kind == "solid" and any(p == person and k == "solid" and overlap(span, s) for p, _m, k, s in lines)
        if person != manager and not clash:
            lines.append((person, manager, kind, span))
    delegations = [row for row in history["delegations"] if row[0] != row[1] and row[2][1] is not None]
    grants = list({(row[0], row[1], row[2], row[3][0]): row for row in history["grants"]}.values())
    return history | {"lines": lines, "delegations": delegations, "grants": grants}


def expected(history, me, day):
    """Whom `me` sees that day, from the words of the specification."""

    def holds(span):
        return span[0] <= day and (span[1] is None or day < span[1])

    def climb(start, step):
        found, todo = set(), list(start)
        while todo:
            for other in step(todo.pop()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    solid = [(p, m) for p, m, kind, span in history["lines"] if kind == "solid" and holds(span)]
    dotted = [(p, m) for p, m, kind, span in history["lines"] if kind == "dotted" and holds(span)]
    roles = [(role, team) for person, role, team, span in history["grants"] if person == me and holds(span)]
    if any(role == "admin" for role, _team in roles):
        return set(range(COUNT))
    seats = {me} | {delegator for delegator, delegate, span in history["delegations"] if delegate == me and holds(span)}
    below = climb(seats, lambda boss: [p for p, m in solid if m == boss])
    above = climb([me], lambda person: [m for p, m in solid if p == person])
    coached = {p for p, m in dotted if m == me} | {m for p, m in dotted if p == me}
    mates = {p for p in range(COUNT) if history["teams"][me] is not None and history["teams"][p] == history["teams"][me]}
    if any(team is None for _role, team in roles):
        return set(range(COUNT))
    within = climb([team for _role, team in roles], lambda team: [t for t in range(3) if history["parents"][t] == team])
    within |= {team for _role, team in roles}
    scoped = {p for p in range(COUNT) if history["teams"][p] in within}
    return {me} | below | above | coached | mates | scoped


def write(history):
    day = lambda number: None if number is None else START + datetime.timedelta(number)  # noqa: E731
    teams = []
    for place, parent in enumerate(history["parents"]):
        teams.append(Team.objects.create(name=f"T{place}", parent=teams[parent] if parent is not None else None))
    people = [
        Person.objects.create(email=f"{place}@x.example", name=str(place), team=teams[team] if team is not None else None)
        for place, team in enumerate(history["teams"])
    ]
    ReportingLine.objects.bulk_create(
        ReportingLine(person=people[p], manager=people[m], kind=kind, starts_on=day(span[0]), ends_on=day(span[1]))
        for p, m, kind, span in history["lines"]
    )
    Delegation.objects.bulk_create(
        Delegation(delegator=people[a], delegate=people[b], starts_on=day(span[0]), ends_on=day(span[1]))
        for a, b, span in history["delegations"]
    )
    Grant.objects.bulk_create(
        Grant(person=people[p], role=role, team=teams[t] if t is not None else None, starts_on=day(span[0]), ends_on=day(span[1]))
        for p, role, t, span in history["grants"]
    )
    return people


def empty():
    for model in (Delegation, Grant, ReportingLine, Person, Team):
        rows = model.objects.all()
        rows.update(parent=None) if model is Team else None
        rows.delete()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=HISTORY.map(possible), day=st.integers(0, 2 * DAYS))
def test_any_history_gives_what_the_specification_says(history, day):
    empty()
    people = write(history)
    on = START + datetime.timedelta(day)

    for me, person in enumerate(people):
        found = {int(name) for name in Person.objects.visible_to(person, on=on).values_list("name", flat=True)}
        assert found == expected(history, me, day), f"person {me} on day {day}"

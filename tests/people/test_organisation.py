"""Reporting lines, delegations and roles change by actions, on a day, and never into nonsense."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from people import actions
from people.models import Delegation, Grant, Person, ReportingLine
from people.verdict import Refused
from tests.factories import DelegationFactory, GrantFactory, PersonFactory, ReportingLineFactory, TeamFactory
from tests.races import race

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 9)
NEXT = DAY + datetime.timedelta(1)
LATER = DAY + datetime.timedelta(30)


@pytest.fixture
def ada():
    return PersonFactory(name="Ada", admin=True)


def lines(person):
    return list(person.lines_up.order_by("starts_on").values_list("manager__name", "starts_on", "ends_on"))


class TestManagers:
    def test_another_manager_from_a_day_on(self, ada):
        old, new = PersonFactory(name="Old"), PersonFactory(name="New")
        sam = PersonFactory(reports_to=old, reports_to__starts_on=datetime.date(2025, 1, 1))

        actions.change_manager(sam, new, by=ada, on=DAY)

        assert lines(sam) == [("Old", datetime.date(2025, 1, 1), DAY), ("New", DAY, None)]
        assert (sam.manager(on=DAY - datetime.timedelta(1)), sam.manager(on=DAY)) == (old, new)

    def test_the_same_manager_again_changes_nothing(self, ada):
        old = PersonFactory()
        sam = PersonFactory(reports_to=old)
        before = lines(sam)

        actions.change_manager(sam, old, by=ada, on=DAY)

        assert lines(sam) == before

    def test_nobody_from_a_day_on(self, ada):
        sam = PersonFactory(reports_to=PersonFactory(name="Old"))
        actions.change_manager(sam, None, by=ada, on=DAY)
        assert [ends_on for _name, _starts_on, ends_on in lines(sam)] == [DAY]

    def test_a_line_that_began_the_same_day_is_taken_back(self, ada):
        sam, wrong, right = PersonFactory(), PersonFactory(name="Wrong"), PersonFactory(name="Right")
        actions.change_manager(sam, wrong, by=ada, on=DAY)
        actions.change_manager(sam, right, by=ada, on=DAY)
        assert lines(sam) == [("Right", DAY, None)]

    def test_a_change_that_is_planned_stays(self, ada):
        sam, now, planned = PersonFactory(), PersonFactory(name="Now"), PersonFactory(name="Planned")
        actions.change_manager(sam, planned, by=ada, on=LATER)
        actions.change_manager(sam, now, by=ada, on=DAY)
        assert lines(sam) == [("Now", DAY, LATER), ("Planned", LATER, None)]

    def test_a_circle_is_refused_and_nothing_changes(self, ada):
        top = PersonFactory(name="Top")
        middle = PersonFactory(name="Middle", reports_to=top)
        low = PersonFactory(name="Low", reports_to=middle)

        with pytest.raises(ValidationError, match="Low is below Top already: that would lead in a circle"):
            actions.change_manager(top, low, by=ada, on=DAY)
        with pytest.raises(ValidationError, match="Nobody reports to themselves"):
            actions.change_manager(top, top, by=ada, on=DAY)

        assert lines(top) == []

    def test_a_circle_on_a_later_day_is_refused(self, ada):
        top, low = PersonFactory(name="Top"), PersonFactory(name="Low")
        actions.change_manager(low, top, by=ada, on=LATER)

        with pytest.raises(ValidationError, match="circle"):
            actions.change_manager(top, low, by=ada, on=DAY)

    @pytest.mark.parametrize("who", ["seller", "manager", "hr", "leader"])
    def test_only_an_administrator_may(self, who):
        boss = PersonFactory(name="Boss")
        sam = PersonFactory(reports_to=boss)
        by = {"seller": sam, "manager": boss, "hr": PersonFactory(hr=True), "leader": PersonFactory(leader=True)}[who]
        before = lines(sam)

        with pytest.raises(Refused, match="Only an administrator can do that"):
            actions.change_manager(sam, PersonFactory(), by=by, on=DAY)

        assert lines(sam) == before

    def test_the_database_refuses_two_solid_lines_at_once(self):
        sam = PersonFactory(reports_to=PersonFactory())
        with pytest.raises(IntegrityError, match="line_one_solid_at_a_time"), transaction.atomic():
            ReportingLineFactory(person=sam, starts_on=DAY)
        with pytest.raises(ValidationError, match="already reports to somebody in that time"):
            ReportingLine(person=sam, manager=PersonFactory(), starts_on=DAY).full_clean()
        ReportingLineFactory(person=sam, dotted=True, starts_on=DAY)

    @pytest.mark.parametrize("starts_on, ends_on", [(NEXT, DAY), (DAY, DAY)])
    def test_a_line_ends_after_it_begins(self, starts_on, ends_on):
        with pytest.raises(IntegrityError, match=r"line_ends_after_start|range lower bound"), transaction.atomic():
            ReportingLineFactory(starts_on=starts_on, ends_on=ends_on)

    @pytest.mark.django_db(transaction=True)
    def test_of_two_lines_begun_at_once_one_wins(self):
        sam, one, other = PersonFactory(), PersonFactory(), PersonFactory()

        outcomes = race(
            lambda: ReportingLineFactory(person=sam, manager=one),
            lambda: ReportingLineFactory(person=sam, manager=other),
        )

        lost = [
            outcome for outcome in outcomes if isinstance(outcome, DatabaseError)
        ]  # refused, or found in a deadlock with the other
        assert len(lost) == 1
        assert ReportingLine.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_changes_at_once_make_no_circle(self):
        ada, one, other = PersonFactory(admin=True), PersonFactory(), PersonFactory()

        outcomes = race(
            lambda: actions.change_manager(one, other, by=ada, on=DAY),
            lambda: actions.change_manager(other, one, by=ada, on=DAY),
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ReportingLine", "ValidationError"]

    def test_a_coach_comes_beside_the_manager(self, ada):
        sam, coach = PersonFactory(reports_to=PersonFactory(name="Boss")), PersonFactory(name="Coach")
        line = actions.add_coach(sam, coach, by=ada, on=DAY, until=LATER)
        assert (line.kind, line.starts_on, line.ends_on) == ("dotted", DAY, LATER)
        assert sam.manager(on=DAY).name == "Boss"

    def test_a_coach_is_added_by_an_administrator_only(self):
        sam = PersonFactory()
        with pytest.raises(Refused):
            actions.add_coach(sam, PersonFactory(), by=sam, on=DAY)
        assert not sam.lines_up.exists()


class TestDelegations:
    def test_a_manager_lets_somebody_stand_in(self):
        maya, otto = PersonFactory(), PersonFactory()
        sam = PersonFactory(reports_to=maya)

        actions.delegate(maya, otto, by=maya, starts_on=DAY, ends_on=LATER, reason="Holiday")

        kept = Delegation.objects.get()
        assert (kept.delegator, kept.delegate, kept.starts_on, kept.ends_on, kept.reason) == (maya, otto, DAY, LATER, "Holiday")
        assert Person.objects.managed_by(otto.seats(on=DAY), on=DAY).get() == sam

    @pytest.mark.parametrize(
        "case, sentence",
        [
            ("without reports", "Nobody reports to you, so there is nothing to stand in for"),
            ("for another", "Only an administrator can let somebody stand in for another person"),
        ],
    )
    def test_nobody_else_may(self, case, sentence):
        maya = PersonFactory()
        PersonFactory(reports_to=maya)
        by = PersonFactory()
        delegator = by if case == "without reports" else maya

        with pytest.raises(Refused, match=sentence):
            actions.delegate(delegator, PersonFactory(), by=by, starts_on=DAY, ends_on=LATER)

        assert not Delegation.objects.exists()

    @pytest.mark.parametrize("days", [(DAY, None), (LATER, DAY), (DAY, DAY)])
    def test_it_has_a_last_day(self, ada, days):
        with pytest.raises(ValidationError):
            actions.delegate(PersonFactory(), PersonFactory(), by=ada, starts_on=days[0], ends_on=days[1])

    def test_nobody_stands_in_for_themselves(self, ada):
        with pytest.raises(ValidationError, match="Nobody stands in for themselves"):
            actions.delegate(ada, ada, by=ada, starts_on=DAY, ends_on=LATER)

    def test_it_ends_early(self, ada):
        delegation = DelegationFactory(starts_on=DAY, ends_on=LATER)
        actions.end_delegation(delegation, by=ada, on=NEXT)
        assert Delegation.objects.get().ends_on == NEXT
        with pytest.raises(Refused):
            actions.end_delegation(delegation, by=PersonFactory())

    def test_one_that_has_not_begun_is_taken_back(self, ada):
        actions.end_delegation(DelegationFactory(starts_on=LATER), by=ada, on=DAY)
        assert not Delegation.objects.exists()


class TestRoles:
    def test_a_role_is_given_and_withdrawn(self, ada):
        sam, team = PersonFactory(), TeamFactory()

        grant = actions.give_role(sam, "hr", team=team, by=ada, on=DAY)
        assert sam.scopes(on=DAY) == [("hr", team.pk)]

        actions.withdraw_role(grant, by=ada, on=LATER)
        assert (sam.scopes(on=DAY), sam.scopes(on=LATER)) == ([("hr", team.pk)], [])

    def test_a_role_given_twice_is_held_once(self, ada):
        sam = PersonFactory()
        actions.give_role(sam, "hr", by=ada, on=LATER)
        actions.give_role(sam, "hr", by=ada, on=DAY)
        actions.give_role(sam, "hr", by=ada, on=LATER)
        assert list(sam.grants.values_list("starts_on", "ends_on")) == [(DAY, None)]

    def test_only_an_administrator_gives_and_withdraws(self, ada):
        sam, grant = PersonFactory(hr=True), GrantFactory(role="leader")
        with pytest.raises(Refused):
            actions.give_role(sam, "admin", by=sam)
        with pytest.raises(Refused):
            actions.withdraw_role(grant, by=sam)
        assert not sam.has_role("admin")
        assert Grant.objects.get(pk=grant.pk).ends_on is None

    def test_the_last_administrator_stays(self, ada):
        grant = ada.grants.get()
        GrantFactory(role="admin", person=PersonFactory(is_active=False))
        with pytest.raises(Refused, match="This is the last administrator"):
            actions.withdraw_role(grant, by=ada, on=DAY)

        actions.give_role(PersonFactory(), "admin", by=ada, on=DAY)
        actions.withdraw_role(grant, by=ada, on=DAY)
        assert not ada.has_role("admin", on=DAY)

    @pytest.mark.django_db(transaction=True)
    def test_two_administrators_cannot_withdraw_each_other_at_once(self):
        one, other = PersonFactory(admin=True), PersonFactory(admin=True)

        outcomes = race(
            lambda: actions.withdraw_role(one.grants.get(), by=other, on=DAY),
            lambda: actions.withdraw_role(other.grants.get(), by=one, on=DAY),
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
        assert Grant.objects.on(DAY).filter(role="admin").count() == 1


class TestPeople:
    def test_somebody_joins(self, ada):
        new = actions.join(by=ada, email="New@Firm.example", name="New Nora", job_title="Seller")
        assert (new.email, new.name, new.has_usable_password()) == ("new@firm.example", "New Nora", False)

    @pytest.mark.parametrize("fields", [{"email": "SAM@firm.example"}, {"email": "x"}, {"time_zone": "Mars"}, {"name": ""}])
    def test_somebody_who_cannot_be_does_not_join(self, ada, fields):
        PersonFactory(email="sam@firm.example")
        with pytest.raises(ValidationError):
            actions.join(by=ada, **{"email": "new@firm.example", "name": "New"} | fields)
        assert Person.objects.count() == 2

    @pytest.mark.parametrize(
        "act",
        [
            lambda sam: actions.join(by=sam, email="x@firm.example", name="X"),
            lambda sam: actions.correct(sam, by=sam, name="Boss"),
            lambda sam: actions.leave(sam, by=sam, on=DAY),
            lambda sam: actions.found_team("Mine", by=sam),
        ],
    )
    def test_only_an_administrator_may(self, act):
        sam = PersonFactory(name="Sam")
        with pytest.raises(Refused):
            act(sam)
        assert list(Person.objects.values_list("name", "left_on", "team")) == [("Sam", None, None)]

    def test_a_correction_keeps_what_somebody_else_changed_meanwhile(self, ada):
        sam = PersonFactory(name="Sam")
        stale = Person.objects.get(pk=sam.pk)
        actions.correct(sam, by=ada, job_title="Seller")
        actions.correct(stale, by=ada, name="Samuel")
        assert Person.objects.filter(pk=sam.pk).values_list("name", "job_title").get() == ("Samuel", "Seller")

    def test_who_leaves_cannot_log_in_from_the_next_day(self, ada):
        sam = actions.leave(PersonFactory(), by=ada, on=DAY)
        assert sam.left_on == DAY
        with pytest.raises(ValidationError, match="The last day is before the first"):
            actions.leave(sam, by=ada, on=datetime.date(2000, 1, 1))

    def test_everybody_chooses_their_own_language_and_zone(self, ada):
        sam = PersonFactory()
        actions.set_place_and_language(sam, by=sam, language="en-gb", time_zone="Asia/Tokyo")
        assert Person.objects.get(pk=sam.pk).time_zone == "Asia/Tokyo"
        with pytest.raises(Refused, match="Only you"):
            actions.set_place_and_language(sam, by=ada, language="en-gb", time_zone="UTC")
        with pytest.raises(ValidationError):
            actions.set_place_and_language(sam, by=sam, language="en-gb", time_zone="Mars/Olympus")

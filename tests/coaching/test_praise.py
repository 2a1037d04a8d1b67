"""Praise: who may give it, who reads it, and what is said of it in an e-mail."""

import pytest
from django.core.exceptions import ValidationError

from coaching import actions
from coaching.models import Recognition
from people.verdict import Refused
from reminders.messages import inbox_line, letter
from reminders.models import Reminder
from tests.coaching.conftest import plan_in_force
from tests.factories import PersonFactory, RecognitionFactory, SignalFactory, TeamFactory

pytestmark = pytest.mark.django_db


def test_praise_is_told_to_the_one_praised(maya, sam, plan, goal):
    praise = actions.recognise(sam, by=maya, text="You let her finish", goal=goal)

    assert plan.history.filter(kind="coaching.recognised", item_id=goal.pk).count() == 1
    told = Reminder.objects.filter(kind="coaching.recognised")
    assert set(told.values_list("recipient", "subject_id")) == {(sam.pk, praise.pk)}


def test_nobody_praises_themselves_strangers_or_goals_of_others(maya, sam, goal):
    with pytest.raises(Refused):
        actions.recognise(maya, by=maya, text="Me")
    with pytest.raises(Refused):
        actions.recognise(sam, by=PersonFactory(), text="You")
    with pytest.raises(ValidationError):
        actions.recognise(sam, by=maya, text="You", goal=plan_in_force(PersonFactory(reports_to=maya), maya).goals.first())

    assert not Recognition.objects.exists()


def test_private_praise_is_between_two_and_public_praise_is_the_teams(maya, lena):
    team = TeamFactory()
    sam, jon = PersonFactory(reports_to=maya, team=team), PersonFactory(reports_to=maya, team=team)
    by = PersonFactory()
    private, public = RecognitionFactory(person=sam, by=by), RecognitionFactory(person=sam, by=by, is_public=True)

    def read_by(person):
        return set(Recognition.objects.visible_to(person))

    assert read_by(sam) == read_by(by) == {private, public}
    assert read_by(jon) == read_by(maya) == {public}
    assert read_by(lena) == read_by(PersonFactory()) == read_by(PersonFactory(admin=True)) == set()


def test_no_letter_of_this_room_says_what_was_said(maya, sam, plan, goal, today):
    canary = "Hartwellcanary"
    actions.recognise(sam, by=maya, text=canary)
    session = actions.log_session(by=maya, rep=sam, kind="impromptu", notes=canary, topic=canary, try_next=canary)
    actions.change_notes(session, by=maya, seen_version=1, notes=canary)
    signal = SignalFactory(person=sam)
    signal.metric.name = canary
    signal.metric.save()
    actions.answer_signal(
        signal, by=maya, cause="time", words=canary, action=canary, due_on=today, recheck_on=today.replace(year=today.year + 1)
    )
    actions.close_signal(signal, by=maya, outcome="worked")
    reminders = list(Reminder.objects.filter(kind__startswith="coaching."))

    assert {reminder.kind.split(".")[1] for reminder in reminders} == {
        "recognised",
        "session_logged",
        "signal_answered",
        "signal_closed",
    }
    for reminder in reminders:
        assert canary.encode() not in letter(reminder).content
        assert canary not in inbox_line(reminder)
        assert "Maya Lindqvist" in inbox_line(reminder)

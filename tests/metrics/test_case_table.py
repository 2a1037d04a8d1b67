"""The table of a case's states: whatever people and scans do, in whatever order, the row says what the table allows."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.actions import answer, close, look_later, mark_seen, reopen
from metrics.models import CLOSED, Signal, SignalState
from metrics.models.signals import NEXT
from people.verdict import Refused
from tests.factories import PersonFactory, SignalFactory

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(days=7)


def day():
    return timezone.localdate() + LATER


VERBS = {
    "see": lambda signal, by: mark_seen(signal, by=by),
    "answer": lambda signal, by: answer(signal, by=by, recheck_on=day()),
    "later": lambda signal, by: look_later(signal, by=by, recheck_on=day() + LATER),
    "worked": lambda signal, by: close(signal, by=by, outcome="worked"),
    "did_not_work": lambda signal, by: close(signal, by=by, outcome="did_not_work"),
    "false_alarm": lambda signal, by: close(signal, by=by, outcome="false_alarm"),
    "accepted": lambda signal, by: close(signal, by=by, outcome="accepted"),
    "reopen": lambda signal, by: reopen(signal, by=by),
}
OPEN = [SignalState.RAISED, SignalState.SEEN, SignalState.ANSWERED]
ALLOWED = {  # in which states each verb does something, or nothing that harms
    "see": [*OPEN, *CLOSED],
    "answer": OPEN,
    "later": [SignalState.ANSWERED],
    "worked": OPEN,
    "did_not_work": OPEN,
    "false_alarm": OPEN,
    "accepted": OPEN,
    "reopen": CLOSED,
}


def test_the_table_has_every_state_and_leads_out_of_each():
    assert set(NEXT) == set(SignalState)
    assert all(NEXT[state] for state in SignalState)
    assert all(NEXT[state] == {SignalState.RAISED} for state in CLOSED)
    assert all(set(CLOSED) <= NEXT[state] for state in OPEN)


@pytest.mark.parametrize("state", SignalState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_in_each_state(verb, state):
    now = timezone.now()
    sam = PersonFactory()
    signal = SignalFactory(person=sam, state=state, closed_at=now if state in CLOSED else None)

    if state in ALLOWED[verb]:
        VERBS[verb](signal, sam)
        return
    with pytest.raises(Refused):
        VERBS[verb](signal, sam)
    assert Signal.objects.get().state == state


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(verbs=st.lists(st.sampled_from(list(VERBS)), max_size=12))
def test_whatever_people_do_the_row_is_whole(verbs):
    sam = PersonFactory()
    signal = SignalFactory(person=sam)
    for verb in verbs:
        before = Signal.objects.get(pk=signal.pk)
        try:
            VERBS[verb](signal, sam)
        except Refused:
            assert before.state not in ALLOWED[verb]
        else:
            assert before.state in ALLOWED[verb]
        after = Signal.objects.get(pk=signal.pk)
        assert after.state == before.state or after.state in NEXT[before.state]
        assert (after.closed_at is not None) == (after.state in CLOSED)
        assert after.state != SignalState.ANSWERED or (after.answered_at is not None and after.recheck_on is not None)
        if after.state in (SignalState.RAISED, SignalState.SEEN):
            assert (after.answered_at, after.recheck_on) == (None, None)

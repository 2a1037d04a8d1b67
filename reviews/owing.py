"""What the clock finds to tell of reviews: the day of a round comes nearer, and a step of it still waits for somebody.

Found in the database and owed once for each step and distance, however often the clock rings; told to whose step
it is, and to nobody else.
"""

import datetime

from django.utils import timezone

from reminders.actions import Owed, owe_all
from reminders.models import Reminder
from reviews import messages
from reviews.models import Review, ReviewState

BEFORE = (7, 1)  # days before the round's day


def owe_what_waits(now=None):
    """Owe a word of every step that still waits, a week and a day before the day of its round."""
    now = now or timezone.now()
    today = timezone.localdate(now, datetime.UTC)
    last = today + datetime.timedelta(days=max(BEFORE) + 1)
    near = Review.objects.filter(round__due_on__range=(today - datetime.timedelta(days=1), last)).for_page()
    owe_all(messages.DUE, _new([owed for review in near for owed in _of(review, now)]))


def _of(review, now):
    for person in _whose_step(review):
        left = (review.round.due_on - now.astimezone(person.zone).date()).days
        reached = [days for days in BEFORE if 0 <= left <= days]
        if reached:
            facts = {"round": review.round.name, "person": review.person.name, "step": str(review.state)}
            facts |= {"day": review.round.due_on.isoformat(), "mine": person.pk == review.person_id}
            period = f"{review.state} {review.round.due_on} {min(reached)}"
            yield Owed(person, review.pk, period, review.get_absolute_url(), facts)


def _whose_step(review):
    if review.state == ReviewState.WRITING:
        sides = [(review.person, review.seller_shared_at), (review.manager, review.manager_shared_at)]
        return [person for person, shared_at in sides if shared_at is None]
    return {ReviewState.SHARED: [review.manager], ReviewState.CONCLUDED: [review.person]}.get(review.state, [])


def _new(owed):
    """Those that nobody was told of yet."""
    ids = {one.subject_id for one in owed}
    known = Reminder.objects.filter(kind=messages.DUE.name, subject_id__in=ids)
    told = set(known.values_list("subject_id", "period", "recipient"))
    return [one for one in owed if (one.subject_id, one.period, one.to.pk) not in told]

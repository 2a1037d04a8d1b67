"""What the clock tells of reviews: that their day comes nearer, to whose step it is."""

from datetime import UTC, datetime, timedelta

import pytest

from reminders.models import Reminder
from reviews.models import Review
from reviews.owing import owe_what_waits
from tests.factories import ReviewFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def review():
    made = ReviewFactory()
    Reminder.objects.all().delete()
    return made


def noon(review, days):
    day = review.round.due_on
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + days * DAY


def told():
    rows = Reminder.objects.filter(channel="app", kind="reviews.due")
    return sorted(rows.values_list("recipient__name", "facts__step"))


def test_both_are_told_a_week_and_a_day_before_while_they_write(review):
    both = [("Maya Lindqvist", "writing"), ("Sam Okafor", "writing")]

    numbers = []
    for days in (-8, -7, -6, -2, -1, -1, 0, 1, 9):
        owe_what_waits(noon(review, days))
        numbers.append(len(told()))

    assert numbers == [0, 2, 2, 2, 4, 4, 4, 4, 4]
    assert told() == sorted(both * 2)


@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ({"seller_shared_at": datetime(2027, 1, 1, tzinfo=UTC)}, [("Maya Lindqvist", "writing")]),
        ({"manager_shared_at": datetime(2027, 1, 1, tzinfo=UTC)}, [("Sam Okafor", "writing")]),
        ({"state": "shared"}, [("Maya Lindqvist", "shared")]),
        ({"state": "concluded"}, [("Sam Okafor", "concluded")]),
        ({"state": "acknowledged"}, []),
    ],
)
def test_it_is_told_to_whose_step_it_is(review, changes, who):
    if changes.get("state"):
        at = datetime(2027, 1, 1, tzinfo=UTC)
        changes |= {"seller_shared_at": at, "manager_shared_at": at}
        changes |= {"concluded_at": at} if changes["state"] != "shared" else {}
        changes |= {"acknowledged_at": at, "acknowledgement": "agreed"} if changes["state"] == "acknowledged" else {}
    Review.objects.update(**changes)

    owe_what_waits(noon(review, -5))

    assert told() == who

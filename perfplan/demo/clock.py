"""The demo's own time: what it tells happened on the days that it says, and all of it or nothing is kept."""

from contextlib import contextmanager
from datetime import UTC, datetime, time
from unittest import mock

from django.db import connection, transaction

PATCHED = "django.utils.timezone.now"


@contextmanager
def on(day, hour=10, minute=0):
    """Within it, it is that day and hour (UTC) for everything that asks Django for the time.

    Never later than now: nobody has done anything yet this afternoon.
    What the database stamps by itself (when a record was sealed) stays true: the demo can't forge it, nor could anybody.
    """
    moment = min(datetime.combine(day, time(hour, minute), tzinfo=UTC), datetime.now(UTC))
    with mock.patch(PATCHED, return_value=moment):
        yield moment


@contextmanager
def all_or_nothing():
    """One transaction without places to go back to: each action makes one of its own, which would be a quarter of all statements.

    Whatever fails within it ends it.
    """
    with transaction.atomic(), mock.patch.object(connection.features, "uses_savepoints", False):
        yield

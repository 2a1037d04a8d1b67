"""What stands beside a metric because somebody typed it."""

from metrics.models import Observation


def typed_by_hand(person, metric):
    """Values of this metric that were typed by hand and stand: [(week, value, import)], the newest week first."""
    return [(row.period_start, row.value, row.source) for row in Observation.objects.typed(person, metric)]

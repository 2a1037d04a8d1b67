"""What happened meanwhile, beside the numbers. Rooms to the right know of it: they register here, and are asked by name."""

from metrics.models import Signal
from metrics.weeks import WEEK, monday_of

_TELLERS = []


def register(teller):
    """Have `teller(reader, person, metric, first, end)` asked: it gives (day, label, kind) of what `reader` may see of the days
    from `first` up to and without `end`; kind is session or action.
    """
    _TELLERS.append(teller)
    return teller


def marks_of(reader, person, metric, weeks):
    """Marks for {% metric_chart %}: signals of this metric, and what the other rooms tell, by the place of their week."""
    first, end = weeks[0], weeks[-1] + WEEK
    signals = Signal.objects.visible_to(reader).filter(person=person, metric=metric, detected_on__range=(first, end))
    told = [(signal.detected_on, signal.get_verdict_display(), "signal") for signal in signals]
    for teller in _TELLERS:
        told += teller(reader, person, metric, first, end)
    place = {monday: number for number, monday in enumerate(weeks)}
    found = [(place.get(monday_of(day)), str(label), kind) for day, label, kind in sorted(told, key=lambda one: one[0])]
    return [{"index": index, "label": label, "kind": kind} for index, label, kind in found if index is not None]

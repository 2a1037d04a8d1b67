"""Reads of the room's own pages."""

import uuid

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from metrics.models import Judgement, Metric, Observation, Signal, Verdict
from metrics.weeks import WEEK, last_closed
from people.models import Person

ATTENTION = (Verdict.OFF_COURSE, Verdict.DRIFTING, Verdict.AHEAD)
SHOWN = {"moved": ATTENTION, "silent": (Verdict.NO_DATA,)}
HARM = Case(When(verdict=Verdict.OFF_COURSE, then=0), When(verdict=Verdict.DRIFTING, then=1), default=3)


def open_to(me):
    """Those whose numbers `me` may see: oneself and whoever is below, at any depth."""
    return Person.objects.filter(Q(pk=me.pk) | Q(pk__in=Person.objects.under(me.seats()).values("pk")))


def team_of(me, *, show="", by_name=False):
    """Whoever is below `me`: those with the worst open signal first, then those whose reports have stopped, then by name.

    `show` is "moved" or "silent" for those of whom something has moved, or is no longer reported.
    """
    people = Person.objects.under(me.seats()).active().exclude(pk=me.pk).for_list()
    if show in SHOWN:
        people = people.filter(pk__in=Judgement.objects.filter(state__in=SHOWN[show]).values("person"))
    if by_name:
        return people.order_by("name", "pk")
    cases = Signal.objects.open().filter(person=OuterRef("pk"), metric__isnull=False).annotate(harm=HARM)
    silent = Exists(Judgement.objects.filter(person=OuterRef("pk"), state=Verdict.NO_DATA))
    worst = Coalesce(Subquery(cases.order_by("harm").values("harm")[:1]), Case(When(silent, then=2), default=4))
    return people.annotate(worst=worst).order_by("worst", "name", "pk")


def metric_by(name):
    """A queryset of the metric with that key, or that id."""
    return Metric.objects.filter(Q(key=name) | Q(pk=name)) if _is_uuid(name) else Metric.objects.filter(key=name)


def _is_uuid(name):
    try:
        return bool(uuid.UUID(name))
    except ValueError:
        return False


def until_for(people, weeks):
    """The day up to which to show the numbers of these people: today, or where they ended if that is long ago."""
    today = timezone.localdate()
    last = Observation.objects.filter(person__in=people).order_by("-period_start").values_list("period_start", flat=True).first()
    if last is None or last > last_closed(today) - WEEK * weeks:
        return today
    return last + WEEK


def signals_about(me, person, metric):
    """All cases of one metric of one person, newest first."""
    return Signal.objects.visible_to(me).filter(person=person, metric=metric).for_list()

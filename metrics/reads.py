"""Reads of the room's own pages."""

import uuid

from django.db.models import Q
from django.utils import timezone

from metrics.models import Judgement, Metric, Observation, Signal, Verdict
from metrics.weeks import WEEK, last_closed
from people.models import Person

ATTENTION = (Verdict.OFF_COURSE, Verdict.DRIFTING, Verdict.AHEAD)


def open_to(me):
    """Those whose numbers `me` may see: oneself and whoever is below, at any depth."""
    return Person.objects.filter(Q(pk=me.pk) | Q(pk__in=Person.objects.under(me.seats()).values("pk")))


def team_of(me, *, attention=False):
    """Whoever is below `me`, by name; with `attention` only those of whom something has moved."""
    people = Person.objects.under(me.seats()).active().exclude(pk=me.pk).for_list()
    moved = Judgement.objects.filter(state__in=ATTENTION).values("person")
    return people.filter(pk__in=moved) if attention else people


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

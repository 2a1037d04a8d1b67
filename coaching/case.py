"""What stands on the page of a case: its words, its chart, the words of both sides, promises, and whether they helped."""

import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import helping
from coaching.models import Recognition, Session
from coaching.process import next_steps, sentences
from metrics.models import Mute
from metrics.sentences import sentence_of, verdict_words
from metrics.series import for_people, weekly
from people.models import Person
from plans.models import Commitment, CommitmentState, Goal, Plan

FEWEST, MOST, BEFORE = 26, 60, 12  # weeks on the chart, and those of them before the change
WEEK = datetime.timedelta(days=7)
AFTERWARDS = 8 * WEEK  # how long the chart of a closed case goes on


def words_of(signal):
    """What was found, in a sentence, for its two parties."""
    return sentences.words_of(signal) if signal.is_of_process else verdict_words(signal, signal.metric)


def causes_of(signal):
    """What both sides think is behind it, the seller's own words first."""
    return sorted(signal.causes.select_related("by"), key=lambda cause: (cause.side != "seller", cause.at))


def promises_of(signal, *, reader):
    """What was promised about it, by either side."""
    return Commitment.objects.visible_to(reader).filter(signal=signal).for_list()


def plan_of(signal, *, reader):
    """The plan that it leans on, if `reader` may see it."""
    return Plan.objects.visible_to(reader).filter(pk=signal.plan_id).first() if signal.plan_id else None


def goal_of(signal, *, reader):
    """The goal that it leans on, if `reader` is a party to its plan."""
    plans = Plan.objects.visible_to_parties(reader)
    return Goal.objects.filter(pk=signal.goal_id, plan__in=plans).first() if signal.goal_id else None


def step_of(signal, *, reader):
    """The link that answers a case of the process, None for a metric."""
    if not signal.is_of_process:
        return None
    promise = Commitment.objects.visible_to(reader).filter(pk=signal.subject_id).first()
    plan, goal = plan_of(signal, reader=reader), goal_of(signal, reader=reader)
    return next_steps.next_step(signal, plan=plan, goal=goal, promise=promise)


def mute_of(signal, today):
    """What keeps it quiet today, or None."""
    return Mute.objects.hiding(signal, today).select_related("by").order_by("-until").first()


def praise_of(signal):
    """Praise that was given for it, the latest first."""
    return Recognition.objects.filter(signal=signal).select_related("by").order_by("-at")


# -- the chart ----------------------------------------------------------------------------------------------------------


def series_of(signal, today):
    """The course of its metric, from well before the change to today; of a closed case, to some weeks after its end.

    Of a whole team: the sum of those who report to its manager, or their mean where a sum says nothing. None for the process.
    """
    if signal.is_of_process:
        return None
    until, weeks = span_of(signal, today)
    if signal.is_of_team:
        series = team_series(signal, until, weeks)
    else:
        series = weekly(signal.person, signal.metric, until=until, weeks=weeks)
    return _of_its_episode(series, signal)


def _of_its_episode(series, signal):
    """Marked where this case began and was found, whatever the last scan said, and drawn on the scale of single weeks."""
    place = {monday: number for number, monday in enumerate(series.weeks)}
    series.detected, series.onset = place.get(signal.detected_on), place.get(signal.onset_on)
    series.state, series.target, series.summary = signal.verdict, None, sentence_of(signal, signal.metric)
    return series


def span_of(signal, today):
    """The day up to which its chart goes, and its number of weeks."""
    last = min(today, timezone.localdate(signal.closed_at) + AFTERWARDS) if signal.closed_at else today
    weeks = (last - signal.onset_on).days // 7 + BEFORE
    if weeks > MOST:
        last = signal.onset_on + WEEK * (MOST - BEFORE)
    return last, min(max(weeks, FEWEST), MOST)


def team_series(signal, until, weeks):
    """One series of all who reported to the signal's manager on its day."""
    team = list(Person.objects.managed_by(signal.person, on=signal.as_of))
    found = for_people([signal.person, *team], [signal.metric], until, weeks)
    whole = found.pop((signal.person_id, signal.metric_id))
    rows = [list(zip(one.weeks, one.points, one.denominators, strict=True)) for one in found.values()]
    by_week = list(zip(*rows, strict=True)) or [()] * weeks
    is_mean = signal.metric.kind in ("ratio", "duration")
    whole.points = [helping.mean(week) if is_mean else _sum(week) for week in by_week]
    whole.lo = whole.hi = None
    whole.denominators = [None] * weeks
    return whole


def _sum(rows):
    known = [value for _week, value, _cases in rows if value is not None]
    return sum(known) if known else None


def marks_of(signal, series):
    """When it was found, sessions held, promises made and kept in the weeks of `series`, as `metric_chart` takes them."""
    first, end = series.weeks[0], series.weeks[-1] + WEEK
    marks = [(signal.detected_on, _("signal raised"), "signal")]
    marks += [(timezone.localdate(one.starts_at), one.get_kind_display(), "session") for one in _talks(signal, first, end)]
    for promise in signal.commitments.select_related("by"):
        name = {"name": promise.by.first_name}
        marks.append((timezone.localdate(promise.made_at), _("%(name)s promised") % name, "action"))
        if promise.state == CommitmentState.KEPT:
            marks.append((timezone.localdate(promise.closed_at), _("%(name)s kept it") % name, "action"))
    place = {monday: number for number, monday in enumerate(series.weeks)}
    found = [
        {"index": place.get(day - datetime.timedelta(days=day.weekday())), "label": label, "kind": kind}
        for day, label, kind in sorted(marks)
    ]
    return [mark for mark in found if mark["index"] is not None]


def _talks(signal, first, end):
    """Conversations held with the person; for a team those held with it, or with anybody in it."""
    held = Session.objects.held().filter(starts_at__date__gte=first, starts_at__date__lt=end)
    about = Q(pk__in=Session.objects.about([signal.person_id]).values("pk"))
    led = Q(led_by=signal.person_id, kind="team_meeting") if signal.is_of_team else Q(pk__in=[])
    return held.filter(about | led).order_by("starts_at")


# -- whether it helped --------------------------------------------------------------------------------------------------


def acted_on(signal):
    """The day of the first thing that was done about it since it was raised, or None."""
    made = signal.commitments.order_by("made_at").values_list("made_at", flat=True).first()
    moments = [moment for moment in (made, signal.answered_at) if moment is not None]
    return timezone.localdate(min(moments)) if moments else None


def helped(signal, series):
    """Before and since, in words; empty while nothing was done, and for the process, which has no numbers."""
    day = acted_on(signal)
    if series is None or day is None:
        return ""
    return helping.words_of(helping.compare(series, began_on=signal.onset_on, acted_on=day), signal.metric)

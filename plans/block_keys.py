"""Words for what one block of a plan's page shows: equal words, equal blocks. Pure but for the clock and the reader's language.

What another room says of a thing (the name of a metric or of a person) is in the word where a block shows it by itself.
"""

import hashlib

from django.utils import timezone
from django.utils.translation import get_language

MINUTE, HOUR, DAY = 60, 3600, 86400


def word(*parts):
    """One word for all of these."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def ground(page):
    """What every block of a page rests on: the plan and its two, the reader, what they may do, where and when they read."""
    plan, me, may = page.plan, page.me, page.may
    two = (plan.pk, plan.status, plan.in_force_id, plan.starts_on, plan.ends_on, plan.person.name, plan.manager.name)
    reader = (me.pk, page.side, *(bool(may[name]) for name in ("edit", "comment", "agree")))
    here = (get_language(), timezone.get_current_timezone_name(), timezone.localdate())
    return word(type(page).__name__, two, reader, here)


def of_item(item):
    """An item of the working copy as it stands there: its wording, what changed in it, who wrote it and who agrees."""
    marks = [(consent.state, [part.pk.int for part in consent.changed]) for consent in item.marks.values()]
    return (item.pk.int, item.version, item.change, item.is_untouched, item.changed_by.name, item.written_side, item.stamp, marks)


def of_goal(goal):
    """A goal of the working copy with its parts, what is missing in it and what is said about it."""
    measures = [(one.metric.name, one.metric.unit) if one.metric else None for one in goal.its_measures]
    priority = goal.priority.title if goal.priority else ""
    return (goal.number, [of_item(item) for item in (goal, *goal.parts)], measures, priority, goal.findings, of_talk(goal.talk))


def of_talk(talk):
    """What is said about one block, as its reader sees it now."""
    return (talk.item_id, talk.more, talk.settled, [of_thread(thread) for thread in talk.shown])


def of_thread(thread):
    """One thread, as its reader sees it now."""
    remarks = [
        (one.pk.int, one.text, one.who, one.by.name, one.side, one.is_new, one.may_correct, one.called, lately(one.at))
        for one in thread.shown
    ]
    return (thread.about, thread.hidden, thread.is_settled, remarks)


def of_living_goal(goal):
    """A goal in force: how it is measured, what was promised and kept for it, and what was said of it last."""
    measures = [(one.state, _case(one.signal), one.said and one.said.pk, _course(one)) for one in goal.measures]
    said = [(note.pk, note.by.name, note.side, lately(note.at)) for note in goal.notes[:3]]
    return (goal.number, goal.state, goal.is_folded, measures, said, of_promises(goal.promises), of_alongside(goal.alongside))


def of_alongside(parts):
    """What other rooms show beneath a goal, with the names of the people in it."""
    return [(part.template, [(_values(row), *_names(row, part.people)) for row in rows]) for part, rows in parts]


def of_promises(promises):
    """Promises with the periods in which they were kept; all else that is shown of them follows from these and the day."""
    return [(_values(one.row), one.name, _asked_by(one.row), one.periods) for one in promises]


def lately(at):
    """How long ago it was, as long as that changes within a day; the day is in the ground of the page."""
    seconds = (timezone.now() - at).total_seconds()
    if abs(seconds) >= DAY:
        return ""
    return int(seconds // MINUTE) if abs(seconds) < HOUR else int(seconds // HOUR) + MINUTE


def _case(signal):
    return signal and (signal.pk, signal.verdict)


def _course(measure):
    whole = measure.whole
    return whole and (whole.now, whole.state, whole.points, whole.labels, whole.detected, whole.onset)


def _values(row):
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def _names(row, people):
    return [person and person.name for person in (getattr(row, name) for name in people)]


def _asked_by(row):
    return row.asked_by.first_name if row.asked_by_id else ""

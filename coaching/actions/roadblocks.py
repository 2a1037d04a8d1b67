"""Roadblocks: named by either side, cleared by the one of the two who takes it on, or accepted with a reason."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import rules
from coaching.models import Roadblock, RoadblockState, Session
from coaching.once import saved_before
from coaching.reads import both, goals_of, side_with
from people.models import ReportingLine
from people.text import clean
from plans.actions import record
from reminders.actions import Owed, owe, owe_all
from reminders.days import Days
from reminders.models import Reminder

CHECKED_BY_ACTIONS = ["person", "owner", "raised_by", "goal", "session", "request_key"]


@transaction.atomic
def raise_roadblock(person, *, by, text, lacks, owner, due_on, goal=None, session=None, key=None):
    """Say what stands in somebody's way, what is missing, and which of the two clears it by when. The other one is told.

    The same `key` names one: a second click finds the first roadblock. ValidationError for an owner who is neither of the two, a
    day that is over, or a goal or session that is not theirs.
    """
    rules.can_raise(by, person).enforce()
    if owner.pk not in {one.pk for one in both(person)}:
        raise ValidationError({"owner": _("Choose one of the two.")})
    _still_to_come(due_on)
    if goal is not None and not goals_of([person], reader=by).filter(pk=goal.pk).exists():
        raise ValidationError({"goal": _("Choose a goal of a plan in force that you are a party to.")})
    if session is not None and not Session.objects.visible_to(by).about([person]).filter(pk=session.pk).exists():
        raise ValidationError(_("Choose a session with %(name)s.") % {"name": person.first_name})
    roadblock = Roadblock(person=person, text=clean(text), lacks=lacks, owner=owner, due_on=due_on, goal=goal, session=session)
    roadblock.raised_by, roadblock.request_key = by, key
    if (named := saved_before(roadblock, "raised_by", CHECKED_BY_ACTIONS)) is not None:
        return named
    _write(roadblock, by, _("named a roadblock"))
    _tell(roadblock, "raised", by=by)
    _remind(roadblock)
    return roadblock


@transaction.atomic
def take_over_roadblock(roadblock, *, by, due_on):
    """Clear it oneself, by another day if need be. Who stands in for a manager takes it for the manager. Twice is once."""
    roadblock.lock()
    if rules.can_put_off(by, roadblock) and roadblock.due_on == due_on:
        return roadblock
    rules.can_take_over(by, roadblock).enforce()
    _still_to_come(due_on)
    roadblock.owner, roadblock.due_on = side_with(by, roadblock.person), due_on
    roadblock.save(update_fields=["owner", "due_on"])
    _write(roadblock, by, _("took a roadblock on"))
    _tell(roadblock, "taken", by=by)
    _remind(roadblock)
    return roadblock


@transaction.atomic
def put_off_roadblock(roadblock, *, by, due_on):
    """Choose another day for what one clears oneself; the other side is told."""
    roadblock.lock()
    rules.can_put_off(by, roadblock).enforce()
    _still_to_come(due_on)
    if due_on == roadblock.due_on:
        return roadblock
    roadblock.due_on = due_on
    roadblock.save(update_fields=["due_on"])
    _write(roadblock, by, _("chose another day for a roadblock"))
    _tell(roadblock, "put_off", by=by)
    _remind(roadblock)
    return roadblock


@transaction.atomic
def remove_roadblock(roadblock, *, by, note=""):
    """Say that it is out of the way, and how, if one wishes."""
    return _end(roadblock, RoadblockState.REMOVED, by, note, _("cleared a roadblock"))


@transaction.atomic
def give_up_roadblock(roadblock, *, by, note):
    """Accept that it stays, with the reason. ValidationError without one."""
    if not clean(note).strip():
        raise ValidationError({"note": _("Say why it stays.")})
    return _end(roadblock, RoadblockState.GIVEN_UP, by, note, _("accepted a roadblock as it is"))


@transaction.atomic
def ask_about_roadblocks(*, today, by=None):
    """Owe whoever clears what is still in the way after its day a word: once for each such day, in a few queries for all of them.

    If its owner is none of the two any more, both are asked. Gives how many roadblocks it was about.
    """
    asked = Reminder.objects.filter(kind="coaching.roadblock_passed")
    passed = list(Roadblock.objects.passed(today).not_told(asked).select_related("person", "owner"))
    lines = ReportingLine.objects.on(today).solid().filter(person__in=[roadblock.person_id for roadblock in passed])
    managers = {line.person_id: line.manager for line in lines.select_related("manager")}
    words = [_passed(one, to) for one in passed for to in _who_clears(one, managers.get(one.person_id))]
    owe_all("coaching.roadblock_passed", words, by=by)
    return len(passed)


def _who_clears(roadblock, manager):
    two = [one for one in (roadblock.person, manager) if one is not None]
    return [one for one in two if one.pk == roadblock.owner_id] or two


def _passed(roadblock, to):
    facts = {"name": roadblock.person.first_name, "own": to.pk == roadblock.person_id}
    return Owed(to, roadblock.pk, str(roadblock.due_on), roadblock.get_absolute_url(), facts)


def _end(roadblock, state, by, note, words):
    roadblock.lock()
    if (roadblock.state, roadblock.ended_by, roadblock.note) == (state, by, clean(note).strip()):
        return roadblock  # the same button again
    rules.can_end(by, roadblock).enforce()
    roadblock.note = clean(note).strip()
    roadblock.clean_fields(exclude=["person", "owner", "raised_by", "goal", "session", "ended_by"])
    roadblock.move_to(state, note=roadblock.note, ended_by=by, ended_at=timezone.now())
    _write(roadblock, by, words)
    _tell(roadblock, state, by=by)
    return roadblock


def _still_to_come(day):
    if day < timezone.localdate():
        raise ValidationError({"due_on": _("That day is over. By when will it be out of the way?")})


def _write(roadblock, by, words):
    """A line in the history of the plan whose goal it is about. It holds no words of the roadblock."""
    if roadblock.goal_id:
        record(roadblock.goal.plan, "coaching.roadblock", by=by, item_id=roadblock.goal_id, text=words)


def _tell(roadblock, what, *, by):
    """Owe the other one of the two a word."""
    for person in both(roadblock.person):
        if person.pk not in (by.pk, side_with(by, roadblock.person).pk):
            facts = {"by": by.name, "what": str(what)}
            period = f"{what} {timezone.now():%Y-%m-%dT%H:%M:%S.%f}"
            owe(
                "coaching.roadblock",
                subject_id=roadblock.pk,
                to=person,
                period=period,
                path=roadblock.get_absolute_url(),
                facts=facts,
            )


def _remind(roadblock):
    """Owe its owner a word on the working morning before its day, or else on that of the day itself."""
    end = datetime.datetime.combine(roadblock.due_on, datetime.time.max, roadblock.owner.zone)
    due_at = next((at for at in Days(roadblock.owner).mornings_before(end) if at > timezone.now()), None)
    if due_at is not None:
        where = {"period": str(roadblock.due_on), "path": roadblock.get_absolute_url(), "due_at": due_at}
        facts = {"name": roadblock.person.first_name, "own": roadblock.owner_id == roadblock.person_id}
        owe("coaching.roadblock_due", subject_id=roadblock.pk, to=roadblock.owner, facts=facts, **where)

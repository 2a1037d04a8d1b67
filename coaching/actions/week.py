"""The manager's week, and praise."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import rules
from coaching.models import Recognition, WeekSlot
from coaching.reads import goals_of
from coaching.week import WEEK
from metrics import actions as metric_actions
from metrics.models import SignalState
from metrics.rules import can_close
from people.models import Person
from people.text import clean
from plans.actions import record
from reminders.actions import owe


@transaction.atomic
def fill_slot(slot, *, by, reason="", starts_at=None):
    """Give a rep's slot a time, and a reason of the manager's own instead of the proposed one; empty takes either away.

    ValidationError for a time outside the slot's week.
    """
    rules.can_change_slot(by, slot).enforce()
    if starts_at is not None and not slot.week <= timezone.localdate(starts_at) < slot.week + WEEK:
        raise ValidationError({"starts_at": _("That is in another week. Each week has a slot of its own.")})
    kept, _made = WeekSlot.objects.get_or_create(manager=slot.manager, rep=slot.rep, week=slot.week)
    kept = WeekSlot.objects.select_for_update(no_key=True).get(pk=kept.pk)
    kept.reason, kept.starts_at = clean(reason), starts_at
    kept.full_clean()
    kept.save(update_fields=["reason", "starts_at"])
    return kept


@transaction.atomic
def recognise(person, *, by, text, is_public=False, goal=None, signal=None):
    """Praise somebody, tied to a goal of theirs where it can be, and to what rose (`signal`).

    What rose has its answer then: its case is closed, if the one who praises is a party to it. The same words twice are one.
    """
    rules.can_recognise(by, person).enforce()
    if goal is not None and not goals_of([person], reader=by).filter(pk=goal.pk).exists():
        raise ValidationError({"goal": _("Choose a goal of a plan in force that you are a party to.")})
    if (praised := _praised_before(person, by, clean(text), goal, signal)) is not None:
        return praised
    plan = goal.plan if goal else None
    if signal is not None:
        _answer_with_praise(signal, person, by)
    praise = Recognition(person=person, by=by, text=clean(text), is_public=is_public, goal=goal, plan=plan, signal=signal)
    praise.full_clean(exclude=["by"])
    praise.save()
    if plan:
        record(plan, "coaching.recognised", by=by, item_id=goal.pk, text=_("praised %(name)s") % {"name": person.first_name})
    path = reverse("coaching:session_list")
    owe("coaching.recognised", subject_id=praise.pk, to=person, period="once", path=path, facts={"by": by.name})
    return praise


def _praised_before(person, by, text, goal, signal):
    """What `by` has said in just these words since yesterday, None for nothing: asked one after the other."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    lately = Recognition.objects.filter(person=person, by=by, at__gt=timezone.now() - datetime.timedelta(days=1))
    return lately.filter(text=text, goal=goal, signal=signal).first()


def _answer_with_praise(signal, person, by):
    """Close the case of what rose. ValidationError for one of another person, or that is no good news."""
    signal.lock()
    if signal.person_id != person.pk or not signal.is_good:
        raise ValidationError(_("This praise is for something else."))
    if can_close(by, signal):
        metric_actions.close(signal, by=by, outcome=SignalState.WORKED)

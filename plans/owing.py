"""What the clock finds to tell of plans: promises that come due or whose day has passed, signatures and drafts that wait.

Everything is found in the database, and each finding is owed once (kind, subject, period): any number of ticks, of clocks and of
days without one give the same reminders. Nobody but the two whom it is between is ever told; it never goes to anybody above them.
"""

import datetime
from collections import defaultdict

from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from plans.models import Commitment, Occurrence, Plan, PlanStatus, Proposal, Rule
from reminders.actions import Owed, owe_all
from reminders.kinds import get
from reminders.models import Reminder

DAY = datetime.timedelta(days=1)
SOON = 3  # days before
LATELY = 14  # days after which a passed day is old news, whoever was not running
AGAIN = 5  # days between two words about a signature that waits
IDLE = 14  # days without a change, after which a draft rests


def owe_what_waits(now=None):
    """Owe every word that is due by now: what was found is in the rows."""
    now = now or timezone.now()
    found = defaultdict(list)
    for kind, owed in (*_promises(now), *_signatures(now), *_drafts(now)):
        found[kind].append(owed)
    for kind, owed in found.items():
        owe_all(kind, _new(kind, owed))


def _new(kind, owed):
    """Those that were not told yet, so that a quiet tick writes nothing; and of them, what would not be cancelled at once."""
    ids = {one.subject_id for one in owed}
    known = set(Reminder.objects.filter(kind=kind, subject_id__in=ids).values_list("subject_id", "period", "recipient"))
    fresh = [one for one in owed if (one.subject_id, one.period, one.to.pk) not in known]
    return [one for one in fresh if get(kind).still_owed(_as_row(one))]


def _as_row(one):
    return Reminder(recipient=one.to, subject_id=one.subject_id, period=one.period, facts=one.facts)


# -- promises -----------------------------------------------------------------------------------------------------------


def _promises(now):
    """Promises around their day; each person's day begins where they are."""
    today = timezone.localdate(now, datetime.UTC)
    near = (today - (LATELY + 1) * DAY, today + (SOON + 1) * DAY)
    open_now = Commitment.objects.open().select_related("by", "to", "plan")
    for promise in open_now.filter(rule=Rule.ONCE, due_on__range=near):
        yield from _around_its_day(promise, promise.due_on, now)
    running = Occurrence.objects.filter(kept_at=None, ends_on__range=near, commitment__in=open_now)
    for period in running.select_related("commitment__by", "commitment__to", "commitment__plan"):
        yield from _end_of_period(period, now)


def _around_its_day(promise, day, now):
    left = (day - now.astimezone(promise.by.zone).date()).days
    is_fresh = day - timezone.localdate(promise.made_at, promise.by.zone) <= SOON * DAY
    if left == 0:
        yield "plans.due_today", _word(promise, promise.by, day)
    elif 0 < left <= SOON and not is_fresh:
        yield "plans.due_soon", _word(promise, promise.by, day)
    elif -LATELY <= left < 0:
        yield "plans.day_passed", _word(promise, promise.by, day)
        yield "plans.day_passed", _word(promise, promise.to, day)


def _end_of_period(period, now):
    """One that comes back is spoken of while its period runs; when that is over, the next one has begun."""
    promise, day = period.commitment, period.ends_on
    left = (day - now.astimezone(promise.by.zone).date()).days
    is_long = (day - period.starts_on).days > 7
    if left == 0:
        yield "plans.due_today", _word(promise, promise.by, day)
    elif 0 < left <= SOON and is_long:
        yield "plans.due_soon", _word(promise, promise.by, day)


def _word(promise, to, day):
    facts = {"title": promise.plan.title, "day": day.isoformat(), "mine": to.pk == promise.by_id, "first": promise.by.first_name}
    path = reverse("plans:commitment_detail", args=[promise.pk])
    return Owed(to, promise.pk, day.isoformat(), path, facts)


# -- signatures and drafts ------------------------------------------------------------------------------------------------


def _signatures(now):
    """A text that one side signed and the other has not answered, again every few days."""
    before = now - AGAIN * DAY
    for proposal in Proposal.objects.open().filter(at__lte=before).select_related("plan__person", "plan__manager").defer("body"):
        plan, times = proposal.plan, (now - proposal.at) // (AGAIN * DAY)
        to = plan.other_party(proposal.side)
        facts = {"title": plan.title, "first": plan.party(proposal.side).first_name, "day": proposal.at.date().isoformat()}
        yield "plans.waits", Owed(to, proposal.pk, f"time {times}", reverse("plans:plan_sign", args=[plan.pk]), facts)


def _drafts(now):
    """A text that both write and that nobody has changed for a while."""
    drafts = Plan.objects.filter(status=PlanStatus.DRAFT).annotate(moved=Coalesce(Max("history__at"), F("started_at")))
    for plan in drafts.filter(moved__lte=now - IDLE * DAY).select_related("person", "manager"):
        facts = {"title": plan.title, "person": plan.person.name, "is_first": plan.in_force_id is None}
        for to in (plan.person, plan.manager):
            yield "plans.rests", Owed(to, plan.pk, plan.moved.isoformat(), plan.get_absolute_url(), facts)

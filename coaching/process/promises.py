"""Promises of either side whose day has passed.

One that the other side is asked about waits for their word. Whoever promised is told first; the promise of a manager of before is
for the one of today to take over or let go. One that comes back is late since the first of its periods that went by without it.
"""

from django.db.models import Max

from coaching.process.company import day_of
from coaching.process.judging import Thing
from coaching.process.talks import TALKS
from metrics.models import SignalKind
from plans.models import Commitment, Occurrence, Rule, Side


def late(company, after, silent):
    """Those with a day, and those that come back.

    `silent`: ids of sellers with whom nobody talks. That alone is told then, and not each promise of a conversation too.
    """
    once = Commitment.objects.open().filter(plan__in=company.signed, rule=Rule.ONCE, due_on__lt=company.as_of)
    for promise in _listed(once):
        yield _thing(company, promise, promise.due_on, after)
    missed = _missed(company)
    for promise in _listed(Commitment.objects.coming_back().filter(pk__in=missed)):
        plan = company.in_force.get(promise.plan_id)
        is_paused = promise.evidence in TALKS and plan is not None and plan.person_id in silent
        if plan is not None:
            yield _thing(company, promise, missed[promise.pk], after, is_recurring=True, is_paused=is_paused)


def _listed(promises):
    return promises.select_related("by").order_by("due_on", "pk")


def _missed(company):
    """{promise id: the end of its first period since the last that was kept or explained, and that went by without it}."""
    rows = Occurrence.objects.filter(commitment__plan__in=company.signed, commitment__state="open", ends_on__lt=company.as_of)
    kept = rows.filter(kept_at__isnull=False) | rows.exclude(note="")
    last = dict(kept.order_by().values_list("commitment").annotate(Max("ends_on")))
    found = {}
    for promise, ends_on in rows.filter(kept_at__isnull=True, note="").order_by("ends_on").values_list("commitment", "ends_on"):
        if promise not in last or ends_on > last[promise]:
            found.setdefault(promise, ends_on)
    return found


def _thing(company, promise, since, after, *, is_recurring=False, is_paused=False):
    plan = company.in_force[promise.plan_id]
    owner = company.manager(plan.person_id) if promise.side == Side.MANAGER else plan.person_id
    facts = {"text": promise.text, "by": promise.by.first_name, "side": promise.side, "is_recurring": is_recurring}
    return Thing(
        SignalKind.LATE_COMMITMENT,
        plan.person_id,
        max(since, day_of(promise.made_at)),
        after,
        subject_id=promise.pk,
        first=promise.side,
        away=(owner,),
        is_paused=is_paused or bool(promise.asked),
        plan_id=plan.pk,
        goal_id=promise.goal_id,
        facts=facts | {"is_of_before": promise.by_id != owner},
    )

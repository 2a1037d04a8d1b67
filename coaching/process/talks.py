"""The rhythm of conversations between a seller and their manager."""

import datetime

from django.db.models import Max

from coaching.models import Participant, Session, SessionKind, SessionState
from coaching.process.company import day_of, latest
from coaching.process.judging import Thing
from metrics.models import SignalKind
from plans.models import Commitment

SOON = datetime.timedelta(days=7)  # a conversation within this time is on its way
GRACE = 7  # days by which a promised rhythm may be late
RHYTHMS = {"weekly": 7, "fortnightly": 14, "monthly": 31}
TALKS = [SessionKind.STRATEGY, SessionKind.FIELD_DAY, SessionKind.IMPROMPTU]


def rhythms(company, after):
    """The rhythm of each seller with a plan in force, and their manager: one a person, however many plans they have."""
    last, coming, promised = _last_talks(company), _coming(company), _promised(company)
    found = {}
    for plan in company.in_force.values():
        begun = company.begun(plan)
        known = found.get(plan.person_id)
        if known is None or begun < known[0]:
            found[plan.person_id] = begun, plan
    return [_rhythm(company, plan, begun, after, last, coming, promised) for begun, plan in found.values()]


def _rhythm(company, plan, begun, after, last, coming, promised):
    person = plan.person_id
    rule = promised.get(person)
    limit = min(after, RHYTHMS[rule] + GRACE) if rule else after
    return Thing(
        SignalKind.NO_SESSION,
        person,
        latest(begun, last.get(person)),
        limit,
        away=company.both(plan),
        is_paused=person in coming,
        plan_id=plan.pk,
        facts={"never": person not in last, "rhythm": rule if rule and limit < after else ""},
    )


def _last_talks(company):
    """{person id: the day of their last talk with their manager or with whoever stood in for them}; team meetings are none."""
    parts = Participant.objects.filter(is_rep=True, session__state=SessionState.HELD, session__starts_at__lt=company.end)
    talks = parts.exclude(session__kind=SessionKind.TEAM_MEETING).values_list("person", "session__led_by")
    found = {}
    for person, leader, at in talks.annotate(Max("session__starts_at")):
        manager = company.manager(person)
        if leader == manager or leader in company.stand_ins[manager]:
            found[person] = latest(found.get(person), day_of(at))
    return found


def _coming(company):
    """Who has a conversation planned within a week."""
    planned = Session.objects.filter(state=SessionState.PLANNED, starts_at__lt=company.end + SOON)
    coming = planned.filter(starts_at__gte=company.end - datetime.timedelta(days=1)).exclude(kind=SessionKind.TEAM_MEETING)
    return set(Participant.objects.filter(session__in=coming, is_rep=True).values_list("person", flat=True))


def _promised(company):
    """{person id: the shortest rhythm of conversations that a plan in force promises}."""
    rules = Commitment.objects.coming_back().filter(evidence__in=TALKS, plan__in=company.signed)
    found = {}
    for person, rule in rules.values_list("plan__person", "rule"):
        found[person] = min(found.get(person, rule), rule, key=RHYTHMS.get)
    return found

"""The process itself: looking for what has come to rest, and after how long it counts."""

from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import rules
from coaching.models import ProcessSetting
from coaching.process import judging, reading, telling
from coaching.process.company import Company
from coaching.process.days_off import DaysOff
from metrics.models import Mute, Signal, SignalState, Verdict
from people.models import Person

LONGEST = 365  # days
SAID = ["facts", "plan_id", "goal_id", "onset_on"]  # what changes of a case that is kept
AT_ONCE = 1000  # rows a statement
LOCK = 7_243_002  # any number, the same for every look
WATCHED = {
    "no_session": "no_session_after",
    "untouched_goal": "untouched_goal_after",
    "late_commitment": "late_commitment_after",
    "unsigned_plan": "unsigned_plan_after",
    "idle_development": "idle_development_after",
    "unopened_plan": "unopened_plan_after",
}


@dataclass
class LookResult:
    """What one look found and did."""

    as_of: object
    done: Counter = field(default_factory=Counter)

    def __str__(self):
        counts = " ".join(f"{name}={self.done[name]}" for name in ("opened", "taken_up", "closed", "resting"))
        return f"as_of={self.as_of} {counts}"


@transaction.atomic
def look_at_process(*, as_of, by=None):
    """Open a case for everything in the process that has rested too long, take up the case of what rests again, and close what
    has moved. Whoever can move it is told at once, the other as the settings say. The same day again changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    setting = ProcessSetting.current()
    company = Company(as_of, setting)
    things = reading.things_of(company)
    cases = _latest_cases()
    known = [judging.Known(key, case.onset_on, case.is_open) for key, case in cases.items()]
    first = min((thing.since for thing in things), default=as_of)
    off = DaysOff(first, as_of)
    todo = judging.steps(
        things,
        known,
        as_of=as_of,
        off_of=lambda thing: off.of(thing.away),
        done=reading.done_of(known),
        watched={kind for kind, name in WATCHED.items() if getattr(setting, name) is not None},
    )
    return _Hand(company, cases, by).do(todo)


@transaction.atomic
def set_process(*, by, **days):
    """Choose after how many days each thing of the process counts as resting; None: it is not looked at.

    ValidationError for a number of days that is none, or more than a year.
    """
    rules.can_set_process(by).enforce()
    far = [name for name in WATCHED.values() if days.get(name) is not None and not 1 <= days[name] <= LONGEST]
    if far:
        raise ValidationError(dict.fromkeys(far, _("From 1 to %(most)s days.") % {"most": LONGEST}))
    setting, _made = ProcessSetting.objects.select_for_update().get_or_create(pk=1)
    for name in WATCHED.values():
        setattr(setting, name, days.get(name))
    setting.full_clean()
    setting.save()
    return setting


def _latest_cases():
    """{key: its latest case}, not locked: most of them stay as they are."""
    key = ("person_id", "kind", "subject_id")
    rows = Signal.objects.of_process().order_by(*key, "-onset_on", "-raised_at").distinct(*key)
    return {(case.person_id, case.kind, case.subject_id): case for case in rows}


class _Hand:
    """Does the steps of one look: each opened, taken up or closed case is written and told in the same transaction.

    What is new, what is kept and what is told are a few statements each, however many there are; a state moves case by case.
    """

    def __init__(self, company, cases, by):
        self.company, self.cases, self.by = company, cases, by
        self.result = LookResult(company.as_of)
        self.opened, self.kept, self.told = [], [], []

    def do(self, steps):
        """All of them; gives what was done."""
        people = {step.key[0] for step in steps if step.verb in ("open", "take_up")}
        ids = people | {self.company.manager(person) for person in people}
        self.people = Person.objects.in_bulk(ids - {None})
        self.muted = Mute.objects.holding(people, self.company.as_of)
        meanwhile = self._lock(steps)
        for step in steps:
            if step.key not in meanwhile:
                getattr(self, f"_{step.verb}")(step)
        Signal.objects.bulk_create(self.opened, batch_size=AT_ONCE)
        Signal.objects.bulk_update(self.kept, SAID, batch_size=AT_ONCE)
        telling.tell_all(self.told, by=self.by)
        return self.result

    def _lock(self, steps):
        """Lock the cases that will change, and answer the keys of those that somebody closed or opened meanwhile."""
        changing = [step.key for step in steps if step.verb in ("take_up", "close") or self._changes(step)]
        ids = [self.cases[key].pk for key in changing]
        rows = Signal.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
        fresh = {row.pk: row for row in rows}
        moved = {key for key in changing if fresh[self.cases[key].pk].is_open != self.cases[key].is_open}
        self.cases |= {key: fresh[self.cases[key].pk] for key in changing}
        return moved

    def _open(self, step):
        thing = step.thing
        signal = Signal(person=self.people[thing.person_id], kind=thing.kind, subject_id=thing.subject_id, **self._fields(thing))
        signal.onset_on, signal.detected_on = thing.since, self.company.as_of
        self.opened.append(signal)
        self.result.done["opened"] += 1
        self._tell(signal, thing)

    def _take_up(self, step):
        signal, thing = self.cases[step.key], step.thing
        signal.person = self.people[thing.person_id]
        again = {"onset_on": thing.since, "detected_on": self.company.as_of, "crossings": signal.crossings + 1}
        signal.take_up(**self._fields(thing) | again)
        self.result.done["taken_up"] += 1
        self._tell(signal, thing)

    def _keep(self, step):
        """It still rests: what its sentence says is brought up to date, and nobody is told again."""
        signal, changes = self.cases[step.key], self._changes(step)
        for name, value in changes.items():
            setattr(signal, name, value)
        if changes:
            self.kept.append(signal)
        self.result.done["resting"] += 1

    def _changes(self, step):
        """What a case that is kept would say differently: {field: value}."""
        if step.verb != "keep":
            return {}
        signal, thing = self.cases[step.key], step.thing
        said = dict(zip(SAID, (thing.facts, thing.plan_id, thing.goal_id, max(signal.onset_on, thing.since)), strict=True))
        return {name: value for name, value in said.items() if getattr(signal, name) != value}

    def _close(self, step):
        signal = self.cases[step.key]
        facts = signal.facts | {"ended": step.ended}
        signal.move_to(SignalState(step.outcome), closed_at=timezone.now(), facts=facts)
        self.result.done["closed"] += 1

    def _fields(self, thing):
        return {
            "verdict": Verdict.DRIFTING,
            "detector": "process",
            "as_of": self.company.as_of,
            "facts": thing.facts,
            "plan_id": thing.plan_id,
            "goal_id": thing.goal_id,
        }

    def _tell(self, signal, thing):
        if (thing.person_id, str(thing.kind), None) in self.muted:
            return
        manager = self.people.get(self.company.manager(thing.person_id))
        self.told.append((signal, manager, thing.first))

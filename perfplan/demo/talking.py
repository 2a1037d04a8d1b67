"""Conversations of the demo company: the last weeks in full, the months before in outline."""

import datetime

from coaching import actions
from perfplan.demo import words
from perfplan.demo.clock import on
from plans.recurrence import whole_periods

MINUTES = {"field_day": 240, "strategy_session": 60}
RHYTHM = [
    "weekly_slot",
    "strategy_session",
    "weekly_slot",
    "impromptu",
    "field_day",
    "weekly_slot",
    "strategy_session",
    "impromptu",
]


def talk(rng, seller, manager, goals, today, number, weeks=6):
    """The conversations of one seller with their manager. Some reps are seen less, so that the week has reasons to say so."""
    quiet = number % 7 == 5
    for back in range(weeks, 0, -1):
        if quiet and back < 4:
            continue
        if rng.random() < 0.75:
            held(
                rng,
                seller,
                manager,
                goals,
                today - datetime.timedelta(weeks=back, days=-(number % 5)),
                RHYTHM[(number + back) % len(RHYTHM)],
            )
    for back in (11, 17):
        held(rng, seller, manager, goals, today - datetime.timedelta(weeks=back, days=-(number % 5)), "strategy_session")


def as_promised(rng, plan, manager, goals, today):
    """The conversations that a plan promises to come round (a field day a month): held in most of their periods so far."""
    for promise in plan.commitments.coming_back().filter(evidence__in=MINUTES).order_by("made_at", "pk"):
        kept = set(promise.occurrences.filter(kept_at__isnull=False).values_list("starts_on", flat=True))
        so_far = [one for one in whole_periods(promise.rule, promise.since, today, promise.asks_until) if one[1] < today]
        for place, (first, last) in enumerate(so_far, start=1):
            if first not in kept and (place == len(so_far) or rng.random() < 0.9):
                day = first + datetime.timedelta(days=int(rng.integers((last - first).days + 1)))
                day -= datetime.timedelta(days=max(day.weekday() - 4, 0))
                held(rng, plan.person, manager, goals, max(day, first), promise.evidence)


def held(rng, seller, manager, goals, day, kind):
    """One conversation, tied to a goal most of the time, sometimes with a promise of the manager."""
    touched = [goals[int(rng.integers(len(goals)))]] if goals and rng.random() < 0.75 else []
    promise = "Find a reference customer for you" if kind == "impromptu" and touched and rng.random() < 0.3 else ""
    notes = words.NOTES[kind]
    with on(day, 9 + int(rng.integers(8)), int(rng.integers(6)) * 10) as moment:
        actions.log_session(
            by=manager,
            rep=seller,
            kind=kind,
            starts_at=moment,
            minutes=MINUTES.get(kind, 20),
            notes=notes[int(rng.integers(len(notes)))],
            try_next=words.TRY_NEXT[int(rng.integers(len(words.TRY_NEXT)))],
            goals=touched,
            promise=promise,
            promise_due=day + datetime.timedelta(days=21) if promise else None,
        )


def team_meetings(manager, reps, today, weeks=4):
    """The team meets each week."""
    for back in range(weeks, 0, -1):
        day = today - datetime.timedelta(weeks=back, days=today.weekday())
        with on(day, 8) as moment:
            session = actions.plan_session(
                by=manager, reps=reps, kind="team_meeting", starts_at=moment, minutes=45, topic="Team meeting"
            )
        with on(day, 9):
            actions.hold_session(session, by=manager, notes=words.NOTES["team_meeting"][back % 2])


def to_come(manager, reps, today):
    """What is planned for the next days."""
    for number, rep in enumerate(reps[:3]):
        day = today + datetime.timedelta(days=1 + number * 2)
        with on(today, 8):
            moment = datetime.datetime.combine(day, datetime.time(9 + number), tzinfo=datetime.UTC)
            actions.plan_session(
                by=manager, reps=[rep], kind="strategy_session", starts_at=moment, minutes=60, topic="Strategy session"
            )


def praise(manager, seller, goal, today, number):
    """A word of recognition."""
    with on(today - datetime.timedelta(days=9 + number % 20), 16):
        actions.recognise(seller, by=manager, text=words.RECOGNITION[number % 2], is_public=bool(number % 2), goal=goal)

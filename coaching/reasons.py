"""Which reason to talk comes first: pure, no database, no clock.

A slot in the week always has a reason. The most useful one wins: a promise due today or passed, something in the way whose day
has come, a fresh signal, an older one, a promise due this week (of two on the same footing the manager's own first), something in
the way that is to be cleared this week, a session to prepare, a goal that nobody has talked about, something to praise, no talk
yet, a long silence, and else simply the slot itself.
"""

import datetime
from dataclasses import dataclass, field

UNTOUCHED_AFTER = 28  # days without a word about a goal
SILENT_AFTER = 10  # days without any contact
FRESH = 14  # days for which a signal is news


@dataclass(frozen=True)
class Promise:
    """An open promise of either side; `by` is the first name of whoever made it, empty for the reader."""

    text: str
    due_on: datetime.date
    is_managers: bool
    by: str = ""


@dataclass(frozen=True)
class Hindrance:
    """Something in the way; `by` is the first name of whoever clears it, empty for the reader."""

    text: str
    due_on: datetime.date
    is_managers: bool
    by: str = ""
    key: object = None


@dataclass(frozen=True)
class Facts:
    """What is known about one rep on a day. `last_talk_on` None: never; `goals` pairs of title and last talk (or None)."""

    today: datetime.date
    signals: tuple = ()  # (metric name, verdict, detected_on, id), newest first
    promises: tuple = ()
    hindrances: tuple = ()
    next_session: tuple | None = None  # (title, day)
    goals: tuple = ()
    last_talk_on: datetime.date | None = None
    plan_since: datetime.date | None = None


@dataclass(frozen=True)
class Reason:
    """Why to talk: `key` names the sentence, `facts` fill it. The lower the rank, the more useful."""

    rank: int
    key: str
    facts: dict = field(default_factory=dict)


def reasons(facts):
    """All reasons to talk with somebody, the most useful first; at least one."""
    found = [
        *promise_reasons(facts),
        *hindrance_reasons(facts),
        *signal_reasons(facts),
        *session_reasons(facts),
        *goal_reasons(facts),
        *silence_reasons(facts),
    ]
    return sorted(found, key=lambda reason: reason.rank) or [Reason(90, "slot")]


def promise_reasons(facts):
    """Promises due: today before this week, the manager's own first."""
    for promise in sorted(facts.promises, key=lambda p: (p.due_on, not p.is_managers)):
        days = (promise.due_on - facts.today).days
        if days > 7:
            continue
        rank = (10 if days <= 0 else 30) + (0 if promise.is_managers else 1)
        whose = "own" if promise.is_managers else "theirs"
        yield Reason(
            rank, f"promise_{whose}", {"text": promise.text, "due_on": promise.due_on, "by": promise.by, "today": facts.today}
        )


def hindrance_reasons(facts):
    """What is to be cleared by today or this week, what the manager clears first."""
    for one in sorted(facts.hindrances, key=lambda h: (h.due_on, not h.is_managers)):
        days = (one.due_on - facts.today).days
        if days <= 7:
            rank = (12 if days <= 0 else 32) + (0 if one.is_managers else 1)
            known = {"text": one.text, "due_on": one.due_on, "by": one.by, "today": facts.today, "roadblock": one.key}
            yield Reason(rank, "hindrance", known)


def signal_reasons(facts):
    """Fresh signals; good news is a reason too."""
    for metric, verdict, detected_on, key in facts.signals:
        known = {"metric": metric, "since": detected_on, "verdict": verdict, "signal": key}
        if verdict == "ahead":
            yield Reason(60, "praise", known)
        else:
            yield Reason(20 if (facts.today - detected_on).days <= FRESH else 25, "signal", known)


def session_reasons(facts):
    """A session to prepare."""
    if facts.next_session and (facts.next_session[1] - facts.today).days <= 7:
        yield Reason(40, "session", {"title": facts.next_session[0], "on": facts.next_session[1]})


def goal_reasons(facts):
    """The goal that has waited longest for a word."""
    waited = []
    for title, talked_on in facts.goals:
        since = talked_on or facts.plan_since
        if since and (facts.today - since).days >= UNTOUCHED_AFTER:
            waited.append(((facts.today - since).days, title))
    if waited:
        days, title = max(waited)
        yield Reason(50, "goal", {"title": title, "weeks": days // 7})


def silence_reasons(facts):
    """Nobody has talked with them for a while."""
    if facts.last_talk_on is None:
        yield Reason(65, "never")
    elif (facts.today - facts.last_talk_on).days >= SILENT_AFTER:
        yield Reason(70, "silence", {"days": (facts.today - facts.last_talk_on).days})

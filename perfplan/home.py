"""The first page: my next actions with dates, then the state of my plans, then what changed."""

import datetime
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import F
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Roadblock, Session, SessionState
from metrics.models import Signal, SignalKind, SignalState
from people.models import Person
from perfplan.teams import teams_below
from plans.history import words_of
from plans.models import Commitment, Plan, PlanEvent, Proposal
from reviews.models import Review, ReviewRound
from reviews.rules import can_open_round, people_overseen_by

SOON = datetime.timedelta(days=7)
MOST = 12


@dataclass(frozen=True)
class NextAction:
    """Something that waits for the reader: what, why, by when, and where it is done."""

    title: str
    why: str
    url: str
    due_on: datetime.date | None
    icon: str
    since: datetime.date | None = None

    @property
    def order(self):
        """What waits since some day first, the latest on top, then what is due, the earliest on top."""
        return (self.since is None, -self.since.toordinal() if self.since else 0, self.due_on or datetime.date.max)


def home(request):
    """What waits for me, then the state of my plans, then what changed."""
    person, today = request.user, timezone.localdate()
    plans = list(Plan.objects.visible_to_parties(person).current(today).for_list()[:60])
    actions, show_all = next_actions(person, today), request.GET.get("show") == "all"
    context = {
        "actions": actions if show_all else actions[:MOST],
        "more_actions": 0 if show_all else max(0, len(actions) - MOST),
        "own_plans": [plan for plan in plans if plan.person_id == person.pk],
        "team_plans": [plan for plan in plans if plan.person_id != person.pk],
        "teams": teams_below(person, today),
        "rounds": rounds_of(person),
        "events": events_of(plans),
        "today": today,
        "is_alone": not actions and not Person.objects.exclude(pk=person.pk).exists(),
    }
    return render(request, "perfplan/home.html", context)


def rounds_of(person):
    """To HR the rounds that are under way, and how far they are among the people of their scope."""
    if not can_open_round(person):
        return []
    rounds = ReviewRound.objects.for_list().with_counts(people_overseen_by(person))
    return rounds.filter(acknowledged_count__lt=F("review_count"))[:3]


def events_of(plans):
    """The newest lines of these plans' histories, in words."""
    events = PlanEvent.objects.filter(plan__in=[plan.pk for plan in plans]).select_related("plan__person", "by")[:8]
    for event in events:
        event.words = words_of(event)
    return events


def next_actions(person, today):
    """Everything that waits for `person`, most urgent first. The number of queries does not depend on how much that is."""
    found = [
        *signatures(person),
        *signals(person, today),
        *promises(person, today),
        *roadblocks(person, today),
        *reviews(person),
        *sessions(person, today),
    ]
    return sorted(found, key=attrgetter("order"))


def signatures(person):
    """Proposals of the other side that wait for this person's signature."""
    waiting = Proposal.objects.waiting_for(person).select_related("plan__person", "by")
    for proposal in waiting:
        yield NextAction(
            title=_("Read and sign: %(plan)s") % {"plan": proposal.plan.title},
            why=_("%(name)s has signed and proposes it to you") % {"name": proposal.by.name},
            url=reverse("plans:plan_sign", args=[proposal.plan_id]),
            due_on=None,
            since=timezone.localdate(proposal.at),
            icon="pen-line",
        )


def signals(person, today):
    """Own signals, and those of one's reps, that nobody has answered yet or that are to be looked at again today.

    Promises whose day has passed stand among the promises.
    """
    waiting = Signal.objects.for_parties(person).exclude(kind=SignalKind.LATE_COMMITMENT).waiting(today)[:20]
    for signal in waiting:
        whose = signal.name if signal.person_id == person.pk else f"{signal.name}, {signal.person.name}"
        yield NextAction(
            title=question_of(signal) % {"signal": whose},
            why=signal.get_verdict_display(),
            url=signal.get_absolute_url(),
            due_on=None,
            since=signal.onset_on,
            icon="activity",
        )


def roadblocks(person, today):
    """What this person is to clear out of somebody's way, today or this week, or was to."""
    for roadblock in Roadblock.objects.to_clear(person, today + SOON):
        whose = {"name": roadblock.person.first_name}
        yield NextAction(
            title=_("Clear: %(text)s") % {"text": roadblock.text},
            why=_("in your own way") if roadblock.person_id == person.pk else _("in the way of %(name)s") % whose,
            url=roadblock.get_absolute_url(),
            due_on=roadblock.due_on,
            icon="construction",
        )


def question_of(signal):
    """What a signal asks, with a place for its name."""
    if signal.state == SignalState.ANSWERED:
        return _("%(signal)s: did it help?")
    return _("%(signal)s: worth saying so") if signal.is_good else _("%(signal)s: what would help?")


def promises(person, today):
    """One's own promises that are due within a week, or whose date has passed."""
    for promise in Commitment.objects.filter(by=person).due_before(today + SOON).for_list()[:30]:
        yield NextAction(
            title=promise.text,
            why=_("you promised %(name)s") % {"name": promise.to.first_name},
            url=promise.plan.get_absolute_url(),
            due_on=promise.due_on,
            icon="handshake",
        )


def reviews(person):
    """Reviews in which the next step is this person's."""
    for review in Review.objects.waiting_for(person).for_list()[:30]:
        own = review.person_id == person.pk
        if review.state == "concluded":
            title = _("Read what was concluded: %(round)s") % {"round": review.round}
        elif own:
            title = _("Write your view: %(round)s") % {"round": review.round}
        else:
            title = _("%(round)s with %(name)s") % {"round": review.round, "name": review.person.name}
        yield NextAction(title, review.get_state_display(), review.get_absolute_url(), review.round.due_on, "book-open")


def sessions(person, today):
    """Sessions of the next days that this person takes part in."""
    now = timezone.now()
    coming = Session.objects.filter(state=SessionState.PLANNED, participants__person=person)
    soon = coming.filter(starts_at__gte=now, starts_at__lt=now + SOON).prefetch_related("participants__person")
    for session in soon.order_by("starts_at")[:10]:
        others = [part.person.first_name for part in session.participants.all() if part.person_id != person.pk]
        names = _("with %(names)s") % {"names": ", ".join(others)} if len(others) < 4 else _("with the team")
        yield NextAction(
            title=_("Prepare: %(session)s") % {"session": session},
            why=f"{session.get_kind_display()} {names}" if session.topic else names,
            url=session.get_absolute_url(),
            due_on=timezone.localdate(session.starts_at),
            icon="calendar-days",
        )

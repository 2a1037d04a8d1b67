"""The whole demo, in the order in which it happened."""

import datetime
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from metrics.models import Metric
from people.models import Team
from perfplan.demo import (
    clock,
    days_off,
    observations,
    obstacles,
    organisation,
    periods,
    planning,
    reviewing,
    scenes,
    series,
    starting_points,
    talking,
    watching,
    words,
)
from perfplan.demo.clock import on
from plans import actions as plan_actions
from plans.models import Cycle, Goal, Plan
from reminders.models import Channel, Reminder, Setting, State

SAM, FELIX, NEWCOMER, LEILA = 0, 5, 6, 20  # whose plans are told in scenes of their own
UNSIGNED = 8  # whose plan was begun in time and never signed; others of their kind came later, and are being written
RICH = 40  # for so many sellers everything is written and signed; more have people, lines and numbers
PLANTED = [  # each in a metric that the seller's plan leans on: what nobody agreed on raises nothing
    series.Planted(SAM, "first_meetings", 6, 0.4),
    series.Planted(23, "proposals", 6, 0.4),
    series.Planted(16, "opportunities_created", 7, 0.35),
    series.Planted(24, "first_meetings", 8, 1.8),
    series.Planted(15, "renewals_opened_early", 6, 0.45),
    series.Planted(30, "first_meetings", 5, 1.0, silent=True),
]


@dataclass
class Told:
    """What was made, for the line at the end."""

    people: int
    observations: int
    plans: int
    signals: int


@clock.all_or_nothing()
def tell(*, sellers, weeks, seed, today, say=lambda line: None):
    """Make the company. The same arguments give the same data (ids and seal times apart)."""
    rng = np.random.default_rng(seed)
    past, now = periods.halves(today)
    mondays = periods.mondays(today, weeks)
    org = organisation.build(sellers, began_on=min(past.starts_on, mondays[0]) - datetime.timedelta(days=200))
    off = days_off.DaysOff(org, mondays, today)
    numbers = series.build(mondays, sellers, seed, PLANTED, off.shares(mondays))
    off.enter()
    observations.load(org.sellers, numbers)
    say(f"{sellers} sellers, {weeks} weeks of numbers")
    Metric.objects.filter(key__in=("won_value", "pipeline_created_value")).update(unit="£")
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": "at_once"})
    priorities, cycles = strategy(org, past, now)
    template = starting_points.offer(org.leader, org.hr, now.starts_on - datetime.timedelta(days=20))
    rich = org.sellers[:RICH]
    planner = planning.Planner(rng, numbers.levels)
    before = [half_year(planner, org, i, one, past, cycles[0], priorities, goals=2, topics=0) for i, one in enumerate(rich)]
    say(f"{len(before)} plans of the half year that is over")
    reviewing.finished_round(org, past, rng)
    for plan in before:
        planning.keep_promises(plan, rng, past.ends_on)
        with on(past.ends_on + datetime.timedelta(days=30), 9):
            plan_actions.close(plan, by=plan.manager, outcome="Reviewed, and carried on in the next plan.")
    say("the round about it, written by both and acknowledged")
    context = {"half": now, "cycle": cycles[1], "priorities": priorities, "template": template}
    current = [under_way(planner, org, i, one, today, **context) for i, one in enumerate(rich)]
    conversations(rng, org, current, today)
    for plan in current:
        planning.keep_promises(plan, rng, today)
    obstacles.name_all(org, current, today)
    scenes.say_how_it_goes(current[SAM], org.sellers[SAM], org.managers[0], today)
    plan_actions.produce_occurrences()
    reviewing.running_round(org, now, today)
    say("the plans under way, their conversations and promises, and a round that runs")
    if len(current) > NEWCOMER:
        scenes.change_of_manager(org, NEWCOMER, current[NEWCOMER], today)
    found = watching.watch(org, today)
    resting = watching.look_around(org, today)
    hush_the_past()
    say(f"four weeks of watching: {found} signals about numbers, {resting} about the process")
    return Told(len(rich), int(np.isfinite(numbers.won_value).sum()), Plan.objects.count(), found)


def strategy(org, past, now):
    """Three cycles, and what the leader chose for the one under way; most people have read it."""
    halves = (past, now, periods.half_from(now.ends_on + datetime.timedelta(days=1)))
    cycles = [Cycle.objects.create(name=half.name, starts_on=half.starts_on, ends_on=half.ends_on) for half in halves]
    with on(now.starts_on - datetime.timedelta(days=12), 8):
        priorities = [
            plan_actions.state_priority(by=org.leader, cycle=cycles[1], kind=kind, title=title, why=why)
            for kind, title, why in words.PRIORITIES
        ]
    for number, person in enumerate([*org.managers, *org.sellers[:RICH]]):
        for priority in priorities[: 5 if number % 4 else 3]:
            with on(now.starts_on - datetime.timedelta(days=8 - number % 6), 10):
                plan_actions.acknowledge_priority(priority, by=person)
    return priorities[:4], cycles


def half_year(planner, org, number, seller, half, cycle, priorities, **sizes):
    """A plan written and signed in the first days of a half year."""
    manager = org.manager_of(number)
    plan = planner.write(number, seller, manager, half, cycle, priorities, **sizes)
    first, second = (manager, seller) if number % 2 else (seller, manager)
    planner.sign(plan, number, first, second, half.starts_on + datetime.timedelta(days=3 + number % 7))
    return Plan.objects.get(pk=plan.pk)


def under_way(planner, org, number, seller, today, *, half, cycle, priorities, template):
    """The plan of this half year: signed by nearly all, amended by some, and here and there still open."""
    manager = org.manager_of(number)
    if number == SAM:
        return scenes.sam(planner, org, half, cycle, priorities, template)
    if number == LEILA:
        return scenes.leila(org, number, half, cycle, priorities, template, today)
    if number % 12 == UNSIGNED:
        began = half.starts_on if number == UNSIGNED else today - datetime.timedelta(days=16)
        plan = planner.write(number, seller, manager, half, cycle, priorities, began=began)
        planner.talk(plan, seller, manager, today - datetime.timedelta(days=3))
        return plan
    plan = half_year(planner, org, number, seller, half, cycle, priorities, topics=2)
    if number % 4 == 0:
        planner.amend(plan, number, seller, manager, half.starts_on + datetime.timedelta(days=55 + number % 9))
    if number == FELIX:
        scenes.felix(plan, seller, manager, today)
    elif number % 12 == FELIX:
        propose_change(planner, plan, seller, today)
    return Plan.objects.get(pk=plan.pk)


def propose_change(planner, plan, seller, today):
    """An amendment that waits for the manager's signature."""
    with on(today - datetime.timedelta(days=2), 10):
        plan_actions.amend(plan, by=seller, reason=words.AMENDMENTS[0])
        goal = plan.goals.filter(dropped_at__isnull=True).last()
        plan_actions.edit_item(goal, by=seller, seen_version=goal.version, why=f"{goal.why} And it is what the clinics ask for.")
        plan = Plan.objects.get(pk=plan.pk)
        plan_actions.propose(plan, by=seller, seen_revision=plan.revision, typed_name=seller.name)


def conversations(rng, org, plans, today):
    """What was said, by everybody with their manager, and each team together."""
    for number, plan in enumerate(plans):
        goals = list(Goal.objects.filter(plan=plan, dropped_at__isnull=True)) if plan.in_force_id else []
        talking.talk(rng, plan.person, org.manager_of(number), goals, today, number)
        talking.as_promised(rng, plan, org.manager_of(number), goals, today)
        if number % 5 == 3 and goals:
            talking.praise(org.manager_of(number), plan.person, goals[0], today, number)
    for place, manager in enumerate(org.managers[:5]):
        reps = [plan.person for number, plan in enumerate(plans) if number % len(org.managers) == place]
        if reps:
            talking.team_meetings(manager, reps, today)
            talking.to_come(manager, reps, today)


def hush_the_past():
    """What was owed in the demo's past was told then: no letter about it goes out today, and most of it was read."""
    before = timezone.now() - datetime.timedelta(hours=1)
    told = Reminder.objects.filter(due_at__lt=before)
    told.filter(channel=Channel.EMAIL, state=State.DUE).update(state=State.CANCELLED, last_error="Told before the demo began.")
    told.filter(channel=Channel.APP, due_at__lt=before - datetime.timedelta(days=10)).update(read_at=before)


def is_empty():
    """Whether nobody has entered a company yet."""
    return not Team.objects.exists()

"""What stands in the way of some sellers of the demo company, and what was cleared. Invented."""

import datetime
from dataclasses import dataclass

from coaching import actions
from perfplan.demo.clock import on
from plans.models import Goal


@dataclass(frozen=True)
class Obstacle:
    """Named by the seller some days ago; cleared by one side (`owner`) so many days from today. `ended`: days ago, and how."""

    number: int
    place: int  # of the goal in the seller's plan
    text: str
    lacks: str
    owner: str
    named: int
    due: int
    ended: tuple = ()


OBSTACLES = [
    Obstacle(0, 0, "Quotes for hospitals wait four days for legal. Two buyers asked me why.", "process", "manager", 9, 4),
    Obstacle(
        0,
        3,
        "The same note is wanted in two systems.",
        "tools",
        "seller",
        33,
        -14,
        (16, "One form fills both, since the update."),
    ),
    Obstacle(15, 2, "There is one demo kit for the whole team, and it is in Leeds.", "tools", "manager", 17, -2),
]


def name_all(org, plans, today):
    """Each of those whose seller has a plan in force."""
    for one in OBSTACLES:
        if one.number < len(plans) and plans[one.number].in_force_id:
            _name(one, org, plans[one.number], today)


def _name(one, org, plan, today):
    seller, manager = plan.person, org.manager_of(one.number)
    goal = Goal.objects.filter(plan=plan, dropped_at__isnull=True).order_by("position")[one.place]
    with on(today - datetime.timedelta(days=one.named), 15):
        roadblock = actions.raise_roadblock(
            seller,
            by=seller,
            text=one.text,
            lacks=one.lacks,
            owner=manager if one.owner == "manager" else seller,
            due_on=today + datetime.timedelta(days=one.due),
            goal=goal,
        )
    if one.ended:
        days, note = one.ended
        with on(today - datetime.timedelta(days=days), 11):
            actions.remove_roadblock(roadblock, by=roadblock.owner, note=note)

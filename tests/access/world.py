"""Ten people who stand differently to one seller, and one of each thing about that seller."""

import datetime
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from coaching import actions as coaching_actions
from metrics.models import Metric
from people.actions import change_manager
from people.models import Delegation, Grant, Person
from plans import actions as plan_actions
from plans.models import Plan, Side
from reminders.models import Reminder
from reviews import actions as review_actions
from reviews.models import Review
from tests import factories

VIEWERS = (
    "anonymous",
    "seller",
    "other_seller",
    "manager",
    "other_manager",
    "leader",
    "hr",
    "admin",
    "former_manager",
    "delegate",
)
CANARY = "canary-of-the-seller"


@dataclass
class World:
    """People by their standing, and things by their kind."""

    people: dict = field(default_factory=dict)
    things: dict = field(default_factory=dict)

    def __getitem__(self, name):
        return self.things[name]

    def args(self, keys):
        """The arguments of a path: keys of things (their id, or the thing itself if it is a plain value)."""
        return [getattr(self.things[key], "pk", self.things[key]) for key in keys]


def build():
    """Make all of it, through the rooms' own actions where a person would."""
    world = World()
    today = timezone.localdate()
    people_of(world, today)
    seller, manager = world.people["seller"], world.people["manager"]
    world.things |= handed_over(world, seller, manager, today)
    plan = signed_plan(seller, manager, today - datetime.timedelta(days=50), today + datetime.timedelta(days=120))
    draft = plan_actions.start(
        by=manager,
        person=seller,
        title=f"Draft {CANARY}",
        starts_on=today,
        ends_on=today + datetime.timedelta(days=90),
        kind="development",
    )
    things = world.things
    things |= {"plan": plan, "draft": draft, "goal": plan.goals.first(), "version": 1, "person": seller}
    things["draft_goal"] = plan_actions.add_goal(draft, by=manager, family="growth", title="Negotiate")
    plan_actions.comment(draft, by=manager, item_id=things["draft_goal"].pk, text=f"Remark {CANARY}")
    coach = factories.PersonFactory(name="Cora Coach")
    things["invitation"] = plan_actions.invite(draft, by=seller, person=coach)
    things |= {"remark": draft.comments.first(), "topic": "strengths", "one": 1, "mail_name": "nobodys-letter.eml"}
    things |= {"delegation": Delegation.objects.get(), "manager": manager, "hr_grant": Grant.objects.get(role="hr")}
    things["hr_person"] = world.people["hr"]
    things["reminder"] = Reminder.objects.filter(recipient=seller, channel="app").first()
    things["priority"] = factories.PriorityFactory(published_at=timezone.now())
    things["absence"], things["holiday"] = factories.AbsenceFactory(person=seller), factories.HolidayFactory()
    things["token"] = factories.TokenFactory(person=seller)
    things["import"] = factories.ImportFactory(by=manager)
    things["mapping"] = factories.ImportMappingFactory(made_by=manager)
    things["metric"] = Metric.objects.get(key="calls")
    things["template"] = factories.PlanTemplateFactory()
    things["template_draft"] = factories.PlanTemplateFactory(unpublished=True)
    things["template_goal"] = "goal-1"
    things["document"] = plan_actions.ask_binder(manager, by=manager)
    things["commitment"] = plan.commitments.filter(side="seller").first()
    sessions_of(world, seller, manager)
    signal_of(world, seller, plan)
    reviews_of(world, seller, manager, today)
    return world


def people_of(world, today):
    """The seller's line, led by the former manager (see `handed_over`); the leader above, and others beside."""
    make = factories.PersonFactory
    leader = make(name="Lena Leader")
    team, other_team = factories.TeamFactory(name="North"), factories.TeamFactory(name="South")
    manager = make(name="Maya Manager", reports_to=leader, team=team)
    former = make(name="Frida Former", reports_to=leader, team=other_team)
    other_manager = make(name="Otto Other", reports_to=leader, team=other_team)
    seller = make(name="Sam Seller", team=team)
    factories.ReportingLineFactory(person=seller, manager=former, starts_on=today - datetime.timedelta(days=700))
    other_seller = make(name="Olga Other", reports_to=other_manager, team=other_team)
    delegate = make(name="Dora Delegate", team=other_team)
    Delegation.objects.create(delegator=manager, delegate=delegate, starts_on=today, ends_on=today + datetime.timedelta(days=7))
    world.people |= {
        "anonymous": None,
        "seller": seller,
        "other_seller": other_seller,
        "manager": manager,
        "other_manager": other_manager,
        "leader": leader,
        "hr": make(name="Harriet HR", hr=True),
        "admin": make(name="Ada Admin", admin=True),
        "former_manager": former,
        "delegate": delegate,
    }


def handed_over(world, seller, manager, today):
    """The manager leads the seller since two months ago. Of two plans that the former manager signed, one was taken over and
    signed again; in the other the former manager's promise still waits for a choice.
    """
    former, changed = world.people["former_manager"], today - datetime.timedelta(days=60)
    first, last = today - datetime.timedelta(days=300), today - datetime.timedelta(days=80)
    handed = signed_plan(seller, former, first, last)
    handing = signed_plan(seller, former, first + datetime.timedelta(days=1), last)
    change_manager(Person.objects.get(pk=seller.pk), manager, by=world.people["admin"], on=changed)
    for plan in (handed, handing):
        plan_actions.take_over(Plan.objects.get(pk=plan.pk), by=manager)
    plan_actions.choose_handover(handed.commitments.get(side=Side.MANAGER), by=manager, choice="take")
    sign_both(handed, manager, seller)
    left, proposal = handing.commitments.get(side=Side.MANAGER), handed.proposals.latest("at")
    return {"handed": handed, "handing": handing, "left": left, "handed_proposal": proposal, "two": 2}


def signed_plan(seller, manager, starts, ends):
    """A plan in force between the two, signed by both."""
    plan = plan_actions.start(by=manager, person=seller, title=f"Half year {CANARY}", starts_on=starts, ends_on=ends)
    goal = plan_actions.add_goal(plan, by=manager, family="results", title=f"Win hospitals {CANARY}", why="They buy", due_on=ends)
    metric = Metric.objects.get(key="first_meetings")
    plan_actions.add_measure(goal, by=manager, kind="metric", metric=metric, is_leading=True, low=8, high=12)
    for side, by in ((Side.SELLER, seller), (Side.MANAGER, manager)):
        plan_actions.add_offer(
            plan, by=by, side=side, text=f"Promise {CANARY}", goal=goal, due_on=min(ends, starts + datetime.timedelta(days=55))
        )
    return sign_both(plan, manager, seller)


def sign_both(plan, manager, seller):
    """The manager proposes the working copy and the seller signs it; the plan as it is then."""
    plan = Plan.objects.get(pk=plan.pk)
    proposal = plan_actions.propose(plan, by=manager, seen_revision=plan.revision, typed_name=manager.name)
    digest = bytes(proposal.text_digest).hex()
    plan_actions.sign(
        Plan.objects.get(pk=plan.pk), by=seller, proposal_id=proposal.pk, seen_digest=digest, typed_name=seller.name
    )
    return Plan.objects.get(pk=plan.pk)


def sessions_of(world, seller, manager):
    """One session held, with a private note of the manager, and one to come."""
    goals = list(world["plan"].goals.all())
    held = coaching_actions.log_session(by=manager, rep=seller, kind="impromptu", notes=f"Talked {CANARY}", goals=goals)
    coaching_actions.write_private_note(held, by=manager, text=f"Private {CANARY}")
    soon = timezone.now() + datetime.timedelta(days=2)
    world.things["session"] = held
    world.things["session_to_come"] = coaching_actions.plan_session(
        by=manager, reps=[seller], kind="strategy_session", starts_at=soon
    )
    day = timezone.localdate()
    world.things["roadblock"] = coaching_actions.raise_roadblock(
        seller, by=seller, text=f"Waits {CANARY}", lacks="time", owner=manager, due_on=day + datetime.timedelta(days=9)
    )
    world.things["monday"] = (day - datetime.timedelta(days=day.weekday())).isoformat()


def signal_of(world, seller, plan):
    """One signal about the seller's metric."""
    metric = Metric.objects.get(key="first_meetings")
    world.things["metric_key"] = metric.key
    world.things["signal"] = factories.SignalFactory(person=seller, metric=metric, plan_id=plan.pk, goal_id=world["goal"].pk)
    world.things["rose"] = factories.SignalFactory(person=seller, verdict="ahead")
    facts = {"title": f"Goal {CANARY}"}
    world.things["process_signal"] = factories.SignalFactory(process=True, person=seller, kind="untouched_goal", facts=facts)
    world.things["mute"] = factories.MuteFactory(person=seller, until=timezone.localdate() + datetime.timedelta(days=9))


def reviews_of(world, seller, manager, today):
    """A review that is being written, in a round that HR opened, and one that is acknowledged."""
    hr = world.people["hr"]
    for key, done in (("running", False), ("finished", True)):
        one = review_actions.open_round(
            by=hr,
            key=key,
            name=key.title(),
            kind="quarter",
            starts_on=today - datetime.timedelta(days=40),
            ends_on=today,
            due_on=today,
        )
        review = Review.objects.get(round=one, person=seller)
        goal_question = one.questions.filter(about="goal").first()
        goal = str(world["goal"].pk)
        review_actions.save_answer(review, goal_question, goal, by=seller, text=f"Draft {CANARY}")
        world.things[f"{key}_review"], world.things[f"{key}_round"] = review, one
        if done:
            finish(review, seller, manager, goal_question, goal)
    world.things["round"] = world.things["running_round"]
    world.things["export"] = review_actions.ask_export(by=hr, round=world["finished_round"], format="csv", reason="Audit")


def finish(review, seller, manager, question, goal):
    """Both share, the manager concludes, the seller acknowledges."""
    review_actions.save_answer(review, question, goal, by=manager, text="Went well")
    review_actions.share(review, by=seller)
    review_actions.share(review, by=manager)
    review_actions.conclude(review, by=manager, outcomes={goal: ("on_course", "")}, summary="A good half", outcome="on_course")
    review_actions.acknowledge(review, by=seller, kind="agreed")


@contextmanager
def taken_back():
    """Whatever is written within it is taken back after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

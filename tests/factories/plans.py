"""Strategy, plans that two write, what they signed and what they promised.

`PlanFactory` is a bare draft between a manager and their seller. `ready=True` makes it ready to be signed (`goals=3`), by rows
and not by actions; `agreed_plan()` goes the whole way through the actions, as two people would.
"""

import datetime

import factory
from factory.django import DjangoModelFactory

from plans import actions
from plans.models import (
    Acknowledgement,
    Agreed,
    Comment,
    Commitment,
    Cycle,
    Document,
    Goal,
    Handover,
    Invitation,
    Measure,
    Occurrence,
    Offer,
    Plan,
    PlanEvent,
    PlanTemplate,
    PlanVersion,
    Portrait,
    Priority,
    Progress,
    Proposal,
    Signature,
    Topic,
    Visit,
)
from tests.factories.metrics import MetricFactory
from tests.factories.people import PersonFactory, ReportingLineFactory

__all__ = [
    "AcknowledgementFactory",
    "AgreedFactory",
    "CommentFactory",
    "CommitmentFactory",
    "CycleFactory",
    "DocumentFactory",
    "GoalFactory",
    "HandoverFactory",
    "InvitationFactory",
    "MeasureFactory",
    "OccurrenceFactory",
    "OfferFactory",
    "PlanEventFactory",
    "PlanFactory",
    "PlanTemplateFactory",
    "PlanVersionFactory",
    "PortraitFactory",
    "PriorityFactory",
    "ProgressFactory",
    "ProposalFactory",
    "SignatureFactory",
    "TopicFactory",
    "VisitFactory",
    "agree",
    "agreed_plan",
]

STARTS_ON, ENDS_ON = datetime.date(2026, 7, 1), datetime.date(2026, 12, 31)
FAMILIES = ["results", "customer", "growth", "team", "beyond"]


class CycleFactory(DjangoModelFactory):
    """A half year."""

    class Meta:
        model = Cycle

    name = factory.Sequence(lambda number: f"Second half, {number}")
    starts_on = STARTS_ON
    ends_on = ENDS_ON


class PriorityFactory(DjangoModelFactory):
    """Something to start, for everybody, published."""

    class Meta:
        model = Priority

    class Params:
        unpublished = factory.Trait(published_at=None)

    cycle = factory.SubFactory(CycleFactory)
    kind = "start"
    title = factory.Sequence(lambda number: f"Priority {number}")
    why = "Because customers ask for it."
    stated_by = factory.SubFactory(PersonFactory, leader=True)
    published_at = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)


class AcknowledgementFactory(DjangoModelFactory):
    """That somebody has read a priority."""

    class Meta:
        model = Acknowledgement

    priority = factory.SubFactory(PriorityFactory)
    person = factory.SubFactory(PersonFactory)


class PlanTemplateFactory(DjangoModelFactory):
    """A published starting point for everybody, with one goal."""

    class Meta:
        model = PlanTemplate

    class Params:
        unpublished = factory.Trait(published_at=None)

    name = factory.Sequence(lambda number: f"Account executive, {number}")
    role = "Account executive"
    body = factory.LazyFunction(
        lambda: {
            "goals": [
                {
                    "family": "results",
                    "title": "Win new business",
                    "specific": "",
                    "why": "New customers carry next year.",
                    "measures": [{"kind": "criteria", "text": "Both see it in the pipeline"}],
                    "offers": [
                        {"side": "seller", "text": "Hold two mornings for outreach", "rule": "weekly"},
                        {"side": "manager", "text": "Keep those mornings clear", "rule": "weekly"},
                    ],
                }
            ],
            "offers": [],
            "topics": ["Key accounts", "Pipeline"],
        }
    )
    made_by = factory.SubFactory(PersonFactory, leader=True)
    changed_by = factory.SelfAttribute("made_by")
    published_at = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)


class PlanFactory(DjangoModelFactory):
    """A bare draft for the second half of 2026. The seller reports to the manager. `ready=True`: nothing keeps it from being
    signed.
    """

    class Meta:
        model = Plan
        skip_postgeneration_save = True

    title = "Second half 2026"
    person = factory.SubFactory(PersonFactory, name="Sam Okafor")
    manager = factory.SubFactory(PersonFactory, name="Maya Lindqvist")
    starts_on = STARTS_ON
    ends_on = ENDS_ON
    started_by = factory.SelfAttribute("manager")

    @factory.post_generation
    def line(self, create, given, **line):
        """The reporting line that makes the manager the manager; `line=False` leaves it out."""
        if given is not False and self.person.manager() is None:
            ReportingLineFactory(person=self.person, manager=self.manager, **line)

    @factory.post_generation
    def ready(self, create, given, goals=3):
        if given:
            for number in range(goals):
                GoalFactory(plan=self, family=FAMILIES[number % len(FAMILIES)], position=number, ready=True)


class GoalFactory(DjangoModelFactory):
    """A goal with a date and no more. `ready=True` gives it a leading metric and a commitment of each side."""

    class Meta:
        model = Goal
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    family = "results"
    title = factory.Sequence(lambda number: f"Win new business, {number}")
    why = "The half depends on it."
    due_on = ENDS_ON
    changed_by = factory.SelfAttribute("plan.manager")

    @factory.post_generation
    def ready(self, create, given, **fields):
        if given:
            MeasureFactory(goal=self)
            OfferFactory(plan=self.plan, goal=self, side="seller", text="Hold two mornings for outreach")
            OfferFactory(plan=self.plan, goal=self, side="manager", text="Keep those mornings clear")


class MeasureFactory(DjangoModelFactory):
    """A leading metric with an agreed range. `milestone=True`, `criteria=True`: the other two ways to judge."""

    class Meta:
        model = Measure

    class Params:
        milestone = factory.Trait(
            kind="milestone", metric=None, low=None, high=None, text="Certified", due_on=ENDS_ON, is_leading=False
        )
        criteria = factory.Trait(kind="criteria", metric=None, low=None, high=None, text="Both think so", is_leading=False)

    goal = factory.SubFactory(GoalFactory)
    kind = "metric"
    metric = factory.SubFactory(MetricFactory)
    is_leading = True
    low = 14
    high = 20
    changed_by = factory.SelfAttribute("goal.plan.manager")


class OfferFactory(DjangoModelFactory):
    """What the seller offers. `side="manager"`: what the manager does."""

    class Meta:
        model = Offer

    plan = factory.SubFactory(PlanFactory)
    side = "seller"
    text = "Call ten lapsed customers"
    due_on = datetime.date(2026, 9, 30)
    changed_by = factory.LazyAttribute(lambda offer: offer.plan.party(offer.side))


class TopicFactory(DjangoModelFactory):
    """Something to speak about each time."""

    class Meta:
        model = Topic

    plan = factory.SubFactory(PlanFactory)
    text = "Key accounts"
    changed_by = factory.SelfAttribute("plan.manager")


class PortraitFactory(DjangoModelFactory):
    """The seller's own words on their strengths."""

    class Meta:
        model = Portrait

    plan = factory.SubFactory(PlanFactory)
    topic = "strengths"
    side = "seller"
    text = "Customers trust me."
    changed_by = factory.LazyAttribute(lambda row: row.plan.party(row.side))


class AgreedFactory(DjangoModelFactory):
    """That the seller agrees with a goal as it stands. `item=` another."""

    class Meta:
        model = Agreed

    class Params:
        item = factory.SubFactory(GoalFactory)

    plan = factory.SelfAttribute("item.plan")
    item_id = factory.SelfAttribute("item.pk")
    item_version = factory.SelfAttribute("item.version")
    side = "seller"
    by = factory.LazyAttribute(lambda mark: mark.plan.party(mark.side))


class CommentFactory(DjangoModelFactory):
    """Something the seller says about a goal."""

    class Meta:
        model = Comment

    class Params:
        item = factory.SubFactory(GoalFactory)

    plan = factory.SelfAttribute("item.plan")
    item_id = factory.SelfAttribute("item.pk")
    by = factory.SelfAttribute("plan.person")
    text = "Could we put an end date on it?"


class VisitFactory(DjangoModelFactory):
    """That the seller was here, and read nothing yet."""

    class Meta:
        model = Visit

    plan = factory.SubFactory(PlanFactory)
    person = factory.SelfAttribute("plan.person")
    at = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


class InvitationFactory(DjangoModelFactory):
    """A coach asked into a plan by the seller."""

    class Meta:
        model = Invitation

    plan = factory.SubFactory(PlanFactory)
    person = factory.SubFactory(PersonFactory)
    by = factory.SelfAttribute("plan.person")


class PlanEventFactory(DjangoModelFactory):
    """A line of history."""

    class Meta:
        model = PlanEvent

    plan = factory.SubFactory(PlanFactory)
    kind = "plans.started"
    by = factory.SelfAttribute("plan.manager")


class ProposalFactory(DjangoModelFactory):
    """What the manager has proposed and signed, waiting for the seller; `plan` is a ready one unless given. Made by the
    action.
    """

    class Meta:
        model = Proposal

    plan = factory.SubFactory(PlanFactory, ready=True)
    by = factory.SelfAttribute("plan.manager")

    @classmethod
    def _create(cls, model_class, *arguments, plan, by, **fields):
        plan.refresh_from_db()
        return actions.propose(plan, by=by, seen_revision=plan.revision, typed_name=by.name, **fields)


class SignatureFactory(DjangoModelFactory):
    """The proposer's signature under a proposal. Made by the action."""

    class Meta:
        model = Signature

    proposal = factory.SubFactory(ProposalFactory)

    @classmethod
    def _create(cls, model_class, *arguments, proposal):
        return proposal.signatures.get(person=proposal.by)


class PlanVersionFactory(DjangoModelFactory):
    """What both have signed. Made by the action."""

    class Meta:
        model = PlanVersion

    proposal = factory.SubFactory(ProposalFactory)

    @classmethod
    def _create(cls, model_class, *arguments, proposal):
        return sign_second(proposal)


class CommitmentFactory(DjangoModelFactory):
    """An open promise of the seller, made in a talk. `side="manager"`: of the manager."""

    class Meta:
        model = Commitment

    plan = factory.SubFactory(PlanFactory)
    origin = "session"
    side = "seller"
    by = factory.LazyAttribute(lambda promise: promise.plan.party(promise.side))
    to = factory.LazyAttribute(lambda promise: promise.plan.other_party(promise.side))
    text = "Send the proposal to Hartwell"
    due_on = datetime.date(2026, 12, 1)


class DocumentFactory(DjangoModelFactory):
    """A binder that a manager asked for, of their own team."""

    class Meta:
        model = Document

    by = factory.SubFactory(PersonFactory)
    manager = factory.SelfAttribute("by")


class HandoverFactory(DjangoModelFactory):
    """A promise of the manager before that the new one has not decided on yet."""

    class Meta:
        model = Handover

    commitment = factory.SubFactory(CommitmentFactory, side="manager")
    plan = factory.SelfAttribute("commitment.plan")


class OccurrenceFactory(DjangoModelFactory):
    """One week of a weekly promise, kept."""

    class Meta:
        model = Occurrence

    commitment = factory.SubFactory(CommitmentFactory, rule="weekly", due_on=None)
    starts_on = datetime.date(2026, 11, 16)
    ends_on = datetime.date(2026, 11, 22)
    kept_at = datetime.datetime(2026, 11, 18, 9, tzinfo=datetime.UTC)


class ProgressFactory(DjangoModelFactory):
    """The seller says that a goal is on course."""

    class Meta:
        model = Progress

    goal = factory.SubFactory(GoalFactory)
    by = factory.SelfAttribute("goal.plan.person")
    side = "seller"
    judgement = "on_course"


def sign_second(proposal):
    """The other side signs what was proposed; gives the version."""
    plan = Plan.objects.get(pk=proposal.plan_id)
    other = plan.other_party(proposal.side)
    return actions.sign(
        plan, by=other, proposal_id=proposal.pk, seen_digest=bytes(proposal.text_digest).hex(), typed_name=other.name
    )


def agree(plan, **fields):
    """The plan's manager proposes the working copy and the seller signs it, through the actions; gives the plan as it is then."""
    sign_second(ProposalFactory(plan=plan, **fields))
    return Plan.objects.get(pk=plan.pk)


def agreed_plan(**fields):
    """A plan in force, as two people make one. Fields as those of PlanFactory."""
    return agree(PlanFactory(**{"ready": True, **fields}))

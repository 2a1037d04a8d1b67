"""What a plan begins with: the parts of a template, goals of the plan before, the team's priorities. Writes the first rows of a
working copy.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from people.verdict import Refused
from plans import starting
from plans.body import number, read
from plans.models import Commitment, CommitmentState, Goal, Measure, Offer, Origin, Plan, Priority, PriorityKind, Rule, Topic


def plan_before(person, plan=None):
    """The latest plan that this person and a manager have signed, beside `plan`; None if there is none."""
    signed = Plan.objects.filter(person=person, in_force__isnull=False).select_related("in_force", "manager", "person")
    return signed.exclude(pk=plan and plan.pk).order_by("-starts_on", "-started_at").first()


class Filling:
    """The first rows of a working copy, gathered and then written at once. No day is taken along: a goal is due when the plan
    ends.
    """

    def __init__(self, plan, by):
        self.plan, self.by = plan, by
        self.goals, self.measures, self.offers, self.topics = [], [], [], []

    def goal(self, came_from, **fields):
        """Add a goal after the others."""
        place = {"position": len(self.goals), "changed_by": self.by, "came_from": came_from}
        self.goals.append(Goal(plan=self.plan, due_on=self.plan.ends_on, **fields, **place))
        return self.goals[-1]

    def measure(self, goal, **fields):
        """Say how a goal is judged."""
        place = {"position": len(self.measures), "changed_by": self.by, "came_from": goal.came_from}
        self.measures.append(Measure(goal=goal, **fields, **place))

    def offer(self, came_from, goal, offer):
        """Add what one side could promise."""
        fields = {name: offer[name] for name in ("side", "text", "rule", "evidence")}
        place = {"position": len(self.offers), "changed_by": self.by, "came_from": came_from}
        self.offers.append(Offer(plan=self.plan, goal=goal, **fields, **place))

    def topic(self, came_from, text):
        """Add what to speak about each time, once."""
        if text not in [topic.text for topic in self.topics]:
            place = {"position": len(self.topics), "changed_by": self.by, "came_from": came_from}
            self.topics.append(Topic(plan=self.plan, text=text, **place))

    def save(self):
        """Write all of them."""
        for model, rows in ((Goal, self.goals), (Measure, self.measures), (Offer, self.offers), (Topic, self.topics)):
            model.objects.bulk_create(rows)

    def from_template(self, body, metrics):
        """All parts of a template. A metric that is gone by now is left out."""
        for row in body["goals"]:
            goal = self.goal(Origin.TEMPLATE, **{name: row[name] for name in ("family", "title", "specific", "why")})
            for measure in row["measures"]:
                if measure["metric"] is None:
                    self.measure(goal, kind=measure["kind"], text=measure["text"])
                elif metric := metrics.get(measure["metric"]):
                    limits = {name: starting.number(measure[name]) for name in ("low", "high")}
                    self.measure(goal, kind=measure["kind"], metric=metric, is_leading=measure["is_leading"], **limits)
            for offer in row["offers"]:
                self.offer(Origin.TEMPLATE, goal, offer)
        for offer in body["offers"]:
            self.offer(Origin.TEMPLATE, None, offer)
        for topic in body["topics"]:
            self.topic(Origin.TEMPLATE, topic)

    def from_priority(self, priority):
        """A goal that serves a priority; one that serves what we stop says so."""
        title = priority.title
        if priority.kind == PriorityKind.STOP:
            title = (_("Stop: %(title)s") % {"title": title})[:200]
        self.goal(Origin.PRIORITY, family="results", title=title, priority=priority)

    def from_earlier(self, chosen):
        """The chosen goals of the person's plan before, as both signed them, and what the two spoke about each time."""
        before = plan_before(self.plan.person, self.plan)
        body = read(before.in_force) if before else {"goals": [], "topics": []}
        if chosen - {goal["id"] for goal in body["goals"]}:
            raise Refused(_("A goal that you chose is not in the plan before."))
        done = Commitment.objects.filter(plan=before, state=CommitmentState.KEPT)
        kept = set(done.values_list("offer_id", flat=True))
        published = set(Priority.objects.published().values_list("pk", flat=True))
        for row in body["goals"]:
            if row["id"] in chosen:
                self._along(row, kept, published)
        for topic in body["topics"]:
            self.topic(Origin.EARLIER, topic["text"])

    def _along(self, row, kept, published):
        priority = UUID(row["priority"]["id"]) if row["priority"] else None
        words = {name: row[name] for name in ("family", "title", "specific", "why", "duty")}
        goal = self.goal(Origin.EARLIER, **words, priority_id=priority if priority in published else None)
        for measure in row["measures"]:
            numbers = {name: number(measure[name]) for name in ("baseline", "target", "low", "high")}
            metric = UUID(measure["metric"]["id"]) if measure["metric"] else None
            plain = {name: measure[name] for name in ("kind", "is_leading", "text")}
            self.measure(goal, metric_id=metric, **plain, **numbers)
        for offer in row["offers"]:
            if offer["rule"] != Rule.ONCE or UUID(offer["id"]) not in kept:
                self.offer(Origin.EARLIER, goal, offer)

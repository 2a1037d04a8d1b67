"""What still keeps a plan from being signed, and what would make it better: pure, from the text alone.

`findings` takes a text (see `plans.body`), the ids of items that still say what their template said, and the priorities that are
published for the seller's team, as dicts of `id` and `title`. It gives findings in the order of the text, those first that keep
the plan from being signed.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MANY_GOALS = 7
STEPS = {  # code: the next step in words, and the form that takes it
    "no_goal": (gettext_lazy("Add a goal"), "goal_add"),
    "still_template": (gettext_lazy("Make the first goal yours"), "item_edit"),
    "no_measure": (gettext_lazy("Say how it is judged"), "measure_add"),
    "no_date": (gettext_lazy("Give it a date"), "item_edit"),
    "milestone_no_date": (gettext_lazy("Give it a date"), "item_edit"),
    "outside_period": (gettext_lazy("Change the date"), "item_edit"),
    "target_backwards": (gettext_lazy("Change the target"), "item_edit"),
    "no_seller_offer": (gettext_lazy("Offer something"), "offer_add"),
    "no_manager_offer": (gettext_lazy("Offer something"), "offer_add"),
    "weights": (gettext_lazy("Change the weights"), "item_edit"),
    "untouched": (gettext_lazy("Make it yours"), "item_edit"),
    "no_growth": (gettext_lazy("Add a goal to grow by"), "goal_add"),
    "no_customer_or_team": (gettext_lazy("Add such a goal"), "goal_add"),
    "priority_without_goal": (gettext_lazy("Add a goal for it"), "goal_add"),
    "many_goals": (gettext_lazy("Look at the goals"), ""),
    "only_lagging": (gettext_lazy("Add an early sign"), "measure_add"),
    "not_specific": (gettext_lazy("Say what exactly"), "item_edit"),
    "no_why": (gettext_lazy("Say why"), "item_edit"),
    "no_promise_date": (gettext_lazy("Give it a date"), "item_edit"),
    "no_evidence": (gettext_lazy("Say what keeps it"), "item_edit"),
}
KEPT_BY = {  # words in a promise that comes back, and the interaction that could keep it
    "field_day": gettext_lazy("field day"),
    "strategy_session": gettext_lazy("strategy session"),
    "team_meeting": gettext_lazy("team meeting"),
}


@dataclass(frozen=True)
class Finding:
    """One thing about the text: `code` for programs, `sentence` for people, the item that it is about and the goal that this
    leads to (None: no goal), whether it blocks, what the form of the next step begins with, and whether it is about the plan as
    a whole.
    """

    code: str
    sentence: str
    item_id: str | None = None
    goal_id: str | None = None
    blocks: bool = True
    begins_with: dict = field(default_factory=dict)
    of_plan: bool = False

    @property
    def step(self):
        """What to do about it, in a few words."""
        return STEPS[self.code][0]

    @property
    def form(self):
        """The form that takes the next step: item_edit, measure_add, offer_add or goal_add; empty where there is none."""
        return STEPS[self.code][1]

    @property
    def anchor(self):
        """The place on the page that it is about."""
        return f"goal-{self.goal_id}" if self.goal_id else "general"


def findings(body, untouched=frozenset(), priorities=()):
    """Everything there is to say about a text, what blocks first."""
    found = [*_blocking(body, untouched), *_advice(body, untouched, priorities)]
    return sorted(found, key=lambda finding: not finding.blocks)


def blocking(body, untouched=frozenset()):
    """What keeps the text from being signed."""
    return list(_blocking(body, untouched))


# -- what blocks ------------------------------------------------------------------------------------------------------


def _blocking(body, untouched):
    goals = body["goals"]
    if not goals:
        yield Finding("no_goal", _("There is no goal yet."))
    elif untouched and ids_of(body) <= set(untouched):
        sentence = _("Everything here still says what its template says. A plan is signed once it speaks of the two of you.")
        yield _about(goals[0], "still_template", sentence, of_plan=True)
    for goal in goals:
        yield from _of_goal(goal, body)
    for offer in body["offers"]:
        yield from _outside(offer, offer["text"], None, body, "due_on")
    yield from _of_weights(goals)


def ids_of(body):
    """The ids of all that a template can bring: goals with their measures and offers, other offers, topics."""
    parts = [part for goal in body["goals"] for part in (goal, *goal["measures"], *goal["offers"])]
    return {part["id"] for part in (*parts, *body["offers"], *body["topics"])}


def _about(goal, code, sentence, item=None, **more):
    return Finding(code, sentence, (item or goal)["id"], goal["id"], **more)


def _of_goal(goal, body):
    title = {"goal": goal["title"]}
    if not goal["measures"]:
        yield _about(goal, "no_measure", _("“%(goal)s” does not say how it is judged.") % title)
    if not goal["due_on"] and not any(measure["due_on"] for measure in goal["measures"]):
        yield _about(goal, "no_date", _("“%(goal)s” has no date.") % title)
    yield from _outside(goal, goal["title"], goal, body, "due_on", "starts_on")
    for measure in goal["measures"]:
        yield from _of_measure(measure, goal, body)
    for offer in goal["offers"]:
        yield from _outside(offer, offer["text"], goal, body, "due_on")
    yield from _of_sides(goal, body)


def _of_measure(measure, goal, body):
    name = measure["metric"]["name"] if measure["metric"] else measure["text"]
    if measure["kind"] == "milestone" and not measure["due_on"]:
        yield _about(goal, "milestone_no_date", _("The milestone “%(name)s” has no date.") % {"name": name}, measure)
    yield from _outside(measure, name, goal, body, "due_on")
    if _runs_backwards(measure):
        sentence = _("The target of “%(name)s” lies on the worse side of where it stands now.") % {"name": name}
        yield _about(goal, "target_backwards", sentence, measure)


def _runs_backwards(measure):
    if measure["metric"] is None or measure["baseline"] is None or measure["target"] is None:
        return False
    gain = float(measure["target"]) - float(measure["baseline"])
    return gain > 0 if measure["metric"].get("direction") == "lower" else gain < 0


def _outside(item, name, goal, body, *fields):
    days = [item[day] for day in fields if item[day]]
    if all(body["starts_on"] <= day <= body["ends_on"] for day in days):
        return
    sentence = _("The date of “%(name)s” lies outside the plan’s period.") % {"name": name}
    yield Finding("outside_period", sentence, item["id"], goal and goal["id"])


def _of_sides(goal, body):
    for side in ("seller", "manager"):
        if not any(offer["side"] == side for offer in goal["offers"]):
            words = {"goal": goal["title"], "name": body["parties"][side]["name"]}
            sentence = _("On “%(goal)s”, %(name)s has not promised anything yet.") % words
            yield _about(goal, f"no_{side}_offer", sentence, begins_with={"goal": goal["id"], "side": side})


def _of_weights(goals):
    weights = [goal["weight"] for goal in goals]
    if not any(weight is not None for weight in weights):
        return
    if any(weight is None for weight in weights):
        bare = next(goal for goal in goals if goal["weight"] is None)
        sentence = _("Some goals have a weight and some have none: give all of them one, or none.")
        yield _about(bare, "weights", sentence, of_plan=True)
    elif sum(weights) != 100:
        sentence = _("The weights add up to %(sum)s %%, not to 100 %%.") % {"sum": sum(weights)}
        yield _about(goals[0], "weights", sentence, of_plan=True)


# -- what would make it better ------------------------------------------------------------------------------------------


def _advice(body, untouched, priorities):
    goals = body["goals"]
    if goals:
        yield from _of_families({goal["family"] for goal in goals})
        yield from _of_priorities(goals, priorities)
    if len(goals) > MANY_GOALS:
        sentence = _("There are %(n)s goals. Few people can hold more than seven in mind.") % {"n": len(goals)}
        yield _about(goals[MANY_GOALS], "many_goals", sentence, blocks=False, of_plan=True)
    all_untouched = ids_of(body) <= set(untouched)  # said once, by what blocks
    for goal in goals:
        yield from _advice_on(goal, goal["id"] in untouched and not all_untouched)
    for offer in body["offers"]:
        yield from _advice_on_offer(offer, None)


def _of_families(families):
    if "growth" not in families:
        yield Finding("no_growth", _("No goal is about growth."), blocks=False, begins_with={"family": "growth"})
    if not families & {"customer", "team"}:
        sentence = _("No goal is about customers or the team. A plan that also speaks of them carries further.")
        yield Finding("no_customer_or_team", sentence, blocks=False, begins_with={"family": "customer"})


def _of_priorities(goals, priorities):
    served = Counter(goal["priority"]["id"] for goal in goals if goal["priority"])
    for priority in priorities:
        if not served[str(priority["id"])]:
            sentence = _("No goal serves the priority “%(title)s”.") % {"title": priority["title"]}
            yield Finding("priority_without_goal", sentence, blocks=False, begins_with={"priority": str(priority["id"])})


def _advice_on(goal, is_untouched):
    title = {"goal": goal["title"]}
    if is_untouched:
        yield _about(goal, "untouched", _("“%(goal)s” still says what its template says.") % title, blocks=False)
    if not goal["specific"].strip():
        yield _about(goal, "not_specific", _("“%(goal)s” does not say what exactly.") % title, blocks=False)
    if not goal["why"].strip():
        yield _about(goal, "no_why", _("“%(goal)s” does not say why it matters.") % title, blocks=False)
    if goal["measures"] and not any(measure["is_leading"] for measure in goal["measures"]):
        sentence = _("“%(goal)s” has no early sign: you would see at the end how it went.") % title
        yield _about(goal, "only_lagging", sentence, blocks=False)
    for offer in goal["offers"]:
        yield from _advice_on_offer(offer, goal["id"])


def _advice_on_offer(offer, goal_id):
    text = {"text": offer["text"]}
    if offer["rule"] == "once" and not offer["due_on"]:
        yield Finding("no_promise_date", _("“%(text)s” has no date.") % text, offer["id"], goal_id, blocks=False)
    if offer["rule"] == "once" or offer["evidence"]:
        return
    if kind := next((name for name in KEPT_BY.values() if str(name).casefold() in offer["text"].casefold()), None):
        sentence = _("“%(text)s” could be kept by each %(kind)s that is logged.") % {**text, "kind": kind}
        yield Finding("no_evidence", sentence, offer["id"], goal_id, blocks=False)

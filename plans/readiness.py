"""What still keeps a plan from being signed, and what would make it better: pure, from the text alone.

`findings` takes a text (see `plans.body`) and gives findings in the order of the text; those with `blocks` keep it from being
signed.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ENOUGH_FAMILIES = 3
MANY_GOALS = 7
STEPS = {
    "no_goal": gettext_lazy("Add a goal"),
    "no_measure": gettext_lazy("Say how it is judged"),
    "no_date": gettext_lazy("Give it a date"),
    "outside_period": gettext_lazy("Change the date"),
    "no_seller_offer": gettext_lazy("Offer something"),
    "no_manager_offer": gettext_lazy("Offer something"),
    "weights": gettext_lazy("Look at the weights"),
    "few_families": gettext_lazy("Add a goal"),
    "no_growth": gettext_lazy("Add a goal"),
    "only_lagging": gettext_lazy("Add an early sign"),
    "no_why": gettext_lazy("Say why"),
    "no_promise_date": gettext_lazy("Give it a date"),
    "many_goals": gettext_lazy("Look at the goals"),
}


@dataclass(frozen=True)
class Finding:
    """One thing about the text: `code` for programs, `sentence` for people, the item it is about, and whether it blocks."""

    code: str
    sentence: str
    item_id: str | None = None
    blocks: bool = True

    @property
    def step(self):
        """What to do about it, in two or three words."""
        return STEPS[self.code]


def findings(body):
    """Everything there is to say about a text, what blocks first."""
    found = [*_of_goals(body), *_of_weights(body["goals"]), *_advice(body)]
    return sorted(found, key=lambda finding: not finding.blocks)


def blocking(body):
    """What keeps the text from being signed."""
    return [finding for finding in findings(body) if finding.blocks]


def _of_goals(body):
    if not body["goals"]:
        yield Finding("no_goal", _("There is no goal yet."))
    for goal in body["goals"]:
        yield from _of_goal(goal, body)


def _of_goal(goal, body):
    title = {"goal": goal["title"]}
    if not goal["measures"]:
        yield Finding("no_measure", _("“%(goal)s” does not say how it is judged.") % title, goal["id"])
    if not goal["due_on"] and not any(measure["due_on"] for measure in goal["measures"]):
        yield Finding("no_date", _("“%(goal)s” has no date.") % title, goal["id"])
    elif goal["due_on"] and not body["starts_on"] <= goal["due_on"] <= body["ends_on"]:
        yield Finding("outside_period", _("The date of “%(goal)s” lies outside the plan’s period.") % title, goal["id"])
    for side in ("seller", "manager"):
        if not any(offer["side"] == side for offer in goal["offers"]):
            name = body["parties"][side]["name"]
            sentence = _("On “%(goal)s”, %(name)s has not promised anything yet.") % {**title, "name": name}
            yield Finding(f"no_{side}_offer", sentence, goal["id"])


def _of_weights(goals):
    weights = [goal["weight"] for goal in goals]
    if not any(weight is not None for weight in weights):
        return
    if any(weight is None for weight in weights):
        yield Finding("weights", _("Some goals have a weight and some have none: give all of them one, or none."))
    elif sum(weights) != 100:
        yield Finding("weights", _("The weights add up to %(sum)s %%, not to 100 %%.") % {"sum": sum(weights)})


def _advice(body):
    goals = body["goals"]
    families = {goal["family"] for goal in goals}
    if goals and len(families) < ENOUGH_FAMILIES:
        sentence = _(
            "All goals come from one or two families. A plan that also speaks of customers, growth or the team carries further."
        )
        yield Finding("few_families", sentence, blocks=False)
    elif goals and "growth" not in families:
        yield Finding("no_growth", _("No goal is about growth."), blocks=False)
    if len(goals) > MANY_GOALS:
        yield Finding(
            "many_goals",
            _("There are %(n)s goals. Few people can hold more than seven in mind.") % {"n": len(goals)},
            blocks=False,
        )
    for goal in goals:
        yield from _advice_on(goal)
    for offer in body["offers"]:
        yield from _advice_on_offer(offer)


def _advice_on(goal):
    title = {"goal": goal["title"]}
    if goal["measures"] and not any(measure["is_leading"] for measure in goal["measures"]):
        sentence = _("“%(goal)s” has no early sign: you would see only at the end how it went.") % title
        yield Finding("only_lagging", sentence, goal["id"], blocks=False)
    if not goal["why"].strip():
        yield Finding("no_why", _("“%(goal)s” does not say why it matters.") % title, goal["id"], blocks=False)
    for offer in goal["offers"]:
        yield from _advice_on_offer(offer)


def _advice_on_offer(offer):
    if offer["rule"] == "once" and not offer["due_on"]:
        yield Finding("no_promise_date", _("“%(text)s” has no date.") % {"text": offer["text"]}, offer["id"], blocks=False)

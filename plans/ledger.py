"""What signing does beside freezing the text: offers become commitments, measures become targets. And the way back."""

from uuid import UUID

from django.utils import timezone

from metrics.models import Metric
from plans.body import day, measures_of, number, offers_of
from plans.models import Commitment, CommitmentState, Goal, Measure, Offer, Portrait, Side, Topic
from plans.occurring import bring_up_to

PROMISE = ("goal", "side", "text", "rule", "due_on", "evidence")


# -- offers become commitments ----------------------------------------------------------------------------------------


def apply_offers(plan, before, after, *, by):
    """Bring the ledger in line with a text that was just signed; `before` is the text signed earlier, or None.

    A new offer becomes a commitment. A changed one is renegotiated: the old commitment is closed so, a new one begins. A
    dropped one is let go. An unchanged one stays as it is, with its history. What a former manager left open is closed in that
    manager's name for good; where the text says so, the new manager's goes on from it.
    """
    was, now = _promises(before), _promises(after)
    latest = _handed_over(plan) | _latest(plan, {*was, *now})
    for offer_id, promise in now.items():
        _bring_in_line(plan, promise, was.get(offer_id), latest.pop(offer_id, None), by)
    for left in latest.values():
        _close(left, CommitmentState.DROPPED, by)
    seller_owes = plan.commitments.filter(side=Side.SELLER, state=CommitmentState.OPEN).exclude(to=plan.manager_id)
    seller_owes.update(to=plan.manager_id)
    bring_up_to(timezone.localdate(), plan)


def _promises(body):
    if body is None:
        return {}
    return {offer["id"]: {**offer, "goal": goal, "starts_on": body["effective_on"]} for goal, offer in offers_of(body)}


def _handed_over(plan):
    """What the new manager chose to take over or to let go: the former manager's commitment by the offer that stands for it."""
    chosen = plan.handovers.chosen().select_related("commitment")
    return {str(handover.offer_id or handover.commitment_id): handover.commitment for handover in chosen}


def _latest(plan, offer_ids):
    """The latest commitment of each offer."""
    rows = Commitment.objects.filter(plan=plan, offer_id__in=offer_ids).order_by("made_at", "closed_at")
    return {str(row.offer_id): row for row in rows}


def _bring_in_line(plan, promise, before, commitment, by):
    changed = before is None or any(before[name] != promise[name] for name in PROMISE)
    if commitment is not None and not changed:
        is_open = commitment.state == CommitmentState.OPEN
        if not is_open or commitment.by_id == plan.party(commitment.side).pk:
            return
    _close(commitment, CommitmentState.RENEGOTIATED, by)
    _make(plan, promise, commitment)


def _close(commitment, state, by):
    if commitment is None or commitment.state != CommitmentState.OPEN:
        return
    commitment.close_as(state, by)


def _make(plan, promise, before):
    Commitment.objects.create(
        plan=plan,
        succeeds=before,
        goal_id=promise["goal"],
        offer_id=promise["id"],
        origin="plan",
        side=promise["side"],
        by=plan.party(promise["side"]),
        to=plan.other_party(promise["side"]),
        text=promise["text"],
        rule=promise["rule"],
        evidence=promise["evidence"],
        due_on=day(promise["due_on"]),
        starts_on=day(promise["starts_on"]),
    )


def undecide(plan):
    """Ask the new manager again about every promise of the one before, of which nothing is signed yet."""
    plan.handovers.chosen().update(choice="", offer_id=None, by=None, at=None)


# -- measures become targets ------------------------------------------------------------------------------------------


def targets_of(body):
    """What a signed text says about metrics, as `set_targets` takes it: every metric that has a target or a range."""
    metrics = Metric.objects.in_bulk([measure["metric"]["id"] for _goal, measure in measures_of(body) if measure["metric"]])
    return [
        {
            "metric": metrics[UUID(measure["metric"]["id"])],
            "goal_id": goal["id"],
            "starts_on": day(body["starts_on"]),
            "baseline": number(measure["baseline"]),
            "total": number(measure["target"]),
            "low": number(measure["low"]),
            "high": number(measure["high"]),
        }
        for goal, measure in measures_of(body)
        if measure["metric"] and any(measure[name] is not None for name in ("target", "low", "high"))
    ]


# -- back to what was signed ------------------------------------------------------------------------------------------


def restore(plan, body, *, by):
    """Make the working copy say again what `body` says: changed items change back, new ones are dropped, dropped ones return."""
    rows = {str(row.pk): row for model in (Portrait, Goal, Offer, Topic) for row in model.objects.filter(plan=plan)}
    rows |= {str(row.pk): row for row in Measure.objects.filter(goal__plan=plan)}
    for item_id, fields in _wanted(body):
        _set_back(rows.pop(item_id), {**fields, "dropped_at": None, "drop_reason": ""}, by)
    for row in rows.values():
        _set_back(row, {"dropped_at": row.dropped_at or timezone.now()}, by)
    plan.title, plan.starts_on, plan.ends_on = body["title"], day(body["starts_on"]), day(body["ends_on"])
    plan.save(update_fields=["title", "starts_on", "ends_on"])


def _set_back(row, fields, by):
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, fields[name])
    row.version, row.changed_by = row.version + 1, by
    row.save(update_fields=[*changed, "version", "changed_by", "changed_at"])


def _wanted(body):
    """Every item of a text as its id and the columns of its row."""
    for row in body["portrait"]:
        yield row["id"], {"text": row["text"]}
    for position, goal in enumerate(body["goals"]):
        yield goal["id"], _goal_columns(goal) | {"position": position}
        for place, measure in enumerate(goal["measures"]):
            yield measure["id"], _measure_columns(measure) | {"position": place}
    for place, (goal_id, offer) in enumerate(offers_of(body)):
        yield offer["id"], _offer_columns(offer) | {"goal_id": uuid_of(goal_id), "position": place}
    for position, topic in enumerate(body["topics"]):
        yield topic["id"], {"text": topic["text"], "position": position}


def _goal_columns(goal):
    names = ("family", "title", "specific", "why", "duty", "weight")
    days = {name: day(goal[name]) for name in ("starts_on", "due_on")}
    priority = uuid_of(goal["priority"] and goal["priority"]["id"])
    return {name: goal[name] for name in names} | days | {"priority_id": priority}


def _measure_columns(measure):
    numbers = {name: number(measure[name]) for name in ("baseline", "target", "low", "high")}
    plain = {name: measure[name] for name in ("kind", "is_leading", "text")}
    metric = uuid_of(measure["metric"] and measure["metric"]["id"])
    return numbers | plain | {"due_on": day(measure["due_on"]), "metric_id": metric}


def _offer_columns(offer):
    return {name: offer[name] for name in ("side", "text", "rule", "evidence")} | {"due_on": day(offer["due_on"])}


def uuid_of(text):
    """An id of the text as a row has it."""
    return UUID(text) if text else None

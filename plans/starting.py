"""What a template holds: read and checked, without asking the database. Pure.

A body is `{"goals": [...], "offers": [...], "topics": [...]}`. A goal has `id`, `family`, `title`, `specific`, `why`, `measures`
and `offers`; a measure has `kind`, `metric` (its key or None), `is_leading`, `low`, `high` (numbers as text, or None) and `text`;
an offer has `side`, `text`, `rule` and `evidence`; a topic is a text. There are no days in it: a plan brings its own.
"""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.text import clean
from plans.models import Evidence, Family, MeasureKind, Origin, Rule, Side

GOAL = {"id": "", "family": "results", "title": "", "specific": "", "why": ""}
MEASURE = {"kind": MeasureKind.CRITERIA.value, "metric": None, "is_leading": False, "low": None, "high": None, "text": ""}
OFFER = {"side": Side.SELLER.value, "text": "", "rule": Rule.ONCE.value, "evidence": Evidence.WORD.value}
MOST_GOALS, MOST_OFFERS, MOST_TOPICS = 20, 20, 30
SHORT, LINE, LONG = 200, 1000, 20_000
LARGEST = Decimal(10) ** 14


def read(body):
    """A stored body with everything that it is silent about filled in; goals without an id are called by their place."""
    return {
        "goals": [_whole_goal(goal, place) for place, goal in enumerate(body.get("goals", ()), 1)],
        "offers": [{**OFFER, **offer} for offer in body.get("offers", ())],
        "topics": list(body.get("topics", ())),
    }


def _whole_goal(goal, place):
    measures = [{**MEASURE, **measure} for measure in goal.get("measures", ())]
    offers = [{**OFFER, **offer} for offer in goal.get("offers", ())]
    return {**GOAL, "id": f"goal-{place}", **goal, "measures": measures, "offers": offers}


def size(body):
    """How many goals, promises of each side and topics there are in a body."""
    offers = [*body["offers"], *(offer for goal in body["goals"] for offer in goal["offers"])]
    sides = {side.value: sum(offer["side"] == side for offer in offers) for side in Side}
    return {"goals": len(body["goals"]), **sides, "topics": len(body["topics"])}


def missing(body):
    """What keeps a template from being put on offer, as sentences: each goal says how it is judged and what both could do."""
    if not body["goals"]:
        return [_("There is no goal in it yet.")]
    return [sentence for goal in body["goals"] for sentence in _missing_in(goal)]


def _missing_in(goal):
    title, sides = {"goal": goal["title"]}, {offer["side"] for offer in goal["offers"]}
    if not goal["measures"]:
        yield _("“%(goal)s” does not say how it is judged.") % title
    if Side.SELLER not in sides:
        yield _("“%(goal)s” does not say what the seller could promise.") % title
    if Side.MANAGER not in sides:
        yield _("“%(goal)s” does not say what the manager could promise.") % title


def parts(working):
    """How many parts of a plan's working copy came from its template, and how many of them still say the same: (same, all)."""
    items = [*working.goals, *working.measures, *working.offers, *working.topics]
    came = [item for item in items if item.came_from == Origin.TEMPLATE]
    return sum(item.is_untouched for item in came), len(came)


# -- checking what is written -----------------------------------------------------------------------------------------


def checked(body, metrics):
    """The body as it is kept, every text clean. `metrics`: the keys of all metrics there are. Raises ValidationError."""
    body = read(body)
    _at_most(body["goals"], MOST_GOALS, "goals", _("A template has at most %(n)s goals."))
    return {
        "goals": [checked_goal(goal, metrics) for goal in body["goals"]],
        "offers": checked_offers(body["offers"]),
        "topics": checked_topics(body["topics"]),
    }


def checked_goal(goal, metrics):
    """One goal as it is kept. Raises ValidationError with the field that is wrong."""
    if goal["family"] not in Family.values:
        raise ValidationError({"family": _("“%(family)s” is no family of goals.") % {"family": goal["family"]}})
    return {
        "id": _text(goal["id"], SHORT, "id"),
        "family": str(goal["family"]),
        "title": _text(goal["title"], SHORT, "title", _("Say what we want.")),
        "specific": _text(goal["specific"], LONG, "specific"),
        "why": _text(goal["why"], LONG, "why"),
        "measures": checked_measures(goal["measures"], metrics),
        "offers": checked_offers(goal["offers"]),
    }


def checked_measures(measures, metrics):
    """At most one early sign, one result and one description in words."""
    found = [_checked_measure(measure, metrics) for measure in measures]
    slots = [(measure["metric"] is not None, measure["is_leading"]) for measure in found]
    if len(set(slots)) != len(slots):
        raise ValidationError({"measures": _("A goal of a template has one early sign, one result and one description at most.")})
    return found


def _checked_measure(measure, metrics):
    if measure["kind"] != MeasureKind.METRIC:
        text = _text(measure["text"], LONG, "words", _("Say in words how both will know."))
        return {**MEASURE, "text": text}
    if measure["metric"] not in metrics:
        raise ValidationError({"measures": _("There is no metric “%(key)s”.") % {"key": measure["metric"]}})
    low, high = number(measure["low"], "low"), number(measure["high"], "high")
    if low is not None and high is not None and low > high:
        raise ValidationError({"high": _("The range begins above its end.")})
    leading = bool(measure["is_leading"])
    found = {"kind": MeasureKind.METRIC.value, "metric": measure["metric"], "is_leading": leading}
    return {**MEASURE, **found, "low": spelled(low), "high": spelled(high)}


def checked_offers(offers):
    """What the two could promise. Raises ValidationError."""
    _at_most(offers, MOST_OFFERS, "offers", _("At most %(n)s promises stand in one place."))
    return [_checked_offer(offer) for offer in offers]


def _checked_offer(offer):
    known = {"side": Side.values, "rule": Rule.values, "evidence": Evidence.values}
    for name, values in known.items():
        if offer[name] not in values:
            raise ValidationError({"offers": _("A promise cannot have “%(value)s” there.") % {"value": offer[name]}})
    text = _text(offer["text"], LINE, "offers", _("Say what is promised."))
    return {"text": text, **{name: str(offer[name]) for name in known}}


def checked_topics(topics):
    """What the two speak about each time, each once. Raises ValidationError."""
    found = list(dict.fromkeys(_text(topic, SHORT, "topics", _("Say what to speak about.")) for topic in topics))
    _at_most(found, MOST_TOPICS, "topics", _("At most %(n)s topics can be spoken about each time."))
    return found


def number(value, name=None):
    """A number of a body as a Decimal, None if there is none. Raises ValidationError for what is no number."""
    if value in (None, ""):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= LARGEST:
        raise ValidationError({name: _("“%(value)s” is not a number that can be kept.") % {"value": value}})
    return round(found, 4)


def spelled(value):
    """A Decimal in its one spelling, None if there is none."""
    return None if value is None else format(value.normalize(), "f")


def _at_most(rows, most, name, sentence):
    if len(rows) > most:
        raise ValidationError({name: sentence % {"n": most}})


def _text(value, longest, name, required=None):
    if not isinstance(value, str):
        raise ValidationError({name: _("This is not a text.")})
    try:
        text = clean(value).strip()
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    if required and not text:
        raise ValidationError({name: required})
    if len(text) > longest:
        raise ValidationError({name: _("This text has more than %(n)s letters.") % {"n": longest}})
    return text

"""Whether an item can stand in a plan as it was written: its texts, days and numbers, and what it names.

`check` raises ValidationError with a sentence for each field that needs another look. Whether the plan as a whole is ready to be
signed is another question, answered by `plans.readiness`.
"""

from django.core.exceptions import ValidationError
from django.db.models import CharField, TextField
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from metrics.models import Direction
from people.text import clean
from people.verdict import Refused
from plans.models import Goal, Measure, MeasureKind, Offer, Priority

GIVEN = ("plan", "goal", "changed_by")  # set by the action itself, never by what somebody typed


def check(item, plan):
    """Clean the item's texts, and raise ValidationError, field by field, if it cannot stand in `plan` like this, Refused if it
    names what nobody may choose yet.
    """
    _raise(_of_texts(item))
    item.clean_fields(exclude=GIVEN)
    _raise(FAULTS.get(type(item), _no_faults)(item, plan))


def sound_text(text, most, field):
    """The text, clean; raises ValidationError for `field` if it holds what no text can hold, or is longer than fits."""
    _raise((field, fault) for fault in _of_text(text, most))
    return clean(text)


def _raise(found):
    errors = {}
    for field, sentence in found:
        errors.setdefault(field, []).append(sentence)
    if errors:
        raise ValidationError(errors)


def _of_texts(item):
    """Faults of the texts: characters that none can hold, more than fits, or nothing where something is needed."""
    for field in item._meta.concrete_fields:
        if not isinstance(field, CharField | TextField) or field.choices:
            continue
        text = str(getattr(item, field.attname) or "")
        faults = list(_of_text(text, field.max_length))
        if not faults:
            setattr(item, field.attname, clean(text))
            faults = [] if field.blank or text.strip() else [_("Write something here.")]
        yield from ((field.name, fault) for fault in faults)


def _of_text(text, most):
    try:
        length = len(clean(text))
    except ValidationError as error:
        yield error
    else:
        if most and length > most:
            yield _("At most %(most)s characters fit here; these are %(n)s.") % {"most": most, "n": length}


def _no_faults(_item, _plan):
    return ()


def _of_goal(goal, plan):
    yield from _of_days(goal, plan, "starts_on", "due_on")
    if goal.starts_on and goal.due_on and goal.due_on < goal.starts_on:
        yield "due_on", _("A goal is due on its first day or later.")
    if goal.weight is not None and goal.weight > 100:
        yield "weight", _("A weight is at most 100 %.")
    if goal.priority_id and not Priority.objects.published().filter(pk=goal.priority_id).exists():
        raise Refused(_("That priority is not published."))


def _of_measure(measure, plan):
    yield from _of_days(measure, plan, "due_on")
    yield from _of_kind(measure)
    if measure.low is not None and measure.high is not None and measure.low > measure.high:
        yield "low", _("The agreed range begins above its end.")
    if measure.metric_id and target_runs_backwards(measure.metric.direction, measure.baseline, measure.target):
        yield "target", backwards_in_words(measure.metric.name, measure.metric.direction)


def _of_kind(measure):
    """A metric for what is judged by a metric, words for the rest."""
    if measure.kind != MeasureKind.METRIC:
        if measure.metric_id:
            yield "metric", _("A milestone or criteria are judged in words, without a metric.")
        if not measure.text.strip():
            yield "text", _("Say in words how both of you will know.")
    elif not measure.metric_id:
        yield "metric", _("Choose the metric that this goal is judged by.")
    elif measure.metric.is_retired:
        yield "metric", _("“%(name)s” is no longer measured. Choose another metric.") % {"name": measure.metric.name}


def _of_offer(offer, plan):
    yield from _of_days(offer, plan, "due_on")


def _of_days(item, plan, *names):
    for name in names:
        day = getattr(item, name)
        if day and not plan.starts_on <= day <= plan.ends_on:
            days = {"first": date_format(plan.starts_on, "j F Y"), "last": date_format(plan.ends_on, "j F Y")}
            yield name, _("This day lies outside the plan’s period, %(first)s to %(last)s.") % days


FAULTS = {Goal: _of_goal, Measure: _of_measure, Offer: _of_offer}


def target_runs_backwards(direction, baseline, target):
    """Whether the target lies on the worse side of the baseline. False where one of them is not known."""
    if baseline is None or target is None:
        return False
    return target > baseline if direction == Direction.LOWER else target < baseline


def backwards_in_words(name, direction):
    """What is odd about a target on the worse side of the baseline, and what to do."""
    if direction == Direction.LOWER:
        return _("Of “%(name)s”, less is better: a target lies at the baseline or below it.") % {"name": name}
    return _("Of “%(name)s”, more is better: a target lies at the baseline or above it.") % {"name": name}

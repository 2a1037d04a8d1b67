"""Keeping the starting points of plans: what HR and leaders put on offer for each role."""

import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from metrics.models import Metric
from people.verdict import Refused, Stale
from plans import rules, starting
from plans.first_templates import first_templates
from plans.models import PlanKind, PlanTemplate

NOBODYS = {"goals": [], "offers": [], "topics": []}


@transaction.atomic
def make_template(*, by, name, role, kind=PlanKind.PERFORMANCE, about="", team=None, body=None):
    """Begin a template as a draft, empty or with a `body`. Raises ValidationError if one of that name is there, or the body is
    wrong.
    """
    rules.can_keep_templates_for(by, team).enforce()
    template = PlanTemplate(name=name, role=role, kind=kind, about=about, team=team, made_by=by, changed_by=by)
    template.body = starting.checked(_with_ids(body or NOBODYS), _metric_keys())
    template.full_clean()
    template.save()
    return template


@transaction.atomic
def make_first_templates(*, by):
    """Begin the starting points that perfplan brings along, as drafts. Refused where there are templates already."""
    rules.can_make_first_templates(by).enforce()
    try:
        with transaction.atomic():
            return [make_template(by=by, **one) for one in first_templates(_metric_keys())]
    except (IntegrityError, ValidationError) as error:  # somebody else began one of these names at the same moment
        raise Refused(rules.TEMPLATES_THERE) from error


@transaction.atomic
def edit_template(template, *, by, seen_version, **fields):
    """Say otherwise what it is called, for which role, kind of plan and team, and when to use it. Raises Stale."""
    _open(template, by, seen_version)
    if "team" in fields:
        rules.can_keep_templates_for(by, fields["team"]).enforce()
    for name, value in fields.items():
        setattr(template, name, value)
    template.full_clean()
    return _save(template, by, *fields)


@transaction.atomic
def write_template_goal(template, *, by, seen_version, goal, goal_id=None):
    """Add a goal, or write the one called `goal_id` anew. Raises Stale, and ValidationError with the field that is wrong."""
    body = _open(template, by, seen_version)
    ids = [row["id"] for row in body["goals"]]
    if goal_id is not None and goal_id not in ids:
        raise Stale(_("That goal was taken out meanwhile."), current=template)
    written = {**starting.GOAL, **goal, "id": goal_id or str(uuid.uuid4())}
    place = ids.index(goal_id) if goal_id else len(ids)
    body["goals"][place : place + 1] = [written]
    return _write(template, by, body)


@transaction.atomic
def remove_template_goal(template, *, by, seen_version, goal_id):
    """Take a goal out. Raises Stale."""
    body = _open(template, by, seen_version)
    body["goals"] = [goal for goal in body["goals"] if goal["id"] != goal_id]
    return _write(template, by, body)


@transaction.atomic
def move_template_goal(template, *, by, goal_id, places):
    """Move a goal `places` down (negative: up)."""
    body = _open(template, by)
    goals = body["goals"]
    here = next((place for place, goal in enumerate(goals) if goal["id"] == goal_id), None)
    if here is None:
        raise Stale(_("That goal was taken out meanwhile."), current=template)
    goals.insert(max(0, min(len(goals) - 1, here + places)), goals.pop(here))
    return _write(template, by, body)


@transaction.atomic
def write_template_rest(template, *, by, seen_version, offers, topics):
    """Write what stands beside the goals: promises for the plan as a whole, and topics. Raises Stale, ValidationError."""
    body = _open(template, by, seen_version)
    return _write(template, by, {**body, "offers": offers, "topics": topics})


@transaction.atomic
def publish_template(template, *, by):
    """Put it on offer (again). Refused while one of its goals is only half said."""
    body = _open(template, by)
    if faults := starting.missing(body):
        raise Refused(" ".join(faults))
    if not template.is_on_offer:
        template.published_at, template.retired_at = timezone.now(), None
        template.full_clean()
        _save(template, by, "published_at", "retired_at")
    return template


@transaction.atomic
def retire_template(template, *, by):
    """Take it away: no plan begins from it any more. Plans that did stay as they are."""
    _open(template, by)
    if not template.is_retired:
        template.retired_at = timezone.now()
        _save(template, by, "retired_at")
    return template


@transaction.atomic
def duplicate_template(template, *, by):
    """A draft that says the same, under a name of its own."""
    template.refresh_from_db()
    rules.can_keep_templates_for(by, template.team).enforce()
    fields = {name: getattr(template, name) for name in ("role", "kind", "about", "team")}
    return make_template(by=by, name=_free_name(template.name), body=_with_ids(template.body, anew=True), **fields)


# -- the moves that these share ---------------------------------------------------------------------------------------


def _open(template, by, seen_version=None):
    """Lock the template, refuse whoever may not keep it and what was on screen too long ago; give its body."""
    template.lock()
    rules.can_keep_template(by, template).enforce()
    if seen_version is not None and template.version != seen_version:
        name = {"name": template.changed_by.first_name}
        raise Stale(_("%(name)s changed this template meanwhile.") % name, current=template)
    return starting.read(template.body)


def _write(template, by, body):
    template.body = starting.checked(body, _metric_keys())
    return _save(template, by, "body")


def _save(template, by, *fields):
    template.version += 1
    template.changed_by = by
    template.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
    return template


def _with_ids(body, anew=False):
    """The body with an id for each goal that has none (`anew`: for each)."""
    body = starting.read(body)
    named = lambda goal: not anew and not goal["id"].startswith("goal-")  # noqa: E731
    return {**body, "goals": [goal if named(goal) else {**goal, "id": str(uuid.uuid4())} for goal in body["goals"]]}


def _metric_keys():
    return set(Metric.objects.values_list("key", flat=True))


def _free_name(name):
    taken = set(PlanTemplate.objects.filter(retired_at__isnull=True).values_list("name", flat=True))
    most = PlanTemplate._meta.get_field("name").max_length
    names = (_("%(name)s, copy %(n)s") % {"name": name[: most - 20], "n": number} for number in range(1, 1000))
    found = next((one for one in names if one not in taken), None)
    if found is None:
        raise ValidationError(_("There are too many copies of this template."))
    return found

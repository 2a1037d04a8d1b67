"""How one goal went: what both sides said of it, what was measured and promised, and how its words changed. Reads only."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans import picture
from plans.body import read
from plans.compare import compare, sections
from plans.living import LivingPage
from plans.picture import Lane, Mark, Span

ALONE = {"portrait": [], "offers": [], "topics": []}


@dataclass(frozen=True)
class Wording:
    """One signed version in which the goal's words are new: from that day on, and what changed since the version before."""

    version: object
    is_first: bool
    sections: list


class Course(LivingPage):
    """The page of one goal."""

    def __init__(self, plan, me, goal_id):
        super().__init__(plan, me)
        self.goal_id = str(goal_id)

    @cached_property
    def texts(self):
        """The goal's words in each signed version that has it, the oldest first, as (version, text)."""
        found = [(version, read(version)) for version in self.plan.versions.order_by("number")]
        alone = [(version, {**body, **ALONE, "goals": self._only(body), "effective_on": ""}) for version, body in found]
        return [(version, body) for version, body in alone if body["goals"]]

    @property
    def exists(self):
        """Whether the goal stands in any version that both signed."""
        return bool(self.texts)

    @cached_property
    def goal(self):
        """The goal as it is in force; as it was last, if it is in force no more."""
        found = next((goal for goal in self.goals if goal.id == self.goal_id), None)
        if found is not None:
            return found
        return self.living_goal(self.texts[-1][1]["goals"][0], 0)

    @property
    def is_in_force(self):
        """Whether the version in force has it."""
        return bool(self.goal.number)

    @cached_property
    def wordings(self):
        """The versions in which its words changed, the newest first."""
        found = [Wording(self.texts[0][0], True, [])]
        for (_before, old), (version, new) in zip(self.texts, self.texts[1:], strict=False):
            changed = sections(compare({**old, **_terms(new)}, new), old, new)
            found += [Wording(version, False, changed)] if changed else []
        return found[::-1]

    @cached_property
    def all_promises(self):
        """Everything that was promised for it, also what was renegotiated or let go."""
        return [promise for promise in self.promises if str(promise.row.goal_id) == self.goal_id]

    @cached_property
    def kept_here(self):
        """How many of its promises each side kept."""
        from_here = self.goal.beside
        return from_here.kept

    @cached_property
    def span(self):
        """The days of the picture: from the plan's first day, or what was said before it, until today."""
        days = [timezone.localdate(note.at) for note in self.goal.notes]
        last = min(timezone.localdate(), self.plan.ends_on)
        return Span(min([self.plan.starts_on, *days]), max([last, *days, self.plan.starts_on + datetime.timedelta(days=7)]))

    @cached_property
    def lanes(self):
        """A picture for each measure of which anything is known."""
        lanes = [(measure, self._lane(measure)) for measure in self.goal.measures]
        return [
            {"measure": measure, "lane": lane, "svg": mark_safe(picture.lane(lane, self.span, _in_words(lane)))}
            for measure, lane in lanes
            if not lane.is_empty
        ]

    @cached_property
    def judged(self):
        """The picture of what both sides said of how it goes, or nothing."""
        marks = [self._mark(note, note.judgement, note.get_judgement_display()) for note in self.goal.notes if note.judgement]
        if not marks:
            return ""
        last = max(marks, key=lambda mark: mark.day)
        sentence = ngettext(
            "Said once how it goes; last: %(words)s.", "Said %(n)d times how it goes; last: %(words)s.", len(marks)
        )
        return mark_safe(picture.judgements(marks, self.span, sentence % {"n": len(marks), "words": last.words}))

    def _only(self, body):
        return [goal for goal in body["goals"] if goal["id"] == self.goal_id]

    def _mark(self, note, value, words):
        day = timezone.localdate(note.at)
        said = _("%(name)s, %(day)s: %(words)s") % {"name": note.by.first_name, "day": date_format(day, "j F"), "words": words}
        return Mark(day, note.side, value, said)

    def _lane(self, measure):
        text = measure.text
        unit = text["metric"]["unit"] if text["metric"] else ""
        notes = [note for note in self.goal.notes if str(note.measure_id) == text["id"] and note.value is not None]
        said = [self._mark(note, note.amount, f"{note.value.normalize():f} {unit}".strip()) for note in notes]
        label = text["metric"]["name"] if text["metric"] else text["text"]
        target = None if text["is_leading"] or measure.target is None else float(measure.target)
        ends = {"low": measure.range.get("lo"), "high": measure.range.get("hi")} if text["metric"] else {}
        return Lane(label, unit, _measured(measure), said, target=target, **ends)


def _terms(new):
    return {name: new[name] for name in ("title", "starts_on", "ends_on", "parties")}


def _measured(measure):
    """The weeks that were measured; for a result that adds up, the running total."""
    if measure.whole is None:
        return []
    weeks = zip(measure.whole.weeks, measure.whole.points, strict=True)
    known = [(monday, value) for monday, value in weeks if value is not None and monday >= measure.plan.starts_on]
    if measure.text["is_leading"] or not measure.adds_up:
        return known
    total, found = 0.0, []
    for monday, value in known:
        total += value
        found.append((monday, total))
    return found


def _in_words(lane):
    parts = [lane.label]
    if lane.measured:
        parts.append(_("measured in %(n)d weeks") % {"n": len(lane.measured)})
    parts += [mark.words for mark in sorted(lane.said, key=lambda mark: mark.day)[-3:]]
    return ". ".join(parts) + "."

"""What changed from one text of a plan to another, item by item: pure, no HTML, no database.

`compare` gives changes in the order of the newer text, each dropped item after what stood before it; `sections` gives them by
the part of the plan that they belong to. A field's old and new value are texts as a reader knows them; words inside them are
compared by `plans.redline`.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from plans.body import day
from plans.models import Evidence, Family, Rule

TERMS = [
    ("title", _("Title")),
    ("starts_on", _("First day")),
    ("ends_on", _("Last day")),
    ("effective_on", _("In force from")),
]
FIELDS = {
    "portrait": [("text", _("Words"))],
    "goal": [
        ("title", _("What we want")),
        ("family", _("Family")),
        ("specific", _("What exactly")),
        ("why", _("Why it matters")),
        ("priority", _("Priority it serves")),
        ("duty", _("Duty of the role it serves")),
        ("starts_on", _("From when")),
        ("due_on", _("By when")),
        ("weight", _("Weight, %")),
    ],
    "measure": [
        ("metric", _("Judged by")),
        ("text", _("Milestone or criteria")),
        ("is_leading", _("What it is for")),
        ("baseline", _("Baseline")),
        ("target", _("Target of the period")),
        ("low", _("Agreed range, from")),
        ("high", _("Agreed range, to")),
        ("due_on", _("By when")),
    ],
    "offer": [
        ("text", _("Promise")),
        ("side", _("Who promises")),
        ("rule", _("How often")),
        ("due_on", _("By when")),
        ("evidence", _("Kept by")),
    ],
    "topic": [("text", _("What we speak about"))],
}


CHOICES = {"family": Family, "rule": Rule, "evidence": Evidence}
DAYS = {"starts_on", "ends_on", "due_on", "effective_on"}
NUMBERS = {"baseline", "target", "low", "high"}
PROSE = {"title", "text", "why", "specific", "duty"}
PARTS = {
    "terms": _("Title, days and people"),
    "portrait": _("Portrait"),
    "offer": _("Beside the goals"),
    "topic": _("What we speak about each time"),
}


@dataclass(frozen=True)
class FieldChange:
    """One field of an item, before and after; an empty text where there was or is nothing."""

    name: str
    label: str
    old: str
    new: str

    @property
    def is_prose(self):
        """Whether it is compared word by word; days, numbers and choices are replaced as a whole."""
        return self.name in PROSE


@dataclass(frozen=True)
class Change:
    """One item that was added, removed, changed or moved, and the side that wrote it last.

    `places`: where it stood and stands in its list, from 1, if the two put it elsewhere in the order; else empty.
    """

    how: str
    kind: str
    item_id: str
    title: str
    side: str
    goal_id: str | None = None
    fields: list = field(default_factory=list)
    places: tuple = ()


@dataclass(frozen=True)
class Section:
    """The changes of one part of a plan: of one goal with all that hangs on it (`goal` is what happened to the goal itself), or
    of what stands beside the goals.
    """

    key: str
    title: str
    goal: Change | None
    changes: list


def compare(old, new):
    """All changes from the text `old` to the text `new`; a field that only says who wrote an item last is no change."""
    terms = _fields(TERMS, old, new) + _parties(old, new)
    changes = [Change("changed", "terms", new["plan"], new["title"], "manager", fields=terms)] if terms else []
    items = _Items({side: person["name"] for side, person in (old["parties"] | new["parties"]).items()})
    return [*changes, *items.of("portrait", old["portrait"], new["portrait"]), *items.of_goals(old["goals"], new["goals"]),
            *items.of("offer", old["offers"], new["offers"]), *items.of("topic", old["topics"], new["topics"])]  # fmt: skip


def by_item(changes):
    """The changes by the id of their item."""
    return {change.item_id: change for change in changes}


def sections(changes, old, new):
    """The same changes by the part of the plan that they belong to, in their order."""
    titles = {goal["id"]: goal["title"] for body in (old, new) for goal in body["goals"]}
    found = []
    for key, found_there in groupby(changes, _part):
        group = list(found_there)
        goal = next((change for change in group if change.kind == "goal"), None)
        found.append(Section(key, titles.get(key) or PARTS[key], goal, [change for change in group if change is not goal]))
    return found


def _part(change):
    return change.item_id if change.kind == "goal" else change.goal_id or change.kind


def _parties(old, new):
    labels = {"seller": _("Seller"), "manager": _("Manager")}
    pairs = ((side, old["parties"][side], new["parties"][side]) for side in labels)
    return [FieldChange(side, labels[side], was["name"], now["name"]) for side, was, now in pairs if was["id"] != now["id"]]


class _Items:
    """Comparing lists of items between two people of these names."""

    def __init__(self, names):
        self.names = names

    def of_goals(self, old, new):
        """Each goal that changed, then what changed of what hangs on it."""
        before, after = {goal["id"]: goal for goal in old}, {goal["id"]: goal for goal in new}
        changes = by_item(self.of("goal", old, new))
        nothing = {"measures": [], "offers": []}
        for goal_id in _in_order([*before], [*after]):
            was, now = before.get(goal_id, nothing), after.get(goal_id, nothing)
            yield from [changes[goal_id]] if goal_id in changes else []
            yield from self.of("measure", was["measures"], now["measures"], goal_id)
            yield from self.of("offer", was["offers"], now["offers"], goal_id)

    def of(self, kind, old, new, goal_id=None):
        """What was added, changed, moved and removed, in the order of the newer list."""
        before, after = {item["id"]: item for item in old}, {item["id"]: item for item in new}
        moved = {}
        for side in {"seller", "manager"} if kind == "offer" else {None}:  # what the two promise stands beside each other
            lists = ([i["id"] for i in items if side is None or i["side"] == side] for items in (old, new))
            moved |= _moved(*lists)
        for item_id in _in_order([*before], [*after]):
            was, now = before.get(item_id), after.get(item_id)
            fields, item = _fields(FIELDS[kind], was or {}, now or {}, self.names), now or was
            places = moved.get(item_id, ())
            how = "added" if was is None else "removed" if now is None else "changed" if fields else "moved"
            if fields or places or was is None or now is None:
                yield Change(how, kind, item_id, title_of(kind, item), _side(item), goal_id, fields, places)


def _in_order(before, after):
    """All ids, in the order of the newer list; each that is gone comes after what stood before it."""
    merged, here, stays = list(after), 0, set(after)
    for item_id in before:
        if item_id in stays:
            here = merged.index(item_id) + 1
        else:
            merged.insert(here, item_id)
            here += 1
    return merged


def _moved(before, after):
    """The places (from 1) of the fewest items that have to be taken out for the rest to stand in one order."""
    was, now = {item: place for place, item in enumerate(before, 1)}, {item: place for place, item in enumerate(after, 1)}
    common = [item for item in after if item in was]
    stay = _longest_rising([was[item] for item in common])
    return {item: (was[item], now[item]) for index, item in enumerate(common) if index not in stay}


def _longest_rising(numbers):
    """The indices of a longest rising subsequence (patience sorting; Fredman 1975)."""
    tails, ends, came_from = [], [], {}
    for index, value in enumerate(numbers):
        pile = bisect_left(tails, value)
        tails[pile : pile + 1], ends[pile : pile + 1] = [value], [index]
        came_from[index] = ends[pile - 1] if pile else None
    chain, index = set(), ends[-1] if ends else None
    while index is not None:
        chain.add(index)
        index = came_from[index]
    return chain


def _side(item):
    return item.get("written_by") or item.get("side") or "manager"


def title_of(kind, item):
    """What a reader calls an item of the text."""
    if kind == "portrait":
        return item["heading"]
    if kind == "measure":
        return item["metric"]["name"] if item["metric"] else item["text"]
    return item["title"] if kind == "goal" else item["text"]


def _fields(names, old, new, people=None):
    pairs = ((name, label, shown(name, old, people), shown(name, new, people)) for name, label in names)
    return [FieldChange(name, label, was, now) for name, label, was, now in pairs if was != now]


def shown(name, item, people=None):
    """A value of an item as a reader sees it in a redline; nothing for nothing."""
    value = item.get(name)
    if value is None or value == "":
        return ""
    if name in DAYS:
        return date_format(day(value), "j F Y")
    if name in NUMBERS:
        return _number(Decimal(value), (item.get("metric") or {}).get("unit", ""))
    if name == "is_leading":
        return str(_("an early sign, to steer by") if value else _("a result, to judge by"))
    if name == "side":
        return (people or {}).get(value, value)
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    return value.get("title") or value.get("name") or "" if isinstance(value, dict) else str(value)


def _number(value, unit):
    """A number in full, with its unit as one says it: a share in percent, an amount after its currency."""
    value, unit = (value * 100, " %") if unit == "%" else (value, unit)
    digits = number_format(value.normalize() if value % 1 else value.to_integral_value(), force_grouping=True)
    if unit.strip() in {"£", "$", "€", "CHF"}:
        return f"{unit}{digits}"
    return f"{digits} {unit.strip()}".rstrip()

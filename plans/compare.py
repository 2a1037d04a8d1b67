"""What changed from one text of a plan to another, item by item: pure, no HTML, no database.

`compare` gives changes in the order of the newer text, each dropped item after what stood before it. A field's old and new
value are texts as a reader knows them; words inside them are compared by `plans.redline`.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

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
        ("is_leading", _("To steer by")),
        ("baseline", _("Baseline")),
        ("target", _("Target of the period")),
        ("low", _("Agreed range a week, from")),
        ("high", _("Agreed range a week, to")),
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


@dataclass(frozen=True)
class FieldChange:
    """One field of an item, before and after; an empty text where there was or is nothing."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One item that was added, removed or changed, and the side that wrote it last."""

    how: str
    kind: str
    item_id: str
    title: str
    side: str
    goal_id: str | None = None
    fields: list = field(default_factory=list)


def compare(old, new):
    """All changes from the text `old` to the text `new`; a field that only says who wrote an item last is no change."""
    terms = _fields(TERMS, old, new) + _parties(old, new)
    changes = [Change("changed", "terms", new["plan"], new["title"], "manager", fields=terms)] if terms else []
    return [*changes, *_items("portrait", old["portrait"], new["portrait"]), *_goals(old["goals"], new["goals"]),
            *_items("offer", old["offers"], new["offers"]), *_items("topic", old["topics"], new["topics"])]  # fmt: skip


def by_item(changes):
    """The changes by the id of their item."""
    return {change.item_id: change for change in changes}


def _parties(old, new):
    labels = {"seller": _("Seller"), "manager": _("Manager")}
    pairs = ((side, old["parties"][side], new["parties"][side]) for side in labels)
    return [FieldChange(side, labels[side], was["name"], now["name"]) for side, was, now in pairs if was["id"] != now["id"]]


def _goals(old, new):
    before = {goal["id"]: goal for goal in old}
    for change in _items("goal", old, new):
        yield change
        if change.how != "removed":
            continue
    for goal in new:
        was = before.get(goal["id"], {"measures": [], "offers": []})
        yield from _items("measure", was["measures"], goal["measures"], goal["id"])
        yield from _items("offer", was["offers"], goal["offers"], goal["id"])


def _items(kind, old, new, goal_id=None):
    before, after = {item["id"]: item for item in old}, {item["id"]: item for item in new}
    for item in new:
        was = before.get(item["id"])
        fields = _fields(FIELDS[kind], was or {}, item)
        if was is None:
            yield Change("added", kind, item["id"], title_of(kind, item), _side(item), goal_id, fields)
        elif fields:
            yield Change("changed", kind, item["id"], title_of(kind, item), _side(item), goal_id, fields)
    for item in old:
        if item["id"] not in after:
            yield Change("removed", kind, item["id"], title_of(kind, item), _side(item), goal_id, _fields(FIELDS[kind], item, {}))


def _side(item):
    return item.get("written_by") or item["side"]


def title_of(kind, item):
    """What a reader calls an item of the text."""
    if kind == "portrait":
        return item["heading"]
    if kind == "measure":
        return item["metric"]["name"] if item["metric"] else item["text"]
    return item["title"] if kind == "goal" else item["text"]


def _fields(names, old, new):
    pairs = ((name, label, shown(old.get(name)), shown(new.get(name))) for name, label in names)
    return [FieldChange(name, label, was, now) for name, label, was, now in pairs if was != now]


def shown(value):
    """A value of the text as a reader sees it in a redline."""
    if value is None or value is False:
        return ""
    if value is True:
        return "✓"
    if isinstance(value, dict):
        return value.get("title") or value.get("name") or ""
    return str(value)

"""Who agrees with which items, and with which wording of them. Pure.

A mark says which version of an item one side agreed with. It holds for whoever stands on that side now: what a manager before
agreed with binds nobody.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True)
class Consent:
    """How one side stands to some items that are agreed together.

    `state` is "agrees"; "earlier" (they agreed with the first of the items, and something changed since: `changed`); "partly"
    (with some parts); or "none". `at` is when they last said so.
    """

    side: str
    state: str
    at: datetime | None = None
    changed: list = field(default_factory=list)

    def __bool__(self):
        return self.state == "agrees"


class Mark(NamedTuple):
    """Which version of an item somebody agreed with, on which side."""

    item_id: UUID
    side: str
    item_version: int
    by_id: UUID
    at: datetime

    @classmethod
    def of(cls, row):
        """From what the database says of it in JSON."""
        ids = {name: UUID(row[name]) for name in ("item_id", "by_id")}
        return cls(side=row["side"], item_version=row["item_version"], at=datetime.fromisoformat(row["at"]), **ids)


def consent(side, items, marks, party_id):
    """How the side on which `party_id` stands agrees with `items` (the first is the head of the block).

    `marks` are by item id and side, each with `item_version`, `by_id` and `at`.
    """
    mine = [_mark(marks, item, side, party_id) for item in items]
    open_items = [item for item, mark in zip(items, mine, strict=True) if mark is None or mark.item_version != item.version]
    at = max((mark.at for mark in mine if mark), default=None)
    if not open_items:
        return Consent(side, "agrees", at)
    if mine[0] is not None:
        return Consent(side, "earlier", at, open_items)
    return Consent(side, "partly" if len(open_items) < len(items) else "none", at, open_items)


def _mark(marks, item, side, party_id):
    mark = marks.get((item.pk, side))
    return mark if mark and mark.by_id == party_id else None

"""Rows of a CRM export, checked: opportunities and activities."""

import datetime
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from metrics.intake import deriving, fact_storing
from metrics.intake.crm_map import ALLOWED, folded
from metrics.intake.values import FIRST_DAY, THOUSANDS, Wrong, day, number
from metrics.models import Stage
from people.tables import Refusal, Row, Sure

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", re.ASCII)
SLUG = re.compile(r"[^a-z0-9]+")
LONGEST_ID = 120


@dataclass(frozen=True)
class Fact:
    """One row that can be stored: the line it stood in, and its columns in the order of its table."""

    line: int
    external_id: str
    columns: tuple


class Reader:
    """Checks rows one by one; what they have in common. `mapping`: see `crm_map`."""

    def __init__(self, mapping, owners, *, today):
        self.mapping, self.owners, self.today = mapping, owners, today
        self.column = ""

    def read(self, rows):
        """A `Fact` or a `Refusal` for each row or refusal of a table."""
        for row in rows:
            yield row if isinstance(row, Refusal) else self._judged(row)

    def _judged(self, row):
        try:
            return self.check(row)
        except Wrong as wrong:
            return row.refuse(self.column, wrong)

    def cell(self, row, name):
        """The text of one of our columns, "" if the export has none; it is at fault if something is found wrong from here on."""
        self.column = self.mapping.columns.get(name, "")
        text = row.cells.get(self.column, "")
        return text if isinstance(text, Sure) else text.strip()

    def external_id(self, row):
        text = str(self.cell(row, "id"))
        if not text:
            raise Wrong(_("There is no id."))
        if len(text) > LONGEST_ID:
            raise Wrong(_("An id has at most %(limit)s characters.") % {"limit": LONGEST_ID})
        return text

    def day(self, row, name, owner):
        """The day in the owner's time zone, None if the cell is empty. Raises `Wrong`, also for days to come."""
        found = self.any_day(row, name, owner)
        if found is None:
            return None
        if found > self.today:
            raise Wrong(_("%(day)s is still to come.") % {"day": found.isoformat()})
        if found < FIRST_DAY:
            raise Wrong(_("%(day)s is too long ago.") % {"day": found.isoformat()})
        return found

    def any_day(self, row, name, owner):
        """The day in the owner's time zone whenever it is, None if the cell is empty. Raises `Wrong`."""
        text = self.cell(row, name)
        if not text:
            return None
        return _local_day(text, owner) if MOMENT.fullmatch(text) else day(text, self.mapping.style.dates)

    def owner(self, row):
        """Whose it is. Raises `Wrong`, also for a name that stands for nobody."""
        return self.owners.find(self.cell(row, "owner"))


def _local_day(text, owner):
    try:
        moment = datetime.datetime.fromisoformat(text)
        return (moment.astimezone(owner.zone) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):  # at the ends of the calendar there is no other zone
        raise Wrong(_("There is no day %(value)s.") % {"value": text[:40]}) from None


class Opportunities(Reader):
    """Rows of opportunities: (owner, stage, CRM stage, created, closed, as the CRM says, value, list value, product, account)."""

    def check(self, row):
        """This row as a `Fact`. Raises `Wrong` for the first thing that is wrong with it."""
        key = self.external_id(row)
        owner = self.owner(row)
        stage, crm_stage = self._stage(row)
        product = self.cell(row, "product")[:120]
        list_price = self._list_price(product)
        created, told = self.day(row, "created", owner), self._told_closed(row, stage, owner)
        closed = None if stage == Stage.OPEN else self._closed(row, told, owner)
        if created and closed and closed < created:
            raise Wrong(_("It was closed before it was created (%(day)s).") % {"day": created.isoformat()})
        self._check_currency(row)
        value = self._value(row, stage)
        list_value = value if self.mapping.prices is None else list_price
        account = self.cell(row, "account")[:200]
        return Fact(row.line, key, (owner.pk, stage, crm_stage, created, closed, told, value, list_value, product, account))

    def _stage(self, row):
        text = self.cell(row, "stage")
        if folded(text) not in self.mapping.stages:
            known = ", ".join(sorted(self.mapping.stages))
            raise Wrong(_("The mapping does not know this stage. It knows: %(known)s.") % {"known": known[:200]})
        return self.mapping.stages[folded(text)], text[:80]

    def _list_price(self, product):
        if self.mapping.prices is None or not product:
            return None
        if folded(product) not in self.mapping.prices:
            raise Wrong(_("The list of products does not have it. Add it there, or an alias to the mapping."))
        return self.mapping.prices[folded(product)]

    def _told_closed(self, row, stage, owner):
        """The day that the CRM gives; of an open one it is a hope, which may lie anywhere or be no day at all."""
        try:
            return self.any_day(row, "closed", owner)
        except Wrong:
            if stage == Stage.OPEN:
                return None
            raise

    def _closed(self, row, told, owner):
        """The day on which it was won or lost."""
        if told is None:
            self.cell(row, "closed")
            raise Wrong(_("It is won or lost, and has no day on which it was."))
        return self.day(row, "closed", owner)

    def _check_currency(self, row):
        text = self.cell(row, "currency")
        if text and self.mapping.currency and text.casefold() != self.mapping.currency.casefold():
            facts = {"found": text[:20], "wanted": self.mapping.currency}
            raise Wrong(_("This value is in %(found)s, and numbers here are in %(wanted)s.") % facts)

    def _value(self, row, stage):
        text = self.cell(row, "value")
        if not text:
            if stage == Stage.WON and "value" in self.mapping.columns:
                raise Wrong(_("It is won, and has no value."))
            return None
        value = number(text, self.mapping.style)
        if not self.mapping.style.is_sure(row.cells.get(self.column, "")) and THOUSANDS.fullmatch(text):
            raise Wrong(
                _("%(value)s can be read in two ways. Say whether this file writes decimals with a comma.") % {"value": text}
            )
        if value < 0:
            raise Wrong(_("A value cannot be below 0."))
        if value != round(value, 2):
            raise Wrong(_("A value has at most two decimals."))
        return value


class Activities(Reader):
    """Rows of activities: (owner, type, day)."""

    def check(self, row):
        """This row as a `Fact`. Raises `Wrong` for the first thing that is wrong with it."""
        key = self.external_id(row)
        owner = self.owner(row)
        text = self.cell(row, "type") or self.mapping.type_of_all
        kind = SLUG.sub("_", folded(self.mapping.types.get(folded(text), text))).strip("_")[:40]
        if not kind:
            raise Wrong(_("There is no type."))
        happened = self.day(row, "date", owner)
        if happened is None:
            raise Wrong(_("There is no day on which it happened."))
        return Fact(row.line, key, (owner.pk, kind, happened))


def as_rows(given, kind):
    """Dictionaries become rows, numbered from 1; the rows of a table stay as they are."""
    for line, row in enumerate(given, start=1):
        if isinstance(row, dict):
            cells = {name: "" if row.get(name) is None else str(row[name]) for name in ALLOWED[kind]}
            yield Row(line, cells, tuple(cells.values()))
        else:
            yield row


@dataclass(frozen=True)
class FactKind:
    """One kind of fact: who reads its rows, where they are stored, and what computes the weekly metrics that follow."""

    reader: type
    table: fact_storing.Kind
    derive: object


KINDS = {
    "opportunities": FactKind(Opportunities, fact_storing.OPPORTUNITIES, deriving.stage_opportunities),
    "activities": FactKind(Activities, fact_storing.ACTIVITIES, deriving.stage_activities),
}

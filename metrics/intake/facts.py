"""Rows of a CRM export, checked: opportunities and activities."""

import datetime
import re
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from metrics.intake.crm_map import folded
from metrics.intake.values import FIRST_DAY, Wrong, day, number
from metrics.models import Stage
from people.tables import Refusal

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", re.ASCII)
SLUG = re.compile(r"[^a-z0-9]+")
LONGEST_ID = 120


@dataclass(frozen=True)
class Fact:
    """One row that can be stored: the line it stood in, and its columns in the order of its table."""

    line: int
    external_id: str
    columns: tuple


class Owners:
    """People found by e-mail, or by a name that only one of them has."""

    def __init__(self, people):
        people = list(people)
        self.by_email = {person.email.lower(): person for person in people}
        self.by_name = {folded(person.name): person for person in people}
        self.namesakes = {name for name, count in Counter(folded(person.name) for person in people).items() if count > 1}

    def find(self, text):
        """The person meant. Raises `Wrong`."""
        if not text.strip():
            raise Wrong(_("Nobody is named as the owner."))
        if "@" in text:
            found = self.by_email.get(text.strip().lower())
        elif folded(text) in self.namesakes:
            raise Wrong(_("More than one person is called %(name)s: write the e-mail address.") % {"name": text.strip()[:80]})
        else:
            found = self.by_name.get(folded(text))
        if found is None:
            raise Wrong(_("Nobody here is called %(name)s.") % {"name": text.strip()[:80]})
        return found


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
        return row.cells.get(self.column, "").strip()

    def external_id(self, row):
        text = self.cell(row, "id")
        if not text:
            raise Wrong(_("There is no id."))
        if len(text) > LONGEST_ID:
            raise Wrong(_("An id has at most %(limit)s characters.") % {"limit": LONGEST_ID})
        return text

    def day(self, row, name, owner):
        """The day in the owner's time zone, None if the cell is empty. Raises `Wrong`, also for days to come."""
        text = self.cell(row, name)
        if not text:
            return None
        found = _local_day(text, owner) if MOMENT.fullmatch(text) else day(text, self.mapping.dates)
        if found > self.today:
            raise Wrong(_("%(day)s is still to come.") % {"day": found.isoformat()})
        if found < FIRST_DAY:
            raise Wrong(_("%(day)s is too long ago.") % {"day": found.isoformat()})
        return found


def _local_day(text, owner):
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(_("There is no day %(value)s.") % {"value": text[:40]}) from None
    return (moment.astimezone(owner.zone) if moment.tzinfo else moment).date()


class Opportunities(Reader):
    """Rows of opportunities: (owner, stage, CRM stage, created, closed, value, list value, product, account)."""

    def check(self, row):
        """This row as a `Fact`. Raises `Wrong` for the first thing that is wrong with it."""
        key = self.external_id(row)
        owner = self.owners.find(self.cell(row, "owner"))
        stage, crm_stage = self._stage(row)
        product = self.cell(row, "product")[:120]
        list_price = self._list_price(product)
        created, closed = self.day(row, "created", owner), self._closed(row, stage, owner)
        if created and closed and closed < created:
            raise Wrong(_("It was closed before it was created (%(day)s).") % {"day": created.isoformat()})
        value = self._value(row, stage)
        list_value = value if self.mapping.prices is None else list_price
        account = self.cell(row, "account")[:200]
        return Fact(row.line, key, (owner.pk, stage, crm_stage, created, closed, value, list_value, product, account))

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

    def _closed(self, row, stage, owner):
        """The day on which it was won or lost; an open one's is a hope, and not kept."""
        if stage == Stage.OPEN:
            return None
        closed = self.day(row, "closed", owner)
        if closed is None:
            raise Wrong(_("It is won or lost, and has no day on which it was."))
        return closed

    def _value(self, row, stage):
        text = self.cell(row, "value")
        if not text:
            if stage == Stage.WON and "value" in self.mapping.columns:
                raise Wrong(_("It is won, and has no value."))
            return None
        value = number(text)
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
        owner = self.owners.find(self.cell(row, "owner"))
        text = self.cell(row, "type")
        kind = SLUG.sub("_", folded(self.mapping.types.get(folded(text), text))).strip("_")[:40]
        if not kind:
            raise Wrong(_("There is no type."))
        happened = self.day(row, "date", owner)
        if happened is None:
            raise Wrong(_("There is no day on which it happened."))
        return Fact(row.line, key, (owner.pk, kind, happened))

"""Rows of observations, checked against people and metrics."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from metrics.exposure import due_week
from metrics.intake.values import STRICT, Wrong, denominator_of, value_of, week
from metrics.models import Cadence
from people.tables import Block, Refusal, Row, Table

REQUIRED = ("email", "metric", "period_start", "value")
OPTIONAL = ("denominator",)
CERTAIN = {  # kind of a metric: numbers that need no second look, however the file writes them
    "count": r"\d{1,14}",
    "amount": r"\d{1,14}(?:\.\d{1,2})?",
    "duration": r"\d{1,14}(?:\.\d{1,4})?",
    "ratio": r"\d{1,14}(?:\.\d{1,4})?",
    "share": r"0(?:\.\d{1,4})?|1",
    "commas": r"\d{1,14}",
}
CERTAIN = {kind: re.compile(pattern, re.ASCII).fullmatch for kind, pattern in CERTAIN.items()}
CASES = re.compile(r"[1-9]\d{0,13}", re.ASCII).fullmatch


@dataclass(frozen=True)
class Taken:
    """One row that can be stored."""

    line: int
    person_id: object
    metric_id: object
    monday: date
    value: Decimal
    denominator: Decimal | None = None

    def as_text(self):
        """This row as a line of COPY."""
        cases = r"\N" if self.denominator is None else self.denominator
        return f"{self.line}\t{self.person_id}\t{self.metric_id}\t{self.monday}\t{self.value}\t{cases}\n"


class Reader:
    """Checks rows. `people`: {e-mail in small letters: id} of those whose numbers may come in; `metrics`: by key.

    `style`: how days and numbers are written. `fixed`: what stands in no column, because it is the same for the whole file.
    """

    def __init__(self, people, metrics, *, today, style=STRICT, fixed=None):
        self.people, self.metrics, self.today, self.style, self.fixed = people, metrics, today, style, fixed or {}
        self.weeks = {}
        self.quick = {
            key: (str(metric.pk), self._certain(metric), metric.kind == "ratio")
            for key, metric in metrics.items()
            if metric.cadence == Cadence.WEEK  # of others the week is where their period ends
        }

    def _certain(self, metric):
        if self.style.decimal == ",":
            return CERTAIN["commas"]
        return CERTAIN["share" if metric.kind == "ratio" and metric.unit == "%" else metric.kind]

    def read(self, rows):
        """For the rows of a table, or for rows one by one: lists of lines for COPY, and a `Refusal` for each row not taken."""
        for part in rows.blocks() if isinstance(rows, Table) else rows:
            if isinstance(part, Refusal):
                yield part
            elif isinstance(part, Block):
                yield from self._of_block(rows, part)
            else:
                yield self._line(part.line, part.cells | self.fixed) or self._as_lines(self.check(part))

    def _as_lines(self, entry):
        return entry if isinstance(entry, Refusal) else [entry.as_text()]

    def _of_block(self, table, block):
        """The plain rows of a block at once; each of the others as if it came alone."""
        others = range(len(block.rows)) if not block.is_clean else []
        if block.is_clean:
            lines, others = self._plain(table, block)
            yield lines
        for place in others:
            entry = table.entry(block.first + place, block.rows[place])
            if entry is not None:
                yield entry if isinstance(entry, Refusal) else self._as_lines(self.check(entry))

    def _plain(self, table, block):
        """(lines for COPY, places of the rows that need a closer look). This loop is what a large file waits for."""
        people, quick, weeks = self.people, self.quick, self.weeks
        columns, width = table.columns, len(table.header)
        email, week_, value, cases = (columns.get(name) for name in ("email", "period_start", "value", "denominator"))
        metric, key = columns.get("metric"), self.fixed.get("metric")
        lines, others = [], []
        for place, cells in enumerate(block.rows):
            try:
                person = people[cells[email]]
                metric_id, is_certain, is_ratio = quick[key or cells[metric]]
                monday, text = weeks[cells[week_]], cells[value]
                count = cells[cases] if cases is not None else ""
            except (KeyError, IndexError):
                others.append(place)
                if len(cells) > week_:
                    self._learn_week(cells[week_])
                continue
            if len(cells) != width or not is_certain(text) or (count and not (is_ratio and CASES(count))):
                others.append(place)
                continue
            lines.append(f"{block.first + place}\t{person}\t{metric_id}\t{monday}\t{text}\t{count or _NONE}\n")
        return lines, others

    def _line(self, line, cells):
        """The same for one row, by the names of its columns: [line for COPY], or None if it needs a closer look."""
        try:
            person, (metric_id, is_certain, is_ratio) = self.people[cells["email"]], self.quick[cells["metric"]]
            monday, text, count = self.weeks[cells["period_start"]], cells["value"], cells.get("denominator", "")
        except KeyError:
            self._learn_week(cells["period_start"])
            return None
        if not is_certain(text) or (count and not (is_ratio and CASES(count))):
            return None
        return [f"{line}\t{person}\t{metric_id}\t{monday}\t{text}\t{count or _NONE}\n"]

    def _learn_week(self, text):
        """Remember what a way of writing a week means, when it means one."""
        if text not in self.weeks and len(self.weeks) < 10_000:
            try:
                self.weeks[text] = week(text, self.today, self.style.dates)
            except Wrong:
                return

    def check(self, row):
        """This row as a `Taken`, or refused for the first thing that is wrong with it."""
        cells, column = row.cells | self.fixed, "email"
        try:
            person_id = self._person(cells["email"])
            column = "metric"
            metric = self._metric(cells["metric"])
            column = "period_start"
            monday = due_week(metric.cadence, week(cells["period_start"], self.today, self.style.dates))
            column = "value"
            value = value_of(cells["value"], metric, self.style)
            column = "denominator"
            cases = denominator_of(cells.get("denominator", ""), metric, self.style)
            return Taken(row.line, person_id, metric.pk, monday, value, cases)
        except Wrong as wrong:
            return row.refuse(column, wrong)

    def _person(self, text):
        email = text.strip().lower()
        if email not in self.people:
            raise Wrong(
                _("Nobody whose numbers you can bring in has this e-mail address.") if email else _("Write whose number it is.")
            )
        return self.people[email]

    def _metric(self, text):
        key = text.strip()
        if key not in self.metrics:
            raise Wrong(_("There is no metric with this key.") if key else _("Write the key of the metric."))
        return self.metrics[key]


def as_rows(given):
    """Dictionaries become rows, numbered from 1; the rows of a table stay as they are."""
    for number, row in enumerate(given, start=1):
        if isinstance(row, dict):
            cells = {name: "" if row.get(name) is None else str(row[name]) for name in (*REQUIRED, *OPTIONAL)}
            yield Row(number, cells, tuple(cells.values()))
        else:
            yield row


_NONE = r"\N"

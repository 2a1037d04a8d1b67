"""A look at the file of an import before anything of it is taken in: what must be asked, and what would change."""

import datetime
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from metrics.intake import fact_storing, storing
from metrics.intake.observations import REQUIRED
from metrics.intake.owners import Owners
from metrics.intake.profile import Profiler
from metrics.intake.reading import digest_of, guesses, mapping_of, missing_columns, table_of
from metrics.intake.values import Wrong, currency_of
from people.tables import look_at

SHOWN = 8


@dataclass
class Seen:
    """What came of looking: the file's `header` and first `rows`, the `questions` that are open, and what is known without
    asking."""

    header: list
    rows: list
    questions: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)
    count: int = 0

    def as_preview(self):
        """As an import keeps it."""
        return {"header": self.header, "rows": self.rows, "questions": self.questions, "count": self.count}


def shape_of(file, batch):
    """A `Seen` of the file's outer form: encoding, separator, sheet and columns. Raises `Unreadable`."""
    choices = batch.choices
    look = look_at(
        file, encoding=choices.get("encoding", ""), delimiter=choices.get("separator", ""), sheet=choices.get("sheet", "")
    )
    if not choices.get("sheet"):
        look = _sheet_with_our_header(file, batch, look)
    seen = Seen([name[:80] for name in look.header], [row[:60] for row in look.rows[:SHOWN]])
    if look.encodings:
        seen.questions["encoding"] = {"samples": look.encodings}
    missing = missing_columns(batch.fact, look.header, choices.get("columns") or {}, choices.get("fixed", {}))
    if look.separators and missing:
        seen.questions["separator"] = {"fitting": look.separators}
    if len(look.sheets) > 1 and missing and not choices.get("sheet"):
        seen.questions["sheet"] = {"names": look.sheets, "now": look.sheet}
    if missing:
        seen.questions["columns"] = {"missing": missing, "guesses": guesses(batch.fact, look.header)}
    elif look.sheet:
        seen.known["sheet"] = look.sheet
    return seen


def _sheet_with_our_header(file, batch, look):
    """The look at the first sheet of a workbook that has our columns; what was seen already when none has."""
    for name in look.sheets[:20]:
        there = look if name == look.sheet else look_at(file, sheet=name)
        if not missing_columns(batch.fact, there.header, batch.choices.get("columns") or {}, batch.choices.get("fixed", {})):
            return there
    return look


def header_digest(file, batch):
    """The word by which the header of this file is known again."""
    look = look_at(file, encoding=batch.choices.get("encoding", ""), delimiter=batch.choices.get("separator", ""))
    return digest_of(look.header)


def contents_of(file, batch, seen, *, people, metrics):
    """Add to `seen` what the rows themselves leave open: order of days, decimal mark, currencies, stages, owners."""
    table = table_of(file, batch, seen.header)
    profiler = _profiler(batch, seen.header, people, metrics)
    found = profiler.look(table)
    seen.count = found.rows
    _ask_about_days(found.dates, batch.choices, seen)
    _ask_about_decimals(found.decimals, batch.choices, seen)
    _ask_about_currencies(found.marks, batch.choices, seen, metrics)
    if found.stages:
        seen.questions["stages"] = {"names": found.stages}
    if found.owners:
        seen.questions["owners"] = {"names": found.owners}
    return table


def _profiler(batch, header, people, metrics):
    if batch.fact == "observations":
        fixed = batch.choices.get("fixed", {}).get("metric")

        def kind_of(row):
            metric = metrics.get(fixed or row.cells.get("metric", "").strip())
            return metric.kind if metric else ""

        return Profiler([REQUIRED[2]], ["value"], kind_of)
    mapping = mapping_of(batch.fact, batch.choices, header)
    owners, columns = Owners(people, mapping), mapping.columns
    days = [columns[name] for name in ("created", "closed", "date") if name in columns]
    numbers = [columns["value"]] if "value" in columns else []
    stage = columns.get("stage") if batch.fact == "opportunities" else None

    def is_known_stage(text):
        return " ".join(text.split()).casefold() in mapping.stages

    def is_known_owner(text):
        try:
            return owners.person(text) is not None
        except Wrong:
            return mapping.is_nobody(text) or not text.strip()

    return Profiler(days, numbers, lambda _row: "amount", stage, columns.get("owner"), is_known_stage, is_known_owner)


def _ask_about_days(found, choices, seen):
    """Ask where 03/04/2026 can be read in two ways; where some day of the file tells, take it from there.

    What was said of another file with this header counts as long as no day of this one speaks against it.
    """
    said = choices.get("dates") or "ymd"
    telling = {order for order in ("dmy", "mdy") if order in found}
    if choices.get("is_said_of_this_file") or (said != "ymd" and telling <= {said}):
        return
    if len(telling) == 1 and said == "ymd":
        seen.known["dates"] = telling.pop()
    elif telling or "either" in found:
        example = found.get("either") or found.get("dmy") or found["mdy"]
        seen.questions["dates"] = {"example": example, "is_mixed": len(telling) == 2} | _both_days(example)


def _both_days(text):
    first, _mark, rest = text.partition(text.strip("0123456789")[0])
    second, year = rest[:-5], rest[-4:]
    ways = {}
    for order, (day, month) in {"dmy": (first, second), "mdy": (second, first)}.items():
        try:
            ways[order] = datetime.date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            ways[order] = ""
    return {"ways": ways}


def _ask_about_decimals(found, choices, seen):
    """Ask where 1,234 can be read in two ways; where some number of the file tells, take it from there."""
    telling = {mark for mark in (".", ",") if mark in found}
    if choices.get("decimal"):
        return
    if len(telling) == 2 or (not telling and "either" in found):
        example = found.get("either") or found[","]
        seen.questions["decimal"] = {"example": example, "is_mixed": len(telling) == 2}
    elif telling and "grouped" in found:
        seen.known["decimal"] = telling.pop()


def _ask_about_currencies(found, choices, seen, metrics):
    """Signs that mean the unit of won value may stand beside numbers; about any other one is asked."""
    unit = currency_of(metrics["won_value"].unit) if "won_value" in metrics else ""
    ours = {mark for mark in found if unit and currency_of(mark) == unit}
    others = sorted(set(found) - ours - set(choices.get("marks", [])))
    if others and "marks_refused" not in choices:
        seen.questions["currency"] = {"marks": others, "example": found[others[0]], "unit": unit}
    if ours:
        seen.known["marks"] = sorted(ours | set(choices.get("marks", [])))


def changes_of(batch):
    """What would change, once the rows are staged: counts and the first changes, for the preview."""
    if batch.fact == "observations":
        return storing.compare()
    return fact_storing.compare(batch.fact)


def how_it_is_read(choices):
    """Sentences that say how a file is read, where that is not the plain way."""
    said = []
    if choices.get("dates", "ymd") != "ymd":
        day_first = choices["dates"] == "dmy"
        said.append(_("Days: the day first, as in 31/8/2026.") if day_first else _("Days: the month first, as in 8/31/2026."))
    if choices.get("decimal") == ",":
        said.append(_("Numbers: a comma before decimals, as in 1.234,50."))
    elif choices.get("decimal") == ".":
        said.append(_("Numbers: a point before decimals, as in 1,234.50."))
    if choices.get("marks"):
        marks = ", ".join(choices["marks"])
        said.append(_("Signs beside numbers (%(marks)s) are left out; nothing is converted.") % {"marks": marks})
    if choices.get("sheet"):
        said.append(_("Sheet: %(name)s.") % {"name": choices["sheet"]})
    if choices.get("encoding"):
        said.append(_("Letters: %(name)s.") % {"name": choices["encoding"]})
    return said

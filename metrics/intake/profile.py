"""What a file holds that could be read in two ways, or that nobody has explained yet. One pass, whatever the size of the file."""

import re
from dataclasses import dataclass, field

from metrics.intake.crm_map import folded
from metrics.intake.values import GROUPED, ISO_WEEK, NUMBER, OF_COMMAS, OF_POINTS, OTHER_DAY, THOUSANDS, mark_of, without_clock
from people.tables import Refusal, Sure

DISTINCT, NAMES = 50_000, 300
EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


@dataclass
class Profile:
    """Examples of what was found. `dates`: of dmy, mdy, or either; `decimals`: of ".", ",", either, or grouped; `marks`: of
    currencies; `stages`, `owners`: {folded: as written} that the mapping does not know yet, at most 300.
    """

    rows: int = 0
    dates: dict = field(default_factory=dict)
    decimals: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)
    stages: dict = field(default_factory=dict)
    owners: dict = field(default_factory=dict)


class Profiler:
    """Looks at each row. `days`, `numbers`: the cells that hold such; `kind_of(row)`: the kind of metric that the row's value
    is of."""

    def __init__(self, days, numbers, kind_of, stage=None, owner=None, is_known_stage=None, is_known_owner=None):
        self.days, self.numbers, self.kind_of = days, numbers, kind_of
        self.named = [(stage, is_known_stage, "stages"), (owner, is_known_owner, "owners")]
        self.seen, self.profile = set(), Profile()

    def look(self, rows):
        """The `Profile` of these rows; those that would be refused as they stand say nothing."""
        for row in rows:
            self.profile.rows += 1
            if not isinstance(row, Refusal):
                self._row(row)
        return self.profile

    def _row(self, row):
        for name in self.days:
            self._once("day", row.cells.get(name, ""), self._day)
        kind = self.kind_of(row)
        for name in self.numbers:
            self._once(f"number of {kind}", row.cells.get(name, ""), lambda text: self._number(text, kind))
        for name, is_known, where in self.named:
            if name:
                self._once(where, row.cells.get(name, ""), lambda text, known=is_known, to=where: self._name(text, known, to))

    def _once(self, what, text, look):
        if not text or (what, text) in self.seen:
            return
        if len(self.seen) < DISTINCT:
            self.seen.add((what, text))
        look(text)

    def _day(self, text):
        text = without_clock(text)
        found = OTHER_DAY.fullmatch(text)
        if found and not ISO_WEEK.fullmatch(text):
            first, second = int(found[1]), int(found[3])
            order = "dmy" if first > 12 else "mdy" if second > 12 else "either"
            self.profile.dates.setdefault(order, text)

    def _number(self, text, kind):
        if isinstance(text, Sure):
            return
        text = text.strip()
        if mark := mark_of(text):
            self.profile.marks.setdefault(mark, text)
            text = text.replace(mark, "").strip()
        if decimal := _decimal(text, kind):
            self.profile.decimals.setdefault(decimal, text)
        if decimal and not NUMBER.fullmatch(text):
            self.profile.decimals.setdefault("grouped", text)

    def _name(self, text, is_known, where):
        names = getattr(self.profile, where)
        if len(names) < NAMES and folded(text) not in names and not is_known(text):
            names[folded(text)] = " ".join(text.split())[:80]


def _decimal(text, kind):
    """ "." or "," as this number can only be read, "either" when it can be read in both ways, None when it says nothing."""
    if EITHER.fullmatch(text) or (kind in ("count", "amount") and THOUSANDS.fullmatch(text)):
        return "either"
    if NUMBER.fullmatch(text):
        return "." if "." in text else None
    points, commas = OF_POINTS.fullmatch(text), OF_COMMAS.fullmatch(text)
    if points and commas:
        return None if GROUPED.fullmatch(text) and not set(text) & set(".,") else "either"
    return "." if points else "," if commas else None

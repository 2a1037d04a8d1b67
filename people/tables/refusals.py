"""Rows that came in, rows that did not, and the file that tells which."""

import csv
import re
from dataclasses import dataclass

SHOWN = 200
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffd]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
LIVE = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")


class Sure(str):
    """A cell that was a number and not text: it can be read in one way alone."""

    __slots__ = ()


def printable(text):
    """`text` with a mark in place of each character that cannot be stored, or that hides or turns what stands beside it."""
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken: the line it begins on, the column and value at fault if there is one, and why."""

    line: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file: the line it begins on, its cells by the names asked for, and all of them in order."""

    line: int
    cells: dict[str, str]
    original: tuple[str, ...] = ()

    def refuse(self, column, reason):
        """This row as a refusal for what stands in `column` ("" for the row as a whole)."""
        value, original = self.cells.get(column, "")[:SHOWN], tuple(printable(cell) for cell in self.original)
        return Refusal(self.line, column, printable(value), str(reason), original)


def safe_cell(value):
    """`value` as a cell that no spreadsheet takes for a formula: an apostrophe before it, unless it is a number."""
    text = "" if value is None else str(value)
    return "'" + text if LIVE.match(text) and not NUMBER.fullmatch(text) else text


def plain_cell(text):
    """What `safe_cell` made safe, as it was."""
    return text[1:] if text.startswith("'") and LIVE.match(text) else text


def write_refusals(path, header, refusals):
    """Write refused rows beside the file they came from: line, column, value, reason, then the row as it was. Gives the count."""
    count = 0
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "column", "value", "reason", *(safe_cell(name) for name in header)])
        for refusal in refusals:
            cells = (refusal.column, refusal.value, refusal.reason, *refusal.cells)
            writer.writerow([refusal.line, *(safe_cell(cell[:32_767]) for cell in cells)])
            count += 1
    return count


def report_path(path):
    """Where the refused rows of a file are written: FILE.refused.csv beside FILE.csv."""
    return path.with_name(f"{path.name.removesuffix('.csv')}.refused.csv")

"""From text to records: many plain lines at once, and line by line where quotation marks make it hard."""

import csv
import re
from collections import deque
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.tables.decoding import CHUNK, LINE_LIMIT
from people.tables.refusals import FORBIDDEN

LINES_IN_A_ROW = 500
PIECE = 1 << 16  # characters read at once
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
SEEN_IN_ASCII = bytes([9, 10, 13, *range(32, 127)])
CELL = r'(?:(?<=^)|(?<={0}))"[^"\r\n]*"(?={0}|$)'


class Broken(Exception):
    """A row that does not follow the rules of CSV."""


@dataclass(frozen=True)
class Block:
    """Rows that stand on one line each, from the line `first` on. Each has the width asked for, or is to be looked at singly.

    `is_clean`: no cell holds a character that would have to be refused, or changed.
    """

    first: int
    rows: list
    is_clean: bool


class Lines:
    """Physical lines with their numbers; lines can be put back to be read again."""

    def __init__(self, text):
        self.text, self.number, self.back = text, 0, deque()

    def next(self):
        """(number, line with its end), or None at the end."""
        if self.back:
            return self.back.popleft()
        line = self.text.readline()
        if not line:
            return None
        self.number += 1
        return self.number, line

    def put_back(self, lines):
        """Read these again, before all others."""
        self.back.extendleft(reversed(lines))

    def piece(self):
        """(number of its first line, text) of many whole lines, or None at the end. Only when nothing was put back."""
        text = self.text.read(PIECE)
        if not text:
            return None
        text += self.text.readline()
        return self.number + 1, text


def blocks(lines, separator):
    """A `Block`, or (line, cells, reason) of a single record, for everything that is left in `lines`; see `records`."""
    quoted = re.compile(CELL.format(re.escape(separator)), re.MULTILINE)
    while lines.back or (piece := lines.piece()) is not None:
        if lines.back:
            yield from _until_nothing_is_back(lines, separator)
            continue
        first, text = piece
        rows = _rows(text, separator, quoted)
        if rows is None:
            numbered = list(enumerate(LINE.findall(text), start=first))
            lines.number = numbered[-1][0]
            lines.put_back(numbered)
            continue
        lines.number += len(rows)
        yield Block(first, rows, _is_clean(text))


def _until_nothing_is_back(lines, separator):
    for record in records(lines, separator):
        yield record
        if not lines.back:
            return


def _rows(text, separator, quoted):
    """The cells of each line, or None where a quotation mark asks for more care."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    physical = text.split("\n")
    if not physical[-1]:
        physical.pop()
    if '"' not in text:
        return [line.split(separator) for line in physical]
    if '"' in quoted.sub("", text):
        return None
    rows = list(csv.reader(physical, delimiter=separator, strict=True))
    return rows if len(rows) == len(physical) else None


def _is_clean(text):
    """Whether nothing in it must be refused, put into its normal form, or freed of a protecting apostrophe."""
    if "'" in text:
        return False
    if text.isascii():
        return not text.encode().translate(None, SEEN_IN_ASCII)
    return False


def records(lines, separator):
    """(line, cells, reason) of each record; the reason is "" unless the record does not follow the rules of CSV.

    A row whose quotation marks do not work out is refused alone: the lines after it are read again as rows of their own.
    """
    while (first := lines.next()) is not None:
        taken, is_open, size = [first], first[1].count('"') % 2, len(first[1])
        while is_open and len(taken) < LINES_IN_A_ROW and size <= LINE_LIMIT and (more := lines.next()) is not None:
            taken.append(more)
            is_open, size = (is_open + more[1].count('"')) % 2, size + len(more[1])
        try:
            if is_open:
                raise Broken(
                    _("A quotation mark is opened and not closed. Inside quotation marks, write a quotation mark twice.")
                )
            yield first[0], cells_of([line for _number, line in taken], separator), ""
        except Broken as broken:
            lines.put_back(taken[1:])
            yield first[0], [first[1].rstrip("\r\n")], str(broken)


def cells_of(texts, separator):
    """The cells of one record. Raises `Broken`."""
    if len(texts) == 1 and '"' not in texts[0]:
        return texts[0].rstrip("\r\n").split(separator)
    csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT + CHUNK))
    try:
        found = list(csv.reader(texts, delimiter=separator, strict=True))
    except csv.Error:
        found = []
    if len(found) != 1 or _has_stray_mark(texts, separator):
        raise Broken(
            _("The quotation marks do not fit. Put the whole cell in them, and write one inside it twice, not after \\.")
        )
    return found[0]


def _has_stray_mark(texts, separator):
    """Whether a quotation mark stands in a cell that does not begin with one, or a backslash before one."""
    between = re.escape(separator)
    text = "".join(texts).rstrip("\r\n")
    outside = re.sub(rf'(?:(?<=^)|(?<={between}))"(?:[^"]|"")*"(?={between}|$)', "", text)
    return '"' in outside


def has_forbidden(text):
    """What cannot be taken in this text: the first such character, or None."""
    found = FORBIDDEN.search(text)
    return found[0] if found else None

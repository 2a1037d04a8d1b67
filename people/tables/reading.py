"""From text to rows."""

import contextlib
import csv
import re
import unicodedata
from collections import deque
from pathlib import Path

from django.utils.translation import gettext as _

from people.tables.decoding import (
    CHUNK,
    LINE_LIMIT,
    Unreadable,
    check_all_of_it,
    encoding_of,
    not_in,
    odd_byte,
    refuse_other_kinds,
    text_of,
)
from people.tables.refusals import FORBIDDEN, SHOWN, Refusal, Row, plain_cell, printable

FIELD_LIMIT = 32_768
LINES_IN_A_ROW = 500
COLUMNS = 1_000
SEPARATORS = ",;\t|"


class Broken(Exception):
    """A row that does not follow the rules of CSV."""


def read_table(source, *, required, optional=(), encoding=None, delimiter=None):
    """The table in `source` (a path, or a binary file that can seek). Raises `Unreadable` when it cannot be taken as a whole.

    `required` columns must be in the header and `optional` ones may be; case and spaces around a name do not matter. Iterating
    the table gives a `Row` or a `Refusal` for each row that is not empty.
    """
    with _opened(source) as file:
        file.seek(0)
        start = file.read(CHUNK)
        refuse_other_kinds(start)
        codec = encoding_of(start, encoding)
        check_all_of_it(file, codec)
        lines = _Lines(text_of(file, codec))
        separator, header, columns = _read_header(lines, required, optional, delimiter)
    return Table(source, codec, separator, header, columns)


class Table:
    """A table whose header is known: `header` as written, `unknown` the columns nobody asked for; iterate it for its rows."""

    def __init__(self, source, codec, separator, header, columns):
        self.source, self.codec, self.separator = source, codec, separator
        self.header, self.columns = header, columns
        self.unknown = [name for place, name in enumerate(header) if name and place not in columns.values()]

    def __iter__(self):
        with _opened(self.source) as file:
            file.seek(0)
            lines = _Lines(text_of(file, self.codec))
            _skip_header(lines)
            for line, cells, reason in _records(lines, self.separator):
                entry = self._entry(line, cells, reason)
                if entry is not None:
                    yield entry

    def _entry(self, line, cells, reason):
        """A row or a refusal; None for a row with nothing in it."""
        if not reason and not any(cell.strip() for cell in cells):
            return None
        if not any(cell.strip() for cell in cells[len(self.header) :]):
            cells = cells[: len(self.header)]
        fault = ("", "", reason) if reason else self._fault(cells)
        if fault:
            return Refusal(line, *fault, tuple(printable(cell[:FIELD_LIMIT]) for cell in cells[:COLUMNS]))
        cells = tuple(cell if cell.isascii() else unicodedata.normalize("NFC", cell) for cell in cells)
        return Row(line, {name: plain_cell(cells[place]) for name, place in self.columns.items()}, cells)

    def _about(self, letter):
        if byte := odd_byte(letter):
            return not_in(self.codec, byte)
        facts = {"name": f"U+{ord(letter):04X}"}
        return _("This cell holds a character that cannot be seen or was lost (%(name)s). Remove it.") % facts

    def _fault(self, cells):
        """(column, value, reason) of what keeps the row from being taken, or None."""
        for place, cell in enumerate(cells):
            column = self.header[place] if place < len(self.header) else ""
            if len(cell) > FIELD_LIMIT:
                return column, cell[:SHOWN], _("This cell has more than %(limit)s characters.") % {"limit": FIELD_LIMIT}
            found = FORBIDDEN.search(cell)
            if found:
                return column, printable(cell[:SHOWN]), self._about(found[0])
        if len(cells) != len(self.header):
            facts = {"cells": len(cells), "columns": len(self.header)}
            missing = self.header[len(cells)] if len(cells) < len(self.header) else ""
            return missing, "", _("This row has %(cells)s cells, and the header has %(columns)s.") % facts
        return None


@contextlib.contextmanager
def _opened(source):
    if hasattr(source, "read"):
        yield source
        return
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(Path(source).open("rb"))
        except OSError as error:
            raise Unreadable(_("%(path)s cannot be opened: %(why)s.") % {"path": source, "why": error.strerror}) from None
        yield file


class _Lines:
    """Physical lines with their numbers; lines can be put back to be read again."""

    def __init__(self, text):
        self.text, self.number, self.back = text, 0, deque()

    def next(self):
        """(number, line without its end), or None at the end."""
        if self.back:
            return self.back.popleft()
        line = self.text.readline()
        if not line:
            return None
        self.number += 1
        return self.number, line

    def put_back(self, lines):
        self.back.extendleft(reversed(lines))


def _records(lines, separator):
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
            yield first[0], _cells([line for _number, line in taken], separator), ""
        except Broken as broken:
            lines.put_back(taken[1:])
            yield first[0], [first[1].rstrip("\r\n")], str(broken)


def _cells(texts, separator):
    """The cells of one record. Raises `Broken`."""
    if len(texts) == 1 and '"' not in texts[0]:
        return texts[0].rstrip("\r\n").split(separator)
    csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT + CHUNK))
    try:
        records = list(csv.reader(texts, delimiter=separator, strict=True))
    except csv.Error:
        records = []
    if len(records) != 1 or _has_stray_mark(texts, separator):
        raise Broken(
            _("The quotation marks do not fit. Put the whole cell in them, and write one inside it twice, not after \\.")
        )
    return records[0]


def _has_stray_mark(texts, separator):
    """Whether a quotation mark stands in a cell that does not begin with one, or a backslash before one."""
    between = re.escape(separator)
    text = "".join(texts).rstrip("\r\n")
    outside = re.sub(rf'(?:(?<=^)|(?<={between}))"(?:[^"]|"")*"(?={between}|$)', "", text)
    return '"' in outside


def _skip_header(lines):
    """Pass the line `sep=;`, if there is one, and the header. Gives (the separator it names or None, the header's lines)."""
    first = lines.next()
    named = re.fullmatch(r"sep=(.)\s*", first[1].lstrip("\ufeff"), re.IGNORECASE) if first else None
    if named:
        first = lines.next()
    if first is None:
        raise Unreadable(_("This file has no header row."))
    taken = [first[1].lstrip("\ufeff")]
    while "".join(taken).count('"') % 2 and len(taken) < LINES_IN_A_ROW and (more := lines.next()) is not None:
        taken.append(more[1])
    return (named[1] if named else None), taken


def _read_header(lines, required, optional, delimiter):
    """(separator, header, {name asked for: place}) by whichever separator makes the header hold the required columns."""
    named, taken = _skip_header(lines)
    tried = []
    for separator in [delimiter or named] if delimiter or named else SEPARATORS:
        try:
            header = [name.strip() for name in _cells(taken, separator)]
        except (Broken, TypeError):
            continue
        folded = [name.casefold() for name in header]
        missing = [name for name in required if name.casefold() not in folded]
        tried.append((len(missing), separator, header, folded, missing))
    if not tried:
        raise Unreadable(_("The header row cannot be read: its quotation marks or its separator do not fit."))
    _count, separator, header, folded, missing = min(tried, key=lambda attempt: attempt[0])
    _refuse_header(header, folded, missing)
    columns = {name: folded.index(name.casefold()) for name in (*required, *optional) if name.casefold() in folded}
    return separator, header, columns


def _refuse_header(header, folded, missing):
    if missing:
        facts = {"missing": ", ".join(missing), "found": ", ".join(name[:40] for name in header[:30])}
        raise Unreadable(_("The header has no column %(missing)s. It has: %(found)s.") % facts)
    if len(header) > COLUMNS:
        raise Unreadable(
            _("The header has %(count)s columns; at most %(limit)s can be read.") % {"count": len(header), "limit": COLUMNS}
        )
    if any(odd_byte(letter) for name in header for letter in name):
        raise Unreadable(_("The header row is not UTF-8. Save the file as CSV UTF-8, or name its encoding: cp1252, cp1250, ..."))
    twice = sorted({name for name in folded if name and folded.count(name) > 1})
    if twice:
        raise Unreadable(_("The header has the column %(name)s twice. Which of them counts?") % {"name": ", ".join(twice)})

"""From a file to rows."""

import contextlib
import unicodedata
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from people.tables.decoding import (
    CHUNK,
    Unreadable,
    check_all_of_it,
    encoding_of,
    not_in,
    odd_byte,
    refuse_other_kinds,
    text_of,
)
from people.tables.heads import COLUMNS, Wanted, head_of, read_header, told_apart
from people.tables.lines import Block, Lines, blocks, has_forbidden
from people.tables.refusals import SHOWN, Refusal, Row, plain_cell, printable
from people.tables.workbooks import RESULT, Fault, is_workbook, opened_workbook

FIELD_LIMIT = 32_768
MANY = 5_000  # rows of a sheet in one block


def read_table(source, *, required, optional=(), encoding=None, delimiter=None, called=None, sheet=None):
    """The table in `source` (a path, or a binary file that can seek). Raises `Unreadable` when it cannot be taken as a whole.

    `required` columns must be in the header and `optional` ones may be; case and spaces around a name do not matter. `called`
    says what this file calls them. Of a workbook the sheet named is read, else the first whose first row has the columns.
    Iterating the table gives a `Row` or a `Refusal` for each row that is not empty.
    """
    wanted = Wanted(tuple(required), tuple(optional), called or {})
    with opened(source) as file:
        file.seek(0)
        start = file.read(CHUNK)
        if is_workbook(start):
            return _sheet_table(source, file, wanted, sheet)
        refuse_other_kinds(start)
        codec = encoding_of(start, encoding)
        check_all_of_it(file, codec)
        separator, header = read_header(Lines(text_of(file, codec)), wanted, delimiter)
    return TextTable(source, header, wanted, codec, separator)


class Table:
    """A table whose header is known: iterate it for its rows. `header` is as written, as far as that can be shown, `unknown` the
    columns nobody asked for.

    `columns`: {name asked for: place}. `place()`: how many bytes of the file have been read, while it is being iterated.
    """

    codec, separator, sheet = "", "", None

    def __init__(self, source, header, wanted):
        self.source, self.header, self.columns = source, [printable(name) for name in header], wanted.places(header)
        self.unknown = [name for place, name in enumerate(self.header) if name and place not in self.columns.values()]
        self.file = None

    def __iter__(self):
        for part in self.blocks():
            if not isinstance(part, Block):
                yield part
                continue
            for line, cells in enumerate(part.rows, start=part.first):
                entry = self.entry(line, cells)
                if entry is not None:
                    yield entry

    def blocks(self):
        """What iterating gives, with plain rows many at a time: each part is a `Block`, a `Row` or a `Refusal`."""
        raise NotImplementedError

    def place(self):
        """How many bytes of the file have been read."""
        return self.file.tell() if self.file is not None and not self.file.closed else 0

    def entry(self, line, cells, reason=""):
        """A row or a refusal; None for a row with nothing in it."""
        if not reason and not any(cell.strip() for cell in cells):
            return None
        if len(cells) > len(self.header) and not any(cell.strip() for cell in cells[len(self.header) :]):
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
            if found := has_forbidden(cell):
                return column, printable(cell[:SHOWN]), self._about(found)
            if isinstance(cell, Fault) and place in self.columns.values():
                return column, *_about_fault(cell)
        if len(cells) != len(self.header):
            facts = {"cells": len(cells), "columns": len(self.header)}
            missing = self.header[len(cells)] if len(cells) < len(self.header) else ""
            return missing, "", _("This row has %(cells)s cells, and the header has %(columns)s.") % facts
        return None


class TextTable(Table):
    """A table in a text file."""

    def __init__(self, source, header, wanted, codec, separator):
        super().__init__(source, header, wanted)
        self.codec, self.separator = codec, separator

    def blocks(self):
        with opened(self.source) as file:
            self.file = file
            file.seek(0)
            lines = Lines(text_of(file, self.codec))
            head_of(lines)
            for part in blocks(lines, self.separator):
                if isinstance(part, Block):
                    yield part
                elif (entry := self.entry(*part)) is not None:
                    yield entry


class SheetTable(Table):
    """A table in one sheet of a workbook."""

    def __init__(self, source, header, wanted, sheet, head):
        super().__init__(source, header, wanted)
        self.sheet, self.head = sheet, head  # `head`: the number of the header's row

    def blocks(self):
        with opened(self.source) as file, opened_workbook(file) as book:
            self.file = file
            rows = (row for row in book.rows(self.sheet) if row[0] > self.head)
            while many := list(islice(rows, MANY)):
                for number, cells in many:
                    if (entry := self.entry(number, self._padded(cells))) is not None:
                        yield entry

    def _padded(self, cells):
        return cells + [""] * (len(self.header) - len(cells))


def _about_fault(cell):
    """(value, reason) of a cell that holds an error, or a formula without a result."""
    if cell == RESULT:
        return "", _("This cell holds a formula whose result is not stored. Open the workbook, save it, and send it again.")
    return str(cell), _("This cell shows the error %(error)s.") % {"error": cell[:20]}


def _sheet_table(source, file, wanted, sheet):
    with opened_workbook(file) as book:
        if sheet and sheet not in book.sheets:
            raise Unreadable(_("The workbook has no sheet called %(name)s.") % {"name": sheet[:40]})
        heads = {name: first_row(book, name) for name in ([sheet] if sheet else book.sheets)}
    heads = {name: head for name, head in heads.items() if head}
    if not heads:
        raise Unreadable(_("No sheet of this workbook has a row."))
    fitting = [name for name, (_number, header) in heads.items() if not wanted.missing(_named(header, wanted))]
    name = next(iter(fitting), next(iter(heads)))
    number, header = heads[name]
    header = _named(header, wanted)
    wanted.check(header)
    return SheetTable(source, header, wanted, name, number)


def _named(header, wanted):
    return told_apart(header) if wanted.called else header


def first_row(book, sheet):
    """(number, cells without spaces around them) of the first row of a sheet that says anything, or None."""
    for number, cells in book.rows(sheet):
        names = [printable(str(cell).strip()) for cell in cells]
        if any(names):
            return number, names
    return None


@contextlib.contextmanager
def opened(source):
    """`source`, a path or a binary file, as a binary file; closed only if it was opened here."""
    if hasattr(source, "read"):
        yield source
        return
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(Path(source).open("rb"))
        except OSError as error:
            raise Unreadable(_("%(path)s cannot be opened: %(why)s.") % {"path": source, "why": error.strerror}) from None
        yield file

"""Spreadsheets (XLSX) as tables: streamed row by row, nothing evaluated, nothing unpacked before its size is known.

The directory of the ZIP is looked at first: how many parts, how large they say that they are, how far they unfold. openpyxl
reads what the workbook says about itself (sheets, formats of days, shared texts); the cells of a sheet are read here as they
stream by, so that neither a row without end nor a cell in the last column of the world costs memory.
"""

import contextlib
import datetime
import warnings
import zipfile
from decimal import Decimal
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_excel

from people.tables.decoding import CHUNK, Unreadable
from people.tables.refusals import Sure

ENTRIES, UNPACKED, RATIO = 200, 100_000_000, 100
SAYS_WHAT_IT_IS, PART = ("styles.xml", "workbook.xml", "[Content_Types].xml", ".rels"), 3_000_000
SMALL_ENOUGH = 1_000_000  # below this a part may unfold as far as it likes
ROWS, COLUMNS, TEXTS, LETTERS = 1_048_576, 1_000, 2_000_000, 100_000
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
RESULT = "formula without a result"


class Fault(str):
    """What stands in a cell that has no value to take: an error, or a formula whose result was never stored."""

    __slots__ = ()


def is_workbook(start):
    """Whether these first bytes are those of a ZIP file, as an XLSX workbook is."""
    return start.startswith(ZIP_MARKS)


def check_directory(archive):
    """Raise `Unreadable` for a ZIP that would unfold into more than a spreadsheet holds."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > ENTRIES or unpacked > UNPACKED:
        facts = {"size": unpacked // 1_000_000, "limit": UNPACKED // 1_000_000, "parts": len(parts)}
        sentence = _("This workbook unfolds into %(parts)s parts and %(size)s MB; at most 200 and %(limit)s MB. Save it as CSV.")
        raise Unreadable(sentence % facts)
    for part in parts:
        if part.flag_bits & 1:
            raise Unreadable(_("This workbook is protected by a password. Take it off and save it again."))
        if part.file_size > SMALL_ENOUGH and part.file_size > RATIO * max(part.compress_size, 1):
            facts = {"name": part.filename[:60], "times": part.file_size // max(part.compress_size, 1)}
            raise Unreadable(_("A part of this workbook (%(name)s) unfolds %(times)s times. It is not read.") % facts)
        if part.file_size > PART and part.filename.endswith(SAYS_WHAT_IT_IS):
            raise Unreadable(_("A part of this workbook (%(name)s) is too large to be read.") % {"name": part.filename[:60]})


class Workbook:
    """An open workbook: the names of its visible `sheets`, and the rows of each."""

    def __init__(self, archive, reader, places, formats):
        self.archive, self.strings, self.places = archive, reader.shared_strings, places
        self.epoch, (self.days, self.spans) = reader.wb.epoch, formats

    @property
    def sheets(self):
        """The names of its sheets, in their order."""
        return list(self.places)

    def rows(self, name):
        """(number of the row, its cells as text or `Fault`) for each row of a sheet that says anything."""
        with self.archive.open(self.places[name]) as source:
            for number, cells in _streamed(source):
                yield number, [self._text(cell) for cell in cells]

    def _text(self, cell):
        """What a cell holds, as the text that a CSV file would have."""
        if cell is None:
            return ""
        kind, style, value, has_formula = cell
        if value is None:
            return Fault(RESULT) if has_formula else ""
        if kind == "s":
            return self._shared(value)
        if kind == "e":
            return Fault(value)
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return self._number(value, style) if kind in ("n", "d") else value

    def _shared(self, value):
        try:
            return self.strings[int(value)]
        except (ValueError, IndexError):
            return Fault("#REF!")

    def _number(self, value, style):
        try:
            number = Decimal(value)
        except ArithmeticError:
            return value.removesuffix("T00:00:00")
        if style in self.days:
            return self._day(number, style)
        return Sure(f"{Decimal(f'{float(number):.15g}'):f}") if number.is_finite() else value

    def _day(self, number, style):
        try:
            found = from_excel(float(number), self.epoch, timedelta=style in self.spans)
        except (OverflowError, ValueError):
            return Fault("#VALUE!")
        if isinstance(found, datetime.datetime):
            return found.date().isoformat() if found.time() == datetime.time() else found.isoformat(timespec="seconds")
        return str(found)


@contextlib.contextmanager
def opened_workbook(file):
    """The workbook in a binary file. Raises `Unreadable` with a sentence for what is none, or would be too much."""
    file.seek(0)
    with contextlib.ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(file))
            check_directory(archive)
            _refuse_doctypes(archive)
            book = _read(file, archive)
        except Unreadable:
            raise
        except Exception as error:  # whatever a broken or hostile file makes a parser say
            raise Unreadable(
                _("This is not an Excel workbook (XLSX) that can be opened. Save it again, or save it as CSV (UTF-8).")
            ) from error
        if not book.sheets:
            raise Unreadable(_("This Excel workbook has no sheet with cells."))
        yield book


def _read(file, archive):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of looks that it does not know
        file.seek(0)
        reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        parts = set(archive.namelist())
        places = {
            sheet.name: link.target
            for sheet, link in reader.parser.find_sheets()
            if link.Type.endswith("/worksheet") and link.target in parts and sheet.state == "visible"
        }
    return Workbook(archive, reader, places, (set(reader.wb._date_formats), set(reader.wb._timedelta_formats)))


def _refuse_doctypes(archive):
    """No part of a workbook has a document type: one that has wants to unfold entities, or to fetch something."""
    for part in archive.infolist():
        if not part.filename.endswith((".xml", ".rels")):
            continue
        texts = part.filename.endswith("sharedStrings.xml")
        with archive.open(part) as source:
            start = source.read(CHUNK)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise Unreadable(_("This workbook holds a document type, which no spreadsheet writes. It is not read."))
            count = start.count(b"<si")
            while texts and (chunk := source.read(CHUNK)):
                count += chunk.count(b"<si")
        if count > TEXTS:
            raise Unreadable(_("This workbook holds more than two million texts. Save it as CSV."))


def _streamed(source):
    """(number, cells) of each row as the sheet streams by; a cell is (type, style, value, has a formula) or None."""
    sheet = _Sheet()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = sheet.start, sheet.end
    parser.CharacterDataHandler = sheet.text
    parser.StartDoctypeDeclHandler = sheet.doctype
    try:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
            yield from sheet.taken()
        parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, OSError, ValueError) as error:
        sentence = _("The sheet is damaged after row %(row)s. Save the workbook again, or save it as CSV (UTF-8).")
        raise Unreadable(sentence % {"row": sheet.number}) from error
    yield from sheet.taken()


class _Sheet:
    """What expat tells of a sheet, gathered into rows."""

    def __init__(self):
        self.rows, self.number, self.cells = [], 0, None
        self.cell, self.words, self.column = None, None, 0

    def taken(self):
        """The rows that are complete, once."""
        rows, self.rows = self.rows, []
        return rows

    def doctype(self, *_facts):
        raise Unreadable(_("This workbook holds a document type, which no spreadsheet writes. It is not read."))

    def start(self, name, given):
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self.number, self.cells, self.column = int(given.get("r", self.number + 1)), [], 0
            if self.number > ROWS:
                raise Unreadable(_("A sheet has at most 1,048,576 rows."))
        elif tag == "c" and self.cells is not None:
            letters = given.get("r", "").rstrip("0123456789")
            self.column = column_index_from_string(letters) if letters else self.column + 1
            self.cell = [given.get("t", "n"), int(given.get("s", 0)), None, False]
        elif self.cell is not None and tag in ("v", "t"):
            self.words = []
        elif self.cell is not None and tag == "f":
            self.cell[3] = True

    def text(self, words):
        if self.words is not None and len(self.words) < LETTERS:
            self.words.append(words[:LETTERS])

    def end(self, name):
        tag = name.rpartition(" ")[2]
        if tag in ("v", "t") and self.words is not None:
            self.cell[2], self.words = (self.cell[2] or "") + "".join(self.words), None
        elif tag == "c" and self.cell is not None:
            self._place()
        elif tag == "row" and self.cells is not None:
            if any(cell is not None for cell in self.cells):
                self.rows.append((self.number, self.cells))
            self.cells = None

    def _place(self):
        if self.cell[2] is not None or self.cell[3]:
            if self.column > COLUMNS:
                facts = {"column": get_column_letter(self.column), "row": self.number, "limit": COLUMNS}
                raise Unreadable(_("Row %(row)s has a cell in column %(column)s; at most %(limit)s columns are read.") % facts)
            if self.cells is not None and self.column > len(self.cells):
                self.cells.extend([None] * (self.column - 1 - len(self.cells)))
                self.cells.append(tuple(self.cell))
        self.cell = None

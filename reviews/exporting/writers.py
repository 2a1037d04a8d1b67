"""The formats of an export. Each writer is a context that takes row after row and keeps none of them."""

import csv

import xlsxwriter
from django.utils.translation import gettext as _

from people.canonical import canonical
from people.tables import safe_cell
from reviews.exporting.columns import flat, row_of

CELL = 32_767  # characters: the longest text that a cell of a spreadsheet holds


class CsvWriter:
    """Comma-separated, with the mark that makes spreadsheets read it as UTF-8; no cell is taken for a formula."""

    def __init__(self, path, columns, export):
        self.columns = columns
        self.file = open(path, "w", encoding="utf-8-sig", newline="")  # noqa: SIM115
        self.writer = csv.writer(self.file)
        self.writer.writerow([column.key for column in columns])

    def write(self, one):
        self.writer.writerow([_cell(flat(value)) for value in row_of(self.columns, one).values()])

    def close(self):
        self.file.close()


class JsonLinesWriter:
    """One review a line, each in canonical form."""

    def __init__(self, path, columns, export):
        self.columns = columns
        self.file = open(path, "wb")  # noqa: SIM115

    def write(self, one):
        self.file.write(canonical(row_of(self.columns, one)) + b"\n")

    def close(self):
        self.file.close()


class XlsxWriter:
    """A workbook: the reviews, and a sheet that says who took them out, when and why. Texts stay texts."""

    OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

    def __init__(self, path, columns, export):
        self.columns, self.export, self.line = columns, export, 0
        self.book = xlsxwriter.Workbook(str(path), self.OPTIONS)
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.sheet = self.book.add_worksheet(_("Reviews"))
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, len(columns) - 1, 24)
        bold = self.book.add_format({"bold": True})
        for place, column in enumerate(columns):
            self.sheet.write_string(0, place, column.key, bold)

    def write(self, one):
        self.line += 1
        for place, value in enumerate(row_of(self.columns, one).values()):
            value = flat(value)
            if isinstance(value, int):
                self.sheet.write_number(self.line, place, value, self.wrap)
            elif value:
                self.sheet.write_string(self.line, place, _fitting(str(value)), self.wrap)

    def close(self):
        about = self.book.add_worksheet(_("About"))
        about.set_column(0, 1, 40)
        for line, pair in enumerate(said_of(self.export)):
            for place, text in enumerate(pair):
                about.write_string(line, place, str(text), self.wrap)
        self.book.close()


WRITERS = {"csv": CsvWriter, "xlsx": XlsxWriter, "jsonl": JsonLinesWriter}


def said_of(export):
    """Who took a file out, when and why, as pairs of words."""
    return [
        (_("Round"), export.round.name),
        (_("Asked by"), f"{export.by.name} <{export.by.email}>"),
        (_("Asked"), f"{export.asked_at:%Y-%m-%d %H:%M} UTC"),
        (_("Why"), export.reason),
        (_("Export"), str(export.pk)),
    ]


def _cell(value):
    return value if isinstance(value, int) else safe_cell(value)


def _fitting(text):
    if len(text) <= CELL:
        return text
    note = "\n" + _("(Longer than a cell can hold. The whole text is in the record, and in an export as JSON Lines.)")
    return text[: CELL - len(note)] + note

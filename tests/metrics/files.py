"""Files as people send them, and where they are kept in tests."""

import io

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile


def sent(content, name="week.csv"):
    """A file as the browser sends it."""
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def workbook(**sheets):
    """A real XLSX file of these sheets: {name: rows}."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()

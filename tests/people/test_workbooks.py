"""Spreadsheets as tables: real files, honest ones and hostile ones."""

import datetime
import io
import resource
import struct
import time
import zipfile

import pytest
import xlsxwriter

from people.tables import Refusal, Row, Unreadable, look_at, read_table

COLUMNS = ["email", "metric", "period_start", "value"]
GOOD = ["ann@example.test", "calls", "2026-08-31", 12]
SHEET = "xl/worksheets/sheet1.xml"


def nothing_of(_xml):
    return b"<x/>"


def workbook(*sheets, write=None, **options):
    """A real XLSX file: each sheet is (name, rows)."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, place, cell)
        if write:
            write(book, sheet)
    book.close()
    return out.getvalue()


def altered(content, part, change):
    """The same ZIP with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            data = before.read(entry)
            after.writestr(entry.filename, change(data) if entry.filename == part else data)
    return out.getvalue()


def read(content, **how):
    return list(read_table(io.BytesIO(content), required=COLUMNS, **how))


def only_cells(content, **how):
    (entry,) = read(content, **how)
    assert isinstance(entry, Row), entry
    return list(entry.cells.values())


def test_a_sheet_is_read_like_a_file_of_text():
    assert only_cells(workbook(("July", [COLUMNS, GOOD]))) == ["ann@example.test", "calls", "2026-08-31", "12"]


def test_rows_are_numbered_as_the_spreadsheet_numbers_them():
    content = workbook(("S", [[], COLUMNS, [], GOOD, ["x"], GOOD]))

    assert [(entry.line, type(entry)) for entry in read(content)] == [(4, Row), (5, Row), (6, Row)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12, "12"), (12.5, "12.5"), (0.1 + 0.2, "0.3"), (1e15, "1000000000000000"), (-3, "-3"), (True, "TRUE"),
        ("0012", "0012"), ("  7 ", "  7 "), ("'=1+1", "=1+1"),
    ],
)  # fmt: skip
def test_what_a_cell_shows_is_what_is_taken(cell, text):
    assert only_cells(workbook(("S", [COLUMNS, [*GOOD[:3], cell]])))[3] == text


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_are_days_whatever_they_are_counted_from(is_1904):
    def write(book, sheet):
        sheet.write_datetime(1, 2, datetime.datetime(2026, 8, 31), book.add_format({"num_format": "dd/mm/yy"}))

    assert (
        only_cells(workbook(("S", [COLUMNS, GOOD]), write=write, default_date_format="d", date_1904=is_1904))[2] == "2026-08-31"
    )


def test_a_time_of_day_is_kept():
    def write(book, sheet):
        sheet.write_datetime(1, 2, datetime.datetime(2026, 8, 31, 14, 30), book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))

    assert only_cells(workbook(("S", [COLUMNS, GOOD]), write=write))[2] == "2026-08-31T14:30:00"


def test_a_formula_is_never_evaluated_its_stored_result_is_taken_and_none_is_refused():
    def write(_book, sheet):
        sheet.write_formula(1, 3, "=6*7", None, 42)
        sheet.write_formula(2, 3, "=6*7", None, "")

    content = workbook(("S", [COLUMNS, GOOD, GOOD]), write=write)
    content = altered(content, SHEET, lambda xml: xml.replace(b"<v></v>", b""))

    first, second = read(content)
    assert first.cells["value"] == "42"
    assert (second.line, second.column) == (3, "value")
    assert "formula" in second.reason


def test_an_error_in_a_cell_is_named():
    def write(_book, sheet):
        sheet.write_formula(1, 3, "=NA()", None, "#N/A")

    (refused,) = read(workbook(("S", [COLUMNS, GOOD]), write=write))
    assert isinstance(refused, Refusal)
    assert (refused.line, refused.column, refused.value) == (2, "value", "#N/A")
    assert "#N/A" in refused.reason


def test_an_error_in_a_column_that_nobody_asked_for_harms_nothing():
    def write(_book, sheet):
        sheet.write_formula(1, 4, "=NA()", None, "#N/A")

    assert only_cells(workbook(("S", [[*COLUMNS, "note"], GOOD]), write=write))[3] == "12"


def test_of_several_sheets_the_first_with_our_header_is_read_or_the_one_named():
    content = workbook(("About", [["Made by Ann"]]), ("July", [COLUMNS, GOOD]), ("August", [COLUMNS, [*GOOD[:3], 13]]))

    assert only_cells(content)[3] == "12"
    assert only_cells(content, sheet="August")[3] == "13"
    assert look_at(io.BytesIO(content)).sheets == ["About", "July", "August"]
    assert look_at(io.BytesIO(content), sheet="July").header == COLUMNS
    with pytest.raises(Unreadable, match="no sheet called Nope"):
        read(content, sheet="Nope")
    with pytest.raises(Unreadable, match="no column"):
        read(content, sheet="About")


def test_hidden_sheets_are_not_read():
    content = workbook(("A", [["x"]]), ("B", [COLUMNS, GOOD]), write=lambda _book, sheet: sheet.name == "B" and sheet.hide())

    assert look_at(io.BytesIO(content)).sheets == ["A"]


def test_columns_are_found_by_what_the_sheet_calls_them():
    content = workbook(("S", [["Who", "Was", "Wann", "Zahl", "Zahl"], [*GOOD, 99]]))
    called = {"email": "who", "metric": "was", "period_start": "wann", "value": "Zahl (2)"}

    assert only_cells(content, called=called)[3] == "99"


def test_bold_parts_and_inline_texts_are_read_as_text():
    def write(book, sheet):
        sheet.write_rich_string(1, 1, book.add_format({"bold": True}), "ca", "lls")

    assert only_cells(workbook(("S", [COLUMNS, GOOD]), write=write))[1] == "calls"
    assert only_cells(workbook(("S", [COLUMNS, GOOD]), constant_memory=True, in_memory=False))[1] == "calls"


# -- files that mean harm ---------------------------------------------------------------------------------------------------


def refused(content):
    began = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert time.monotonic() - began < 5
    return str(caught.value)


def test_a_zip_bomb_is_refused_before_anything_is_unpacked():
    bomb = altered(workbook(("S", [COLUMNS, GOOD])), SHEET, lambda _xml: b" " * 90_000_000)

    assert len(bomb) < 200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "unfolds" in refused(bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000


def test_a_workbook_that_unfolds_into_too_much_is_refused():
    noise = bytes(range(256)) * 8
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number in range(201):
            archive.writestr(f"{number}.xml", noise)
    assert "at most 200" in refused(out.getvalue())


def test_a_directory_that_lies_about_sizes_gives_no_more_than_it_says():
    content = bytearray(altered(workbook(("S", [COLUMNS, GOOD])), SHEET, lambda _xml: b" " * 90_000_000))
    where = content.rindex(SHEET.encode()) - 46
    struct.pack_into("<I", content, where + 24, 1000)

    assert "Excel" in refused(bytes(content))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entities_that_would_unfold_are_refused(part):
    lol = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1000 + b'"><!ENTITY c "' + b"&b;" * 1000 + b'">]>'
    content = altered(
        workbook(("S", [COLUMNS, GOOD])), part, lambda xml: xml.replace(b'standalone="yes"?>', b'standalone="yes"?>' + lol)
    )

    assert "document type" in refused(content)


def test_a_cell_in_the_last_column_and_row_costs_nothing():
    def far(xml):
        return xml.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    assert "XFD" in refused(altered(workbook(("S", [COLUMNS, GOOD])), SHEET, far))


def test_a_row_of_countless_empty_cells_costs_nothing():
    content = altered(
        workbook(("S", [COLUMNS, GOOD])),
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b"<row>" + b"<c/>" * 200_000 + b"</row></sheetData>"),
    )

    assert len(read(content)) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + bytes(60),
        workbook(("S", [COLUMNS]))[:-400],
        altered(workbook(("S", [COLUMNS])), "xl/workbook.xml", nothing_of),
    ],
    ids=["junk", "cut off", "no workbook"],
)  # fmt: skip
def test_what_is_no_workbook_is_said(content):
    assert "Excel" in refused(content)


def test_a_damaged_sheet_is_said_with_the_row():
    content = altered(workbook(("S", [COLUMNS, GOOD, GOOD])), SHEET, lambda xml: xml.replace(b'<row r="3"', b"<row <"))

    assert "damaged after row 2" in refused(content)


def test_a_macro_and_links_to_elsewhere_are_not_followed():
    content = altered(workbook(("S", [COLUMNS, GOOD])), SHEET, lambda xml: xml)
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(1000))
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")

    assert only_cells(out.getvalue())[3] == "12"

"""Tables as text: right, or refused with line, column and what to do."""

import csv
import io
import tracemalloc
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.tables import FIELD_LIMIT, Refusal, Row, Unreadable, read_table, safe_cell, write_refusals
from people.tables.refusals import plain_cell

HEAD = "email,metric,period_start,value\r\n"
GOOD = "ann@example.test,calls,2026-08-31,12\r\n"
COLUMNS = ["email", "metric", "period_start", "value"]
EXPECTED = {"email": "ann@example.test", "metric": "calls", "period_start": "2026-08-31", "value": "12"}


def read(content, **how):
    data = content if isinstance(content, bytes) else content.encode()
    return list(read_table(io.BytesIO(data), required=COLUMNS, **how))


def cells(content, **how):
    entries = read(content, **how)
    assert all(isinstance(entry, Row) for entry in entries), entries
    return [entry.cells for entry in entries]


def only_refusal(content, **how):
    refused = [entry for entry in read(content, **how) if isinstance(entry, Refusal)]
    assert len(refused) == 1
    return refused[0]


def unreadable(content, **how):
    with pytest.raises(Unreadable) as caught:
        read(content, **how)
    return str(caught.value)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found_by_the_header(separator):
    assert cells((HEAD + GOOD).replace(",", separator)) == [EXPECTED]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(end):
    assert cells((HEAD + GOOD + GOOD).replace("\r\n", end)) == [EXPECTED, EXPECTED]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_and_plain_utf_encodings_are_read(encoding):
    assert cells((HEAD + GOOD).encode(encoding)) == [EXPECTED]


def test_the_line_that_spreadsheets_write_about_the_separator_is_accepted():
    assert cells("sep=;\r\n" + (HEAD + GOOD).replace(",", ";")) == [EXPECTED]
    assert [entry.line for entry in read("sep=;\r\n" + (HEAD + GOOD).replace(",", ";"))] == [3]


def test_names_of_columns_may_differ_in_case_and_spaces_and_stand_in_any_order():
    table = read_table(io.BytesIO(b" VALUE ,Email,period_start,Metric,note\n12,a@b.c,2026-08-31,calls,x\n"), required=COLUMNS)
    assert [row.cells for row in table] == [{"email": "a@b.c", "metric": "calls", "period_start": "2026-08-31", "value": "12"}]
    assert table.unknown == ["note"]


def test_quoted_separators_quotes_and_line_breaks_are_kept():
    rows = cells(HEAD + '"a,b","say ""no""","two\r\nlines",12\r\n' + GOOD)
    assert rows == [{"email": "a,b", "metric": 'say "no"', "period_start": "two\r\nlines", "value": "12"}, EXPECTED]
    assert [entry.line for entry in read(HEAD + '"a","b","two\r\nlines",12\r\n' + GOOD)] == [2, 4]


def test_empty_lines_and_trailing_separators_are_passed_over():
    assert cells(HEAD + "\r\n,,,\r\n" + GOOD.replace("\r\n", ",,\r\n") + "  \r\n") == [EXPECTED]


def test_text_is_brought_to_one_spelling():
    assert cells(HEAD + GOOD.replace("ann", "Zoe\u0308"))[0]["email"] == "Zo\u00eb@example.test"


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        ("ann@example.test,calls\r\n", "period_start", "2 cells"),
        ("ann@example.test,calls,2026-08-31,12,13\r\n", "", "5 cells"),
        ("ann\x00@example.test,calls,2026-08-31,12\r\n", "email", "U+0000"),
        ("ann@example.test,calls\u202e,2026-08-31,12\r\n", "metric", "U+202E"),
        ("ann@example.test,calls\ufffd,2026-08-31,12\r\n", "metric", "U+FFFD"),
        ('ann@example.test,"ca\\"lls",2026-08-31,12\r\n', "", "quotation mark"),
        ('ann@example.test,ca"lls",2026-08-31,12\r\n', "", "quotation mark"),
        ('ann@example.test,"calls"x,2026-08-31,12\r\n', "", "quotation mark"),
        ('ann@example.test,"calls,2026-08-31,12\r\n', "", "quotation mark"),
        (f"ann@example.test,{'a' * (FIELD_LIMIT + 1)},2026-08-31,12\r\n", "metric", "more than 32768"),
    ],
)
def test_a_broken_row_is_refused_alone_and_the_rows_around_it_are_kept(row, column, word):
    entries = read(HEAD + GOOD + row + GOOD)
    assert [type(entry) for entry in entries] == [Row, Refusal, Row]
    assert (entries[1].line, entries[1].column) == (3, column)
    assert word in entries[1].reason
    assert [entries[0].cells, entries[2].cells] == [EXPECTED, EXPECTED]


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rows_below():
    entries = read(HEAD + 'x,"calls,2026-08-31,12\r\n' + GOOD * 3)
    assert [entry.line for entry in entries if isinstance(entry, Refusal)] == [2]
    assert sum(isinstance(entry, Row) for entry in entries) == 3


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("email,metric,value\r\na,b,1\r\n", "period_start"),
        ("email,metric,period_start,value,Value\r\na,b,c,1,2\r\n", "twice"),
        ("<!DOCTYPE html><html><title>Sign in</title></html>", "web page"),
        (b"PK\x03\x04" + bytes(60), "Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(60), "Excel"),
        (b"%PDF-1.7\nxxxx", "PDF"),
        (b"\x1f\x8b\x08rest", "compressed"),
        ((HEAD + GOOD).encode("utf-16-be"), "UTF-16-BE"),
        ((HEAD + GOOD).encode("utf-16-le"), "UTF-16-LE"),
        ((HEAD.replace("value", "é,value") + GOOD).encode("cp1252"), "cp1252"),
        ((HEAD + GOOD).encode() + b"\xe2\x82", "cut off"),
        ((HEAD + GOOD).encode("utf-16") + b"\x00\xdc\x00\x00", "UTF-16"),
        (HEAD + "a" * 1_100_000, "longer than"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_whole_with_what_to_do(content, word):
    assert word in unreadable(content)


def test_other_encodings_are_read_when_named_and_unknown_ones_said():
    data = (HEAD + GOOD.replace("ann", "Renée")).encode("cp1252")
    refused = only_refusal(data)
    assert (refused.line, refused.column, "cp1252" in refused.reason, "0xE9" in refused.reason) == (2, "email", True, True)
    assert cells(data, encoding="cp1252")[0]["email"] == "Renée@example.test"
    assert "klingon" in unreadable(data, encoding="klingon")
    assert "rot13" in unreadable(data, encoding="rot13")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_table(tmp_path / "none.csv", required=COLUMNS)


def test_optional_columns_are_read_when_they_are_there():
    assert cells(HEAD + GOOD, optional=["denominator"]) == [EXPECTED]
    text = HEAD.replace("value", "value,denominator") + GOOD.replace("12", "12,20")
    assert cells(text, optional=["denominator"]) == [EXPECTED | {"denominator": "20"}]


def test_memory_stays_small_whatever_the_size_of_the_file(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write(HEAD)
        for _ in range(100):
            file.write(GOOD * 1000)
    tracemalloc.start()
    count = sum(isinstance(entry, Row) for entry in read_table(path, required=COLUMNS))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100_000
    assert path.stat().st_size > 3_000_000
    assert peak < 2_500_000


@given(st.binary(max_size=400))
def test_no_bytes_at_all_make_it_crash(noise):
    for data in (noise, HEAD.encode() + noise, (HEAD + GOOD).encode() + noise):
        try:
            entries = read(data)
        except Unreadable as refused:
            assert str(refused)
        else:
            assert all(isinstance(entry, (Row, Refusal)) for entry in entries)


invisible = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFD]))
plain = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters=invisible))


@given(st.lists(st.tuples(plain, plain, plain, plain.filter(str.strip)), max_size=8), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_wrote_is_read_back_cell_for_cell(rows, separator):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerows([COLUMNS, *([safe_cell(cell) for cell in row] for row in rows)])
    expected = [tuple(unicodedata.normalize("NFC", cell) for cell in row) for row in rows]
    assert [tuple(row.values()) for row in cells(out.getvalue())] == expected


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1+1", " =1", "＝1+1", "'=1"])
def test_cells_of_a_file_we_write_cannot_run_as_formulas(cell):
    assert safe_cell(cell) == "'" + cell
    assert plain_cell(safe_cell(cell)) == cell


@pytest.mark.parametrize("cell", ["-5", "+5", "-5.25", "12", "plain", "it's", "", "a=b"])
def test_numbers_and_words_stay_as_they_are(cell):
    assert safe_cell(cell) == plain_cell(cell) == cell


def test_refused_rows_are_written_beside_the_file_with_line_reason_and_the_row_itself(tmp_path):
    entries = read(HEAD + GOOD + "=evil(),calls\r\n")
    path = tmp_path / "file.refused.csv"
    assert write_refusals(path, COLUMNS, [entry for entry in entries if isinstance(entry, Refusal)]) == 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["line", "column", "value", "reason", *COLUMNS]
    assert rows[1][:2] == ["3", "period_start"]
    assert rows[1][4:] == ["'=evil()", "calls"]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")

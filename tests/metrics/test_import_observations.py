"""Observations from files and calls: taken, unchanged, or refused with line, column, value and what to write."""

import csv
import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command

from metrics.actions import add_observations
from metrics.models import Import, Metric, Observation, RefusedRow
from tests.factories import DelegationFactory, MetricFactory, ObservationFactory, PersonFactory
from tests.metrics.files import workbook
from tests.races import race

HEAD = "email,metric,period_start,value\r\n"
GOOD = "ann@example.test,calls,2026-08-31,12\r\n"


def run(path, *arguments, command="import_observations"):
    """(exit status, last line, all that was said)."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, str(path), *arguments, stdout=out, stderr=err)
        status = 0
    except SystemExit as exit:
        status = exit.code
    said = out.getvalue()
    return status, said.strip().splitlines()[-1], said + err.getvalue()


def stored():
    columns = ("person__email", "metric__key", "period_start", "value", "denominator")
    return list(Observation.objects.order_by("metric__key", "person__email", "period_start").values_list(*columns))


def refused_rows(path):
    with path.with_name(path.name.removesuffix(".csv") + ".refused.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[:4] == ["line", "column", "value", "reason"]
    return [dict(zip(header[:4], row, strict=False)) | {"cells": row[4:]} for row in rows]


@pytest.fixture
def ann(db):
    return PersonFactory(email="ann@example.test")


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "week.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


AUGUST = datetime.date(2026, 8, 31)
ONE = [("ann@example.test", "calls", AUGUST, 12, None)]


def test_a_row_is_taken_and_the_same_file_twice_changes_nothing(ann, file):
    path = file(HEAD + GOOD)

    assert run(path)[:2] == (0, "accepted=1 unchanged=0 refused=0")
    assert stored() == ONE
    first = Observation.objects.get()
    assert run(path)[:2] == (0, "accepted=0 unchanged=1 refused=0")
    assert Observation.objects.get().source_id == first.source_id
    assert run(file(HEAD + GOOD.replace("12", "13")))[:2] == (0, "accepted=1 unchanged=0 refused=0")
    assert stored() == [("ann@example.test", "calls", AUGUST, 13, None)]


def test_bad_rows_are_refused_one_by_one_and_the_good_ones_are_kept(ann, file):
    path = file(HEAD + "bob@example.test,calls,2026-08-31,5\r\n" + GOOD + "=cmd(),calls,2026-08-31,5\r\n")

    status, last, said = run(path)

    assert (status, last) == (1, "accepted=1 unchanged=0 refused=2")
    assert "line 2, email “bob@example.test”: Nobody" in said
    rows = refused_rows(path)
    assert [(row["line"], row["column"], row["value"], row["cells"]) for row in rows] == [
        ("2", "email", "bob@example.test", ["bob@example.test", "calls", "2026-08-31", "5"]),
        ("4", "email", "'=cmd()", ["'=cmd()", "calls", "2026-08-31", "5"]),
    ]
    assert stored() == ONE
    assert list(RefusedRow.objects.values_list("line", "column", "value")) == [
        (2, "email", "bob@example.test"),
        (4, "email", "=cmd()"),
    ]


def test_a_report_of_an_earlier_try_goes_when_nothing_is_refused_any_more(ann, file):
    path = file(HEAD + "x" + GOOD)
    run(path)
    assert refused_rows(path)

    run(file(HEAD + GOOD))

    assert not path.with_name("week.refused.csv").exists()


@pytest.mark.parametrize(
    ("metric", "value", "stored_value"),
    [("calls", " 12 ", "12"), ("calls", "0012", "12"), ("calls", "0", "0"), ("calls", "12.0", "12"), ("won_value", "+5", "5"),
     ("won_value", "1234.50", "1234.50"), ("win_rate", "0.125", "0.125"), ("pipeline_coverage", "3.125", "3.125")],
)  # fmt: skip
def test_values_that_can_be_read_in_one_way_are_taken(ann, file, metric, value, stored_value):
    assert run(file(f"{HEAD}ann@example.test,{metric},2026-08-31,{value}\r\n"))[0] == 0
    assert f"{Observation.objects.get().value.normalize():f}" == f"{float(stored_value):g}"


@pytest.mark.parametrize(
    ("metric", "value", "word"),
    [
        ("calls", "", "empty"),
        ("calls", "-", "not a number"),
        ("calls", "-5", "below 0"),
        ("won_value", "-5", "below 0"),
        ("calls", "1.5", "whole numbers"),
        ("calls", "1.234", "whole numbers"),
        ("won_value", "1.234", "Write 1234 or 1.2340"),
        ("won_value", "12.345", "two ways"),
        ("won_value", '"1,234"', "two ways"),
        ("won_value", '"1,5"', "two ways"),
        ("won_value", "1 234", "two ways"),
        ("won_value", "1'234.50", "two ways"),
        ("calls", "Infinity", "not a number"),
        ("calls", "NaN", "not a number"),
        ("calls", "0x1F", "not a number"),
        ("calls", "1e3", "not a number"),
        ("calls", "1_000", "not a number"),
        ("calls", "１２", "not a number"),
        ("calls", "9" * 15, "not a number"),
        ("win_rate", "0.1234567890123456789", "four decimals"),
        ("win_rate", "25", "0.25 for 25%"),
        ("win_rate", "25%", "0.25 for 25%"),
    ],
)
def test_values_that_cannot_be_read_or_could_be_misread_are_refused(ann, file, metric, value, word):
    path = file(f"{HEAD}ann@example.test,{metric},2026-08-31,{value}\r\n" + GOOD)

    assert run(path)[:2] == (1, "accepted=1 unchanged=0 refused=1")
    (row,) = refused_rows(path)
    assert (row["line"], row["column"]) == ("2", "value")
    assert word in row["reason"]


@pytest.mark.parametrize(
    ("day", "word"),
    [
        ("2026-09-01", "write 2026-08-31"),
        ("01/09/2026", "dmy or mdy"),
        ("09/13/2026", "dmy or mdy"),
        ("31.8.2026", "dmy or mdy"),
        ("2099-01-05", "has not begun"),
        ("0001-01-01", "too long ago"),
        ("2026-02-30", "no day"),
        ("2026-W54", "no week"),
        ("Sep-26", "not a day"),
        ("Q3 2026", "not a day"),
        ("2026-08-31T00:00", "not a day"),
        ("", "not a day"),
    ],
)
def test_days_that_are_not_the_monday_of_a_week_are_refused_with_what_to_write(ann, file, day, word):
    path = file(f"{HEAD}ann@example.test,calls,{day},12\r\n")

    assert run(path)[:2] == (1, "accepted=0 unchanged=0 refused=1")
    (row,) = refused_rows(path)
    assert (row["line"], row["column"], row["value"]) == ("2", "period_start", day)
    assert word in row["reason"]


@pytest.mark.parametrize(("day", "how"), [("31/08/2026", "dmy"), ("8/31/2026", "mdy"), ("31.8.2026", "dmy"), ("2026-W36", "ymd")])
def test_another_way_of_writing_days_is_read_when_the_file_is_said_to_use_it(ann, file, day, how):
    assert run(file(f"{HEAD}ann@example.test,calls,{day},12\r\n"), "--dates", how)[0] == 0
    assert stored() == ONE


@pytest.mark.parametrize(("value", "mark", "taken"), [('"1,234"', ".", 1234), ('"1,5"', ",", 1.5), ("1.234", ",", 1234)])
def test_another_way_of_writing_numbers_is_read_when_the_file_is_said_to_use_it(ann, file, value, mark, taken):
    assert run(file(f"{HEAD}ann@example.test,won_value,2026-08-31,{value}\r\n"), "--decimal", mark)[0] == 0
    assert float(Observation.objects.get().value) == taken


def test_a_workbook_comes_in_by_the_same_command(ann, tmp_path):
    path = tmp_path / "week.xlsx"
    rows = [
        ["email", "metric", "period_start", "value"],
        ["ann@example.test", "calls", datetime.date(2026, 8, 31).isoformat(), 12],
    ]
    path.write_bytes(workbook(Week=[*rows, ["x", "calls", "2026-08-31", 1]]))

    assert run(path)[:2] == (1, "accepted=1 unchanged=0 refused=1")
    assert stored() == ONE
    assert refused_rows(path)[0]["line"] == "3"


def test_a_ratio_comes_with_its_number_of_cases_and_nothing_else_does(ann, file):
    head = HEAD.replace("value", "value,denominator")
    path = file(head + "ann@example.test,win_rate,2026-08-31,.5,12\r\n".replace(".5", "0.5") + GOOD.replace("12\r", "12,4\r"))

    assert run(path)[:2] == (1, "accepted=1 unchanged=0 refused=1")
    assert stored() == [("ann@example.test", "win_rate", AUGUST, pytest.approx(0.5), 12)]
    assert refused_rows(path)[0]["column"] == "denominator"


@pytest.mark.parametrize("cases", ["0", "-3", "few"])
def test_a_ratio_of_no_cases_is_refused(ann, file, cases):
    path = file(HEAD.replace("value", "value,denominator") + f"ann@example.test,win_rate,2026-08-31,0.5,{cases}\r\n")

    assert run(path)[0] == 1
    assert refused_rows(path)[0]["column"] == "denominator"


def test_a_file_that_contradicts_itself_is_refused_where_it_does_and_repeating_is_harmless(ann, file):
    path = file(HEAD + GOOD + GOOD.replace("12", "13") + GOOD)

    assert run(path)[:2] == (1, "accepted=1 unchanged=1 refused=1")
    assert stored() == ONE
    (row,) = refused_rows(path)
    assert (row["line"], row["column"], row["value"]) == ("3", "value", "13")
    assert "Line 2" in row["reason"]
    assert run(path)[:2] == (1, "accepted=0 unchanged=2 refused=1")


def test_a_file_that_cannot_be_read_changes_nothing(ann, file):
    status, last, said = run(file(b"PK\x03\x04" + bytes(100)))

    assert (status, last) == (2, "accepted=0 unchanged=0 refused=0")
    assert "Excel" in said
    assert not Import.objects.exists()


def test_a_retired_metric_takes_no_more_numbers(ann, file):
    Metric.objects.filter(key="calls").update(is_retired=True)

    assert run(file(HEAD + GOOD))[:2] == (1, "accepted=0 unchanged=0 refused=1")


@pytest.mark.parametrize("how", [{}, {"admin": True}])
def test_a_manager_brings_in_their_own_team_and_an_administrator_everybody(ann, how):
    maya = PersonFactory(**how)
    sam = PersonFactory(reports_to=maya)
    rows = [{"email": person.email, "metric": "calls", "period_start": "2026-08-31", "value": "7"} for person in (sam, ann)]

    result = add_observations(rows, by=maya, source="call")

    expected = [sam.email, ann.email] if how else [sam.email]
    assert sorted(email for email, *_rest in stored()) == sorted(expected)
    assert [refusal.line for refusal in result.refused] == ([] if how else [2])


VALUES = ["7", "07", " 7", "7.0", "7.00", "7.5", "7.123", "7.1234", "7.12345", "-7", "1.5", "0.5", "7%", "7,5", "", "9" * 15]


@pytest.mark.parametrize("metric", ["calls", "won_value", "sales_cycle_days", "win_rate", "renewals_opened_early", "none"])
@pytest.mark.parametrize("cases", ["", "8", "0", "8.5", "x"])
def test_a_row_alone_is_judged_as_in_a_file(ann, file, metric, cases):
    """However quickly: the second row of a week finds it known, and takes the short way."""
    weeks = [str(AUGUST - datetime.timedelta(weeks=number)) for number in range(len(VALUES))]
    rows = [
        {"email": ann.email, "metric": metric, "period_start": week, "value": value, "denominator": cases}
        for week, value in zip([*weeks, *weeks], [*VALUES, *VALUES], strict=True)
    ]
    path = file("")
    with path.open("w", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = add_observations(rows, by=None, source="call")
    alone, refused = stored(), [(one.line + 1, one.column, one.reason) for one in result.refused]
    Observation.objects.all().delete()

    run(path)

    assert stored() == alone
    batch = Import.objects.latest("at")
    assert list(RefusedRow.objects.filter(source=batch).order_by("line").values_list("line", "column", "reason")) == refused


def test_whoever_stands_in_for_a_manager_brings_in_their_team(db):
    maya, stand_in = PersonFactory(), PersonFactory()
    sam = PersonFactory(reports_to=maya)
    DelegationFactory(delegator=maya, delegate=stand_in)

    add_observations(
        [{"email": sam.email, "metric": "calls", "period_start": "2026-08-31", "value": 7}], by=stand_in, source="call"
    )

    assert len(stored()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_store_it_once():
    sam = PersonFactory()
    rows = [{"email": sam.email, "metric": "calls", "period_start": "2026-08-31", "value": 7}]

    outcomes = race(*[lambda: str(add_observations(rows, by=None, source="call"))] * 2)

    assert sorted(outcomes) == ["accepted=0 unchanged=1 refused=0", "accepted=1 unchanged=0 refused=0"]
    assert len(stored()) == 1


def test_an_import_costs_the_same_queries_for_one_row_and_for_many(db, django_assert_num_queries, django_assert_max_num_queries):
    people = PersonFactory.create_batch(30)
    rows = [{"email": person.email, "metric": "calls", "period_start": "2026-08-31", "value": 7} for person in people]

    add_observations(rows[:1], by=None, source="call")  # what is looked up once in a process is looked up now
    Observation.objects.all().delete()
    with django_assert_max_num_queries(16) as first:
        add_observations(rows[:1], by=None, source="call")
    Observation.objects.all().delete()
    with django_assert_num_queries(len(first.captured_queries)):
        add_observations(rows, by=None, source="call")


def test_what_is_exported_can_be_imported_and_changes_nothing(ann, file, tmp_path):
    odd = PersonFactory(email="+bob@example.test")
    amount = MetricFactory(key="won_value")
    for person, metric, value, cases in [
        (odd, "calls", "7", None),
        (ann, "won_value", "1.234", None),
        (ann, "win_rate", "0.125", 8),
    ]:
        ObservationFactory(person=person, metric=MetricFactory(key=metric), period_start=AUGUST, value=value, denominator=cases)
    path = tmp_path / "out.csv"

    call_command("export_observations", "--output", str(path))

    assert path.read_text() == (
        "email,metric,period_start,value,denominator\n"
        "'+bob@example.test,calls,2026-08-31,7,\n"
        "ann@example.test,win_rate,2026-08-31,0.125,8\n"
        "ann@example.test,won_value,2026-08-31,1.2340,\n"
    )
    before = stored()
    assert run(path)[:2] == (0, "accepted=0 unchanged=3 refused=0")
    assert stored() == before
    out = io.StringIO()
    call_command("export_observations", "--metric", amount.key, stdout=out)
    assert out.getvalue().splitlines()[1:] == ["ann@example.test,won_value,2026-08-31,1.2340,"]


@pytest.mark.parametrize("asked", [["--metric", "none"], ["--output", "{here}"], ["--output", "{here}/none/out.csv"]])
def test_an_export_that_cannot_be_ends_with_2_and_says_why(ann, tmp_path, asked):
    with pytest.raises(CommandError) as stop:
        call_command("export_observations", *(one.format(here=tmp_path) for one in asked))

    assert stop.value.returncode == 2
    assert list(tmp_path.iterdir()) == []


# -- the corpus of bad files beside the checkout --------------------------------------------------------------------------

TAKEN = {"ok", "utf16le_bom", "semicolon", "pipe", "sep_line", "val_space", "val_leading0", "date_week"}
UNREADABLE = {  # name of the file: what the sentence says
    "utf16be_nobom": "UTF-16-BE", "trunc_utf8": "line 3", "dup_header": "twice", "html_login": "web page",
    "missing_col": "period_start", "xlsx_named_csv": "Excel", "pdf_named_csv": "PDF",
}  # fmt: skip
REFUSED = {  # name of the file: (line, column, what stands there, what the reason says)
    "cp1251": (2, "metric", "\ufffd" * 6, "cp1251"),
    "nul": (2, "email", "ann\ufffd@example.test", "U+0000"), "bidi": (2, "metric", "calls\ufffd", "U+202E"),
    "fullwidth_digits": (2, "value", "１２", "digits"), "short_row": (2, "period_start", "", "2 cells"),
    "escaped_quote": (2, "metric", 'ca"lls', "no metric"), "backslash_quote": (2, "", "", "quotation mark"),
    "field_200k": (2, None, None, "32768"), "total_row": (3, "email", "Total", "e-mail"),
    "val_neg": (2, "value", "-5", "below 0"), "val_thousand_dot": (2, "value", "1.234", "whole numbers"),
    "val_inf": (2, "value", "Infinity", "digits"), "val_dec_precision": (2, "value", "0.1234567890123456789", "four decimals"),
    "val_hex": (2, "value", "0x1F", "digits"), "val_dash": (2, "value", "-", "digits"),
    "val_empty_val": (2, "value", "", "empty"), "date_dmy": (2, "period_start", "01/09/2026", "dmy or mdy"),
    "date_mdy": (2, "period_start", "09/13/2026", "dmy or mdy"),
    "date_quarter": (2, "period_start", "Q3 2026", "2026-08-31"), "date_future": (2, "period_start", "2099-01-01", "Monday"),
    "date_month": (2, "period_start", "Sep-26", "2026-08-31"), "inj_eq": (2, "metric", '=HYPERLINK("http://x","a")', "no metric"),
    "inj_at": (2, "metric", "@SUM(1)", "no metric"), "inj_quote": (2, "metric", '"=1+1"', "no metric"),
    "inj_lf": (2, "metric", "\n=1+1", "no metric"),
}  # fmt: skip


def test_every_file_of_the_corpus_is_judged(shared_data):
    expected = json.loads((shared_data / "csv-corpus" / "expect.json").read_text())

    assert TAKEN | set(UNREADABLE) | set(REFUSED) == set(expected)


@pytest.fixture
def corpus(shared_data, tmp_path, ann):
    def copy(name):
        path = tmp_path / f"{name}.csv"
        path.write_bytes((shared_data / "csv-corpus" / f"{name}.csv").read_bytes())
        return path

    return copy


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_a_good_file_of_the_corpus_is_taken(corpus, name):
    assert run(corpus(name))[:2] == (0, "accepted=1 unchanged=0 refused=0")
    assert stored() == ONE


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_an_unreadable_file_of_the_corpus_is_named_for_what_it_is(corpus, name):
    status, last, said = run(corpus(name))

    assert (status, last) == (2, "accepted=0 unchanged=0 refused=0")
    assert UNREADABLE[name] in said
    assert stored() == []


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_bad_row_of_the_corpus_is_refused_where_it_stands(corpus, name):
    line, column, value, word = REFUSED[name]
    path = corpus(name)

    status, last, _said = run(path)

    accepted = 1 if name == "total_row" else 0
    assert (status, last) == (1, f"accepted={accepted} unchanged=0 refused=1")
    kept = RefusedRow.objects.get()
    assert kept.line == line
    assert word in kept.reason
    if column is not None:
        assert (kept.column, kept.value) == (column, value)
    cell = refused_rows(path)[0]["value"]
    assert not cell.startswith(("=", "@", "\n"))


def test_days_of_the_corpus_are_read_when_their_order_is_said(corpus):
    assert "Monday" in run(corpus("date_dmy"), "--dates", "dmy")[2]
    assert "write 2026-09-07" in run(corpus("date_mdy"), "--dates", "mdy")[2]

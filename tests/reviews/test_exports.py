import csv
import datetime
import hashlib
import io
import json
import re
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from people.canonical import canonical
from people.chain import verify
from people.models import AccessEntry
from people.verdict import Refused
from reminders.models import Reminder
from reviews import actions, tasks
from reviews.exporting import writing
from reviews.models import Export
from tests.factories import (
    ExportFactory,
    GrantFactory,
    PersonFactory,
    PlanFactory,
    ReviewFactory,
    ReviewRoundFactory,
    TeamFactory,
    acknowledged_review,
    agree,
    concluded_review,
    shared_review,
)

pytestmark = pytest.mark.django_db
FORMULAS = ["=1+1", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "＝1+1"]


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def written(format, round, by=None, **fields):
    """An export written by the worker: its row, and the files in the ZIP by name."""
    export = ExportFactory(round=round, format=format, **({"by": by} if by else {}), **fields)
    tasks.write_exports()
    export.refresh_from_db()
    assert export.state == "ready", export.error
    with zipfile.ZipFile(writing.path_of(export)) as archive:
        return export, {name: archive.read(name) for name in archive.namelist()}


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def test_a_csv_opens_again_as_it_was_concluded():
    review = acknowledged_review(comment="Halved in May,\nas I said")
    export, files = written("csv", review.round)

    name = f"reviews-{review.round.key}.csv"
    (row,) = rows_of(files[name])
    first, second = review.records.order_by("number")
    assert files[name].startswith(b"\xef\xbb\xbf")
    assert (row["name"], row["email"], row["comment"]) == ("Sam Okafor", review.person.email, "Halved in May,\nas I said")
    assert (row["acknowledgement"], row["record"], row["record_digest"], row["head_digest"]) == (
        "differs",
        "1",
        first.fingerprint,
        second.fingerprint,
    )
    assert (export.total_rows, export.done_rows) == (1, 1)


def test_the_manifest_says_what_is_in_the_file_and_who_took_it_out():
    review = acknowledged_review()
    export, files = written("csv", review.round, reason="The audit of 2026")

    manifest = json.loads(files["MANIFEST.json"])
    (file,) = manifest["files"]
    heads = hashlib.sha256(f"{review.records.last().fingerprint}\n".encode()).hexdigest()
    assert file["sha256"] == hashlib.sha256(files[file["name"]]).hexdigest()
    assert (manifest["rows"], manifest["reason"], manifest["chain_heads_sha256"]) == (1, "The audit of 2026", heads)
    assert manifest["asked_by"] == {"name": export.by.name, "email": export.by.email}
    assert export.sha256 == hashlib.sha256(writing.path_of(export).read_bytes()).hexdigest()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_or_workbook_is_a_formula(text):
    review = acknowledged_review(summary=text, comment=text)
    _export, csv_files = written("csv", review.round)
    _export, xlsx_files = written("xlsx", review.round)

    (row,) = rows_of(csv_files[f"reviews-{review.round.key}.csv"])
    with zipfile.ZipFile(io.BytesIO(xlsx_files[f"reviews-{review.round.key}.xlsx"])) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert row["summary"] == "'" + text.strip() if text.strip()[0] in "=+-@＝" else row["summary"][0] == "'"
    assert len(sheets) == 2
    assert not any(re.search(rb"<f[ >]", sheet) for sheet in sheets)


def test_each_line_of_json_lines_is_canonical():
    review = acknowledged_review()
    _export, files = written("jsonl", review.round)

    (line,) = files[f"reviews-{review.round.key}.jsonl"].splitlines()
    facts = json.loads(line)
    assert canonical(facts) == line
    assert [goal["word"] for goal in facts["goal_outcomes"]] == ["on_course"] * 3


def test_a_pdf_of_any_words_is_made():
    review = acknowledged_review(summary='#eval("1+1") $x$ *bold* @ref 日本 😀', comment="</text>")
    _export, files = written("pdf", review.round)

    assert files[f"reviews-{review.round.key}.pdf"].startswith(b"%PDF-")


def test_only_what_is_concluded_is_taken_out():
    review = concluded_review(summary="CONCLUDED")
    ReviewFactory(round=review.round)
    shared_review(round=review.round, seller="CANARY of the seller", manager="CANARY of the manager")

    for format in ("csv", "jsonl"):
        export, files = written(format, review.round)
        assert export.total_rows == 1
        assert not any(b"CANARY" in content for content in files.values())


def test_a_reopened_review_is_not_taken_out():
    review = acknowledged_review()
    actions.reopen(review, by=review.manager, reason="Again")

    export, files = written("csv", review.round)

    assert (export.total_rows, rows_of(files[f"reviews-{review.round.key}.csv"])) == (0, [])


def test_everybody_in_the_file_can_read_that_it_was_taken_out():
    review = concluded_review()
    other = concluded_review(round=review.round)
    export, _files = written("csv", review.round, reason="The audit")
    actions.download(export, by=export.by)

    entries = AccessEntry.objects.filter(thing="export", thing_id=export.pk)
    assert set(entries.filter(purpose="exported").values_list("subject", "reason")) == {
        (None, "The audit"),
        (review.person_id, "The audit"),
        (other.person_id, "The audit"),
    }
    assert list(entries.filter(purpose="downloaded").values_list("subject", "by")) == [(None, export.by_id)]
    assert verify(AccessEntry)


def test_hr_of_one_team_takes_out_that_team_only():
    north, south = TeamFactory(name="North"), TeamFactory(name="South")
    inside = concluded_review(plan=agree(PlanFactory(ready=True, person__team=north)))
    concluded_review(round=inside.round, plan=agree(PlanFactory(ready=True, person__team=south)))
    harriet = GrantFactory(role="hr", team=north).person

    _export, files = written("csv", inside.round, by=harriet)

    assert [row["email"] for row in rows_of(files[f"reviews-{inside.round.key}.csv"])] == [inside.person.email]


def test_a_manager_takes_out_their_own_team_and_a_leader_those_below():
    mine = concluded_review()
    concluded_review(round=mine.round)
    lena = PersonFactory()
    lena.lines_down.create(person=mine.manager, starts_on="2020-01-01")

    for person in (mine.manager, lena):
        _export, files = written("csv", mine.round, by=person)
        assert [row["email"] for row in rows_of(files[f"reviews-{mine.round.key}.csv"])] == [mine.person.email]


def test_rights_are_those_at_the_time_of_writing():
    review = concluded_review()
    harriet = PersonFactory(hr=True)
    export = actions.ask_export(by=harriet, round=review.round, format="csv", reason="Audit")
    harriet.grants.update(ends_on=timezone.localdate())

    tasks.write_exports()

    export.refresh_from_db()
    assert (export.state, export.file) == ("failed", "")
    assert export.error == "Reviews are exported by HR, leaders and managers, each for the people in their charge."
    assert not AccessEntry.objects.filter(thing="export").exists()


@pytest.mark.parametrize("who", ["seller", "admin", "colleague"])
def test_others_ask_for_nothing(who):
    review = concluded_review()
    person = review.person if who == "seller" else PersonFactory(admin=who == "admin")

    with pytest.raises(Refused):
        actions.ask_export(by=person, round=review.round, format="csv", reason="Curious")

    assert not Export.objects.exists()


def test_a_reason_is_needed():
    with pytest.raises(ValidationError):
        actions.ask_export(by=PersonFactory(hr=True), round=ReviewRoundFactory(), format="csv", reason="  ")


def test_filters_narrow_and_columns_are_chosen():
    review = concluded_review(outcome="on_course")
    concluded_review(round=review.round, outcome="getting_there")
    filters = {"outcome": "on_course", "concluded_from": timezone.localdate().isoformat()}
    _export, files = written("csv", review.round, filters=filters, columns=["summary"])

    (row,) = rows_of(files[f"reviews-{review.round.key}.csv"])
    assert row["email"] == review.person.email
    assert list(row) == [
        "email",
        "name",
        "summary",
        "concluded_at",
        "acknowledgement",
        "comment",
        "record",
        "record_digest",
        "head_digest",
    ]


def test_what_a_killed_worker_left_is_written_again():
    review = concluded_review()
    export = ExportFactory(round=review.round)
    dead = Export.objects.claim()
    (writing.folder() / f"{export.pk}.torn").mkdir()
    tasks.write_exports()
    assert Export.objects.get().state == "writing"

    Export.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    tasks.write_exports()

    export.refresh_from_db()
    assert (export.state, export.attempt) == ("ready", 2)
    assert [path.name for path in writing.folder().iterdir()] == [f"{export.pk}.zip"]
    assert AccessEntry.objects.filter(thing_id=export.pk, subject=None).count() == 1
    with pytest.raises(Refused):
        actions.release_export(dead, {review.person_id}, by=dead.by, file="late.zip")
    assert dead.keep_lease(done_rows=9) is False


def test_an_export_that_kills_its_worker_is_given_up_after_five():
    export = ExportFactory(round=concluded_review().round)
    for _death in range(5):
        assert Export.objects.claim().pk == export.pk
        Export.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))

    tasks.write_exports()

    export.refresh_from_db()
    assert (export.state, export.error) == ("failed", str(writing.GAVE_UP))
    actions.ask_again(export, by=export.by)
    tasks.write_exports()
    export.refresh_from_db()
    assert export.state == "ready"


def test_ringing_twice_writes_once():
    review = concluded_review()
    export, _files = written("csv", review.round)
    finished = export.finished_at

    tasks.write_exports()

    export.refresh_from_db()
    assert export.finished_at == finished
    assert Reminder.objects.filter(kind="reviews.export_ready", channel="app").count() == 1


def test_a_file_goes_when_its_time_has_passed():
    export, _files = written("csv", concluded_review().round)
    Export.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))

    tasks.write_exports()

    export.refresh_from_db()
    assert (export.state, list(writing.folder().iterdir())) == ("expired", [])
    with pytest.raises(Refused):
        actions.download(export, by=export.by)


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonl", "pdf"])
def test_the_command_writes_the_file_and_its_manifest(format, tmp_path, capsys):
    review = acknowledged_review()
    harriet, path = PersonFactory(hr=True, email="harriet@firm.example"), tmp_path / f"out.{format}"

    call_command("export_reviews", round=review.round.key, format=format, output=path, email="harriet@firm.example")

    manifest = json.loads((tmp_path / f"out.{format}.manifest.json").read_text())
    (file,) = manifest["files"]
    assert (file["name"], file["sha256"]) == (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    assert (manifest["rows"], manifest["asked_by"]["email"]) == (1, harriet.email)
    assert set(AccessEntry.objects.filter(by=harriet, purpose="exported").values_list("subject", flat=True)) == {
        None,
        review.person_id,
    }
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [f"out.{format}", f"out.{format}.manifest.json"]
    assert "rows=1" in capsys.readouterr().out


def test_the_command_uses_that_persons_rights(tmp_path):
    review, other = concluded_review(), concluded_review()
    path = tmp_path / "out.csv"
    with pytest.raises(CommandError):
        call_command("export_reviews", round=review.round.key, format="csv", output=path, email=review.person.email)
    call_command("export_reviews", round=review.round.key, format="csv", output=path, email=other.manager.email)

    assert rows_of(path.read_bytes()) == []


def test_the_command_refuses_what_is_not_there(tmp_path):
    PersonFactory(hr=True)
    for facts in (
        {"round": "none", "output": tmp_path / "x"},
        {"round": ReviewRoundFactory().key, "output": tmp_path / "no" / "x"},
    ):
        with pytest.raises(CommandError) as error:
            call_command("export_reviews", format="csv", **facts)
        assert error.value.returncode == 2


def test_many_rows_cost_no_more_queries(django_assert_num_queries, tmp_path):
    review = concluded_review()
    export = ExportFactory(round=review.round)
    one = _queries_of(export, tmp_path)
    for _more in range(4):
        concluded_review(round=review.round)

    with django_assert_num_queries(one):
        writing.write_file(export, tmp_path / "five.csv")


def _queries_of(export, tmp_path):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        writing.write_file(export, tmp_path / "one.csv")
    return len(captured)

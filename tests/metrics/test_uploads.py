"""Files that people upload: seen first, then taken in by whoever sent them, once."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from metrics import actions
from metrics.actions import confirm, discard
from metrics.models import Import, ImportState, Observation, RefusedRow
from people.models import Person
from people.tables import Unreadable
from people.verdict import Refused
from tests.factories import ImportFactory, PersonFactory, RefusedRowFactory
from tests.races import race

HEAD = "email,metric,period_start,value\n"
TWO = HEAD + "sam@firm.example,calls,2026-08-31,12\nnobody@firm.example,calls,2026-08-31,5\n"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


@pytest.fixture
def maya(db):
    return PersonFactory(name="Maya Lindqvist")


@pytest.fixture
def sam(maya):
    return PersonFactory(reports_to=maya, email="sam@firm.example")


def upload(content=None, name="week.csv"):
    content = (
        HEAD + "sam@firm.example,calls,2026-08-31,12\nnobody@firm.example,calls,2026-08-31,5\n" if content is None else content
    )
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def test_a_preview_says_what_would_come_of_a_file_and_takes_nothing_in(maya, sam):
    actions.upload(upload(), by=maya)

    batch = Import.objects.get()
    assert batch.preview["counts"] == {"new": 1, "changed": 0}
    assert batch.preview["header"] == ["email", "metric", "period_start", "value"]
    assert (batch.state, batch.by, batch.file_name, batch.accepted, batch.refused) == ("previewed", maya, "week.csv", 1, 1)
    assert RefusedRow.objects.get().line == 3
    assert not Observation.objects.exists()


def test_what_was_previewed_is_taken_in_and_its_file_goes(maya, sam, django_capture_on_commit_callbacks):
    batch = actions.upload(upload(), by=maya)
    name = batch.file.name
    assert default_storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        confirm(batch, by=maya)

    batch.refresh_from_db()
    assert (batch.state, batch.accepted, batch.refused, batch.file.name) == ("done", 1, 1, "")
    assert Observation.objects.get().value == 12
    assert RefusedRow.objects.count() == 1
    assert not default_storage.exists(name)


def test_a_file_put_aside_leaves_nothing(maya, sam, django_capture_on_commit_callbacks):
    batch = actions.upload(upload(), by=maya)

    with django_capture_on_commit_callbacks(execute=True):
        discard(batch, by=maya)

    batch.refresh_from_db()
    assert batch.state == ImportState.DISCARDED
    assert not Observation.objects.exists()
    assert default_storage.listdir("imports")[1] == []
    with pytest.raises(Refused, match="already"):
        confirm(batch, by=maya)


@pytest.mark.parametrize("step", [confirm, discard])
def test_only_whoever_sent_a_file_decides_about_it(maya, sam, step):
    batch = actions.upload(upload(), by=maya)
    for other in (PersonFactory(admin=True), sam):
        with pytest.raises(Refused, match="whoever sent"):
            step(batch, by=other)

    assert Import.objects.get().state == ImportState.PREVIEWED
    assert not Observation.objects.exists()


def test_who_manages_nobody_any_more_takes_nothing_in(maya, sam):
    batch = actions.upload(upload(), by=maya)
    sam.lines_up.all().delete()

    with pytest.raises(Refused, match="Managers bring in"):
        confirm(batch, by=Person.objects.get(pk=maya.pk))

    assert not Observation.objects.exists()


def test_a_seller_brings_nothing_in(maya, sam):
    with pytest.raises(Refused, match="Managers bring in"):
        actions.upload(upload(), by=sam)

    assert not Import.objects.exists()


def test_a_file_that_cannot_be_read_leaves_nothing(maya, sam):
    with pytest.raises(Unreadable, match="Excel"):
        actions.upload(upload(b"PK\x03\x04" + bytes(50), "week.csv"), by=maya)

    assert not Import.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_takes_a_file_in_once():
    maya = PersonFactory()
    PersonFactory(reports_to=maya, email="sam@firm.example")
    batch = actions.upload(upload(), by=maya)

    outcomes = race(*[lambda: confirm(Import.objects.get(pk=batch.pk), by=maya)] * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "Result"]
    assert (Observation.objects.count(), RefusedRow.objects.count()) == (1, 1)


# -- the pages ------------------------------------------------------------------------------------------------------------


def send(client, **fields):
    return client.post(reverse("metrics:import_list"), {"fact": "observations"} | fields)


def test_a_manager_sends_looks_and_takes_in(client, maya, sam):
    client.force_login(maya)

    answer = send(client, file=upload())
    batch = Import.objects.get()
    assert (answer.status_code, answer.url) == (302, batch.get_absolute_url())
    page = client.get(answer.url).content.decode()
    assert "Take 1 row in" in page and "nobody@firm.example" in page
    answer = client.post(reverse("metrics:import_confirm", args=[batch.pk]))

    assert answer.url == batch.get_absolute_url()
    assert Observation.objects.count() == 1
    page = client.get(answer.url).content.decode()
    assert "1 row was taken in" in page
    assert reverse("metrics:import_confirm", args=[batch.pk]) not in page


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"PK\x03\x04" + bytes(50), "week.csv", "Excel workbook"),
        (b"%PDF-1.7 ...", "week.csv", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "week.csv", "a picture"),
        (b"", "week.csv", "empty"),
    ],
)
def test_a_file_of_another_kind_comes_back_with_the_reason(client, maya, sam, content, name, word):
    client.force_login(maya)

    answer = send(client, file=upload(content, name))

    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Import.objects.exists()


POLISH = "Źródło,email,metric,period_start,value\n1,sam@firm.example,calls,2026-08-31,12\n".encode("cp1250")


@pytest.mark.parametrize("fact", ["observations", "opportunities", "activities"])
@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 40, HEAD.replace("value", "value,n\0te").encode(), ("\0" + TWO).encode("utf-16-le"), POLISH],
    ids=["anything", "nul", "utf16", "cp1250"],
)
def test_a_header_that_cannot_be_stored_breaks_nothing(client, maya, sam, content, fact):
    client.force_login(maya)

    answer = send(client, file=upload(content), fact=fact)

    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert client.get(answer.url).status_code == 200


def test_a_refused_cell_below_a_name_that_cannot_be_stored_is_told_of(maya, sam):
    rows = "email,metric,period_start,value,n\0te\nsam@firm.example,calls,2026-08-31,12,\0\n"

    actions.upload(upload(rows), by=maya)

    assert RefusedRow.objects.get().column == "n\ufffdte"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("", "There is no row below its header."),
        ("nobody@example.com,calls,2026-11-09,3\n", "No row of it can be taken in: why stands below."),
    ],
)
def test_a_file_with_nothing_to_take_in_says_so(client, maya, sam, rows, sentence):
    client.force_login(maya)

    page = client.get(send(client, file=upload(HEAD + rows)).url).content.decode()

    assert sentence in page
    assert "Read it in another way" in page


def test_a_file_that_is_too_large_is_refused_unread(client, maya, sam, settings):
    settings.UPLOAD_MAX_BYTES = 100
    client.force_login(maya)

    answer = send(client, file=upload(HEAD + "x" * 200))

    assert answer.status_code == 422
    assert "larger than 100" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("sam", 403), ("hr", 403), ("admin", 200)])
def test_who_may_send_files(client, maya, sam, who, status):
    people = {"sam": sam, "hr": PersonFactory(hr=True), "admin": PersonFactory(admin=True)}
    client.force_login(people[who])

    assert client.get(reverse("metrics:import_list")).status_code == status
    assert send(client, file=upload()).status_code == (403 if status == 403 else 302)


def test_an_import_of_somebody_else_is_not_there(client, maya, sam):
    batch = actions.upload(upload(), by=maya)
    client.force_login(PersonFactory(name="Another Manager"))
    PersonFactory(reports_to=PersonFactory())

    for name in ("import_detail", "import_refused"):
        assert client.get(reverse(f"metrics:{name}", args=[batch.pk])).status_code == 404
    for name in ("import_confirm", "import_discard"):
        assert client.post(reverse(f"metrics:{name}", args=[batch.pk])).status_code == 404
    assert Import.objects.get().state == ImportState.PREVIEWED


def test_nothing_is_taken_in_by_a_get(client, maya, sam):
    batch = actions.upload(upload(), by=maya)
    client.force_login(maya)

    for name in ("import_confirm", "import_discard"):
        assert client.get(reverse(f"metrics:{name}", args=[batch.pk])).status_code == 405
    assert Import.objects.get().state == ImportState.PREVIEWED


def test_refused_rows_come_as_a_file_that_runs_no_formulas(client, maya, sam):
    batch = actions.upload(upload(HEAD + "=1+1,calls,2026-08-31,12\n"), by=maya)
    client.force_login(maya)

    answer = client.get(reverse("metrics:import_refused", args=[batch.pk]))

    assert answer["Content-Disposition"].startswith("attachment")
    text = answer.getvalue().decode("utf-8-sig")
    assert text.splitlines()[1].startswith("2,email,'=1+1,Nobody")
    assert text.splitlines()[1].endswith("'=1+1,calls,2026-08-31,12")


def test_the_pages_of_imports_cost_the_same_queries_for_one_and_for_many(client, maya, sam):
    batch = ImportFactory(by=maya)
    client.force_login(maya)

    def look():
        counts = []
        for path in (reverse("metrics:import_list"), batch.get_absolute_url()):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
        return counts

    RefusedRowFactory(source=batch)
    look()
    first = look()
    for number in range(28):
        ImportFactory(by=maya)
        RefusedRowFactory(source=batch, line=number + 3)

    assert look() == first
    assert max(first) <= 25

"""Records that nobody may change are computed again, and a change is found."""

import secrets

import pytest
from django.core.management import call_command
from django.db import connection

from people import chain
from people.canonical import canonical
from people.models import AccessEntry
from tests.factories import AccessEntryFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tampered(transactional_db, owner):
    """Change the access log as its owner can who takes the guards away."""

    def change(statement, *parameters):
        with owner.cursor() as cursor:
            cursor.execute("ALTER TABLE people_accessentry DISABLE TRIGGER USER")
            cursor.execute(statement, parameters)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for guard in ("seal", "keep_rows", "keep_table"):
                cursor.execute(f"ALTER TABLE people_accessentry ENABLE ALWAYS TRIGGER {guard}")

    return change


def three_entries():
    sam, harriet = PersonFactory(), PersonFactory()
    return [AccessEntryFactory(subject=sam, by=harriet, reason=reason) for reason in ("first", "second", "third")]


def test_chains_that_nobody_touched_hold():
    three_entries()
    AccessEntryFactory()

    assert chain.verify(AccessEntry) == chain.Verified(4, None)
    assert chain.verify(AccessEntry.objects.none()) == chain.Verified(0, None)


@pytest.mark.parametrize(
    "statement, number, reason",
    [
        ("UPDATE people_accessentry SET body = %s WHERE id = %s", 2, "its words are not those that were sealed"),
        ("UPDATE people_accessentry SET salt = %s WHERE id = %s", 2, "its words are not those that were sealed"),
        ("UPDATE people_accessentry SET attest = %s WHERE id = %s", 2, "its digest, time or attestation is not what was sealed"),
        ("UPDATE people_accessentry SET digest = %s WHERE id = %s", 2, "its digest, time or attestation is not what was sealed"),
        ("UPDATE people_accessentry SET text_digest = %s WHERE id = %s", 2, "its words are not those that were sealed"),
        ("UPDATE people_accessentry SET previous_digest = %s WHERE id = %s", 2, "it does not follow the record before it"),
    ],
)
def test_a_changed_record_is_found(tampered, statement, number, reason):
    second = three_entries()[1]

    tampered(statement, b"changed", second.pk)

    broken = chain.verify(AccessEntry).broken
    assert (broken.number, broken.reason, broken.chain) == (number, reason, str(second.chain))


def test_a_changed_time_is_found(tampered):
    second = three_entries()[1]
    tampered("UPDATE people_accessentry SET sealed_at = sealed_at - interval '1 microsecond' WHERE id = %s", second.pk)

    assert chain.verify(AccessEntry).broken.number == 2


def test_a_changed_column_is_found_although_the_words_stayed(tampered):
    second = three_entries()[1]
    tampered("UPDATE people_accessentry SET reason = 'nothing' WHERE id = %s", second.pk)

    assert chain.verify(AccessEntry).broken.reason == "its columns say something other than its sealed words"


@pytest.mark.parametrize("gone, number, missing", [(0, 2, 1), (1, 3, 2)])
def test_a_missing_record_is_found(tampered, gone, number, missing):
    entries = three_entries()
    tampered("DELETE FROM people_accessentry WHERE id = %s", entries[gone].pk)

    broken = chain.verify(AccessEntry).broken
    assert (broken.number, broken.reason) == (number, f"number {missing} is missing before it")


def test_a_record_slipped_in_is_found(tampered):
    first = three_entries()[0]
    tampered(
        "INSERT INTO people_accessentry SELECT (jsonb_populate_record(it, '{\"number\": 4}' || jsonb_build_object('id', "
        "gen_random_uuid()))).* FROM people_accessentry AS it WHERE id = %s",
        first.pk,
    )

    broken = chain.verify(AccessEntry).broken
    assert (broken.number, broken.reason) == (4, "it does not follow the record before it")


def test_verifying_costs_one_query_however_many_there_are(django_assert_num_queries):
    three_entries()
    with django_assert_num_queries(1):
        chain.verify(AccessEntry)


def test_the_command_counts_every_table(capsys):
    three_entries()

    call_command("verify_records")

    lines = capsys.readouterr().out.splitlines()
    assert "people_accessentry: 3 hold" in lines
    assert [line.split(":")[0] for line in lines] == [model._meta.db_table for model in chain.chained_models()]
    assert {"people_accessentry", "plans_planversion"} <= {line.split(":")[0] for line in lines}


def test_the_command_names_the_first_broken_link_and_fails(tampered, capsys):
    second = three_entries()[1]
    tampered("UPDATE people_accessentry SET body = 'x' WHERE id = %s", second.pk)

    with pytest.raises(SystemExit) as stop:
        call_command("verify_records")

    assert stop.value.code == 1
    assert capsys.readouterr().err == (
        f"BROKEN people_accessentry: chain {second.chain}, record 2: its words are not those that were sealed\n"
    )


def test_bytes_that_are_canonical_are_sealed_as_they_are():
    words = canonical({"b": 1, "a": "é"})
    sam, salt = PersonFactory(), secrets.token_bytes(16)

    entry = AccessEntry.seal(chain=sam.pk, body=words, attest={"by": "Sam"}, salt=salt, by=sam, subject=sam, standing="self")

    assert (bytes(entry.body), bytes(entry.attest), bytes(entry.salt)) == (words, b'{"by":"Sam"}', salt)
    assert (bytes(entry.text_digest), bytes(entry.digest)) == (chain.text_digest(entry), chain.digest(entry, b""))


def test_many_entries_of_one_export_make_one_chain():
    harriet, people = PersonFactory(hr=True), PersonFactory.create_batch(5)
    columns = {"purpose": "exported", "standing": "hr", "thing": "review", "by": harriet}

    assert AccessEntry.written_many((person.pk for person in people), **columns) == 5

    assert list(AccessEntry.objects.values_list("chain", "number")) == [(harriet.pk, number) for number in range(1, 6)]
    assert set(AccessEntry.objects.values_list("subject", flat=True)) == {person.pk for person in people}
    assert chain.verify(AccessEntry) == chain.Verified(5, None)


def test_an_export_of_thousands_takes_one_lock():
    harriet, sam = PersonFactory(hr=True), PersonFactory()
    columns = {"purpose": "exported", "standing": "hr", "thing": "review", "by": harriet}

    AccessEntry.written_many([sam.pk] * 2500, **columns)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (1,)

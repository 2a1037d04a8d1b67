"""Who looked at what: written in a chain, never changed."""

import hashlib

import pytest
from django.db import connection

from people import actions, chain
from people.models import AccessEntry
from tests import attacks
from tests.factories import AccessEntryFactory, DelegationFactory, GrantFactory, PersonFactory, ReportingLineFactory, TeamFactory
from tests.races import race

pytestmark = pytest.mark.django_db


def look(by, subject, **fields):
    return actions.record_access(**{"by": by, "subject": subject, "thing": "review", "purpose": "viewed"} | fields)


def test_an_access_is_written_with_who_what_why_and_when():
    harriet, sam = PersonFactory(hr=True), PersonFactory()

    entry = look(harriet, sam, thing="review", purpose="exported", reason="Audit 2026")

    kept = AccessEntry.objects.get()
    assert kept == entry
    assert (kept.by, kept.subject, kept.purpose, kept.thing, kept.reason) == (harriet, sam, "exported", "review", "Audit 2026")
    assert (kept.standing, kept.chain, kept.number) == ("hr", sam.pk, 1)
    assert kept.sealed_at is not None


def test_entries_about_a_person_follow_each_other():
    sam, harriet = PersonFactory(), PersonFactory(hr=True)

    first, second = look(harriet, sam), look(harriet, sam)
    other = look(harriet, PersonFactory())

    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert bytes(second.previous_digest) == bytes(first.digest)
    assert bytes(first.previous_digest) == b""


def test_the_database_computes_what_the_documentation_says():
    entry = look(PersonFactory(hr=True), PersonFactory())
    place = f"{entry.chain}|1|{entry.sealed_at:%Y-%m-%dT%H:%M:%S.%fZ}|".encode()
    text = hashlib.sha256(bytes(entry.salt) + bytes(entry.body)).digest()

    assert bytes(entry.text_digest) == text
    assert bytes(entry.digest) == hashlib.sha256(place + text + hashlib.sha256(b"").digest()).digest()


def test_a_forged_digest_is_written_over():
    entry = AccessEntryFactory()
    forged = AccessEntry(
        by=entry.by, subject=entry.subject, purpose="viewed", standing="hr", thing="review", chain=entry.chain,
        body=b"{}", salt=b"", number=77, digest=b"forged", text_digest=b"forged", previous_digest=b"forged",
        sealed_at="2001-01-01T00:00Z",
    )  # fmt: skip

    forged.save(force_insert=True)
    forged.refresh_from_db()

    assert forged.number == 2
    assert bytes(forged.previous_digest) == bytes(entry.digest)
    assert len(bytes(forged.digest)) == 32
    assert forged.sealed_at > entry.sealed_at


@attacks.each_attack
def test_the_application_cannot_change_the_log(attack):
    AccessEntryFactory()
    attacks.assert_harmless(attack, AccessEntryFactory())


def test_the_owner_too_is_refused_while_the_guards_stand(transactional_db, owner):
    entry = AccessEntryFactory()
    for attack in (
        "UPDATE people_accessentry SET reason = 'x'",
        "DELETE FROM people_accessentry",
        "TRUNCATE people_accessentry",
    ):
        with pytest.raises(Exception, match="never changed or deleted"), owner.cursor() as cursor:
            cursor.execute(attack)

    assert AccessEntry.objects.get() == entry


@pytest.mark.parametrize(
    "standing, make",
    [
        ("self", lambda sam: sam),
        ("manager", lambda sam: ReportingLineFactory(person=sam).manager),
        ("delegate", lambda sam: DelegationFactory(delegator=ReportingLineFactory(person=sam).manager).delegate),
        ("above", lambda sam: ReportingLineFactory(person=ReportingLineFactory(person=sam).manager).manager),
        ("hr", lambda sam: PersonFactory(hr=True)),
        ("hr", lambda sam: GrantFactory(role="hr", team=sam.team.parent).person),
        ("colleague", lambda sam: GrantFactory(role="hr", team=TeamFactory()).person),
        ("leader", lambda sam: PersonFactory(leader=True)),
        ("coach", lambda sam: ReportingLineFactory(person=sam, dotted=True).manager),
        ("admin", lambda sam: PersonFactory(admin=True)),
        ("colleague", lambda sam: PersonFactory()),
    ],
)
def test_the_log_says_as_what_somebody_looked(standing, make):
    sam = PersonFactory(team=TeamFactory(parent=TeamFactory()))

    assert look(make(sam), sam).standing == standing


def test_an_export_of_many_stands_in_the_chain_of_who_made_it():
    harriet = PersonFactory(hr=True)

    entry = look(harriet, None, purpose="exported", thing="export")

    assert (entry.chain, entry.standing, entry.subject) == (harriet.pk, "hr", None)


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_get_two_numbers():
    harriet, helen, sam = PersonFactory(hr=True), PersonFactory(hr=True), PersonFactory()

    first, second = race(lambda: look(harriet, sam), lambda: look(helen, sam))

    assert {first.number, second.number} == {1, 2}
    assert chain.verify(AccessEntry) == chain.Verified(2, None)


def test_writing_an_entry_costs_few_queries(django_assert_max_num_queries):
    harriet, sam = PersonFactory(hr=True), PersonFactory()
    with django_assert_max_num_queries(10):
        look(harriet, sam)
    assert connection.in_atomic_block

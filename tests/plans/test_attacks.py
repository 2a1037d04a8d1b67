"""What was signed stays, whatever the application's database role tries."""

import contextlib

import pytest
from django.db import DatabaseError, connection, transaction

from people.chain import fault, verify
from plans import actions
from plans.models import PlanVersion, Signature
from tests.attacks import ATTACKS, assert_harmless, each_attack, rows_of
from tests.factories import PlanFactory, ProposalFactory, agreed_plan
from tests.plans.people_here import fresh, propose

pytestmark = pytest.mark.django_db


@each_attack
def test_a_signed_version_cannot_be_changed(attack):
    assert_harmless(attack, agreed_plan(ready__goals=1).in_force)


@each_attack
def test_a_signature_cannot_be_changed(attack):
    agreed_plan(ready__goals=1)

    assert_harmless(attack, Signature.objects.first(), column="text_digest")


@each_attack
def test_no_attack_leaves_a_trace_on_a_proposal(attack):
    proposal = ProposalFactory(plan=PlanFactory(ready=True, ready__goals=1))
    before = rows_of("plans_proposal")
    statement = ATTACKS[attack].format(table="plans_proposal", column="body")

    with contextlib.suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [proposal.pk] * statement.count("%s"))

    assert rows_of("plans_proposal") == before


def test_the_text_of_a_proposal_cannot_be_changed():

    proposal = ProposalFactory(plan=PlanFactory(ready=True, ready__goals=1))
    for change in (
        "body = 'x'",
        "text_digest = 'x'",
        "by_id = NULL",
        "reason = 'x'",
        "side = 'seller'",
        "effective_on = '2026-12-01'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE plans_proposal SET {change} WHERE id = %s", [proposal.pk])  # noqa: S608
    for attack in ("DELETE FROM plans_proposal", "TRUNCATE plans_proposal CASCADE"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)


def test_a_forged_digest_is_computed_again():
    plan = agreed_plan(ready__goals=1)
    version = PlanVersion.objects.get()

    forged = PlanVersion(
        chain=plan.pk, number=9, body=b"{}", attest=b"{}", salt=b"", text_digest=b"x", previous_digest=b"x", digest=b"x",
        sealed_at=version.sealed_at, plan=plan, proposal=ProposalFactory(),
        effective_on=version.effective_on,
    )  # fmt: skip
    forged.save(force_insert=True)

    forged.refresh_from_db()
    assert (forged.number, bytes(forged.previous_digest)) == (2, bytes(version.digest))
    assert bytes(forged.digest) != b"x"


def test_a_version_whose_words_were_rewritten_is_found():
    agreed_plan(ready__goals=1)
    assert verify(PlanVersion).count == 1

    version = PlanVersion.objects.get()
    version.body = bytes(version.body).replace(b"Keep those mornings clear", b"Keep those mornings busy!")

    assert fault(version, 1, b"") == "its words are not those that were sealed"


def test_what_a_proposal_answers_how_long_it_waits_and_how_it_ended_cannot_be_changed():
    plan = PlanFactory(ready=True, ready__goals=1)
    first = propose(plan, plan.manager)
    actions.counter(fresh(plan), by=plan.person, reason="Not yet")
    second = propose(plan, plan.person)
    before = rows_of("plans_proposal")
    attempts = [
        (second, "expires_on = expires_on + 30"),
        (second, "expires_on = NULL"),
        (second, "answers_id = NULL"),
        (first, f"answers_id = '{second.pk}'"),
        (first, "end_reason = 'Fine by me'"),
        (first, "ended_at = now()"),
        (first, f"ended_by_id = '{plan.manager_id}'"),
        (first, "state = 'open', ended_at = NULL, ended_by_id = NULL"),
        (first, "state = 'signed'"),
        (first, "state = 'expired', ended_by_id = NULL"),
    ]

    for proposal, change in attempts:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE plans_proposal SET {change} WHERE id = %s", [proposal.pk])  # noqa: S608

    assert rows_of("plans_proposal") == before

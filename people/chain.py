"""Whether the records that nobody may change are still what they were: every digest is computed again, from the first on."""

import datetime
import hashlib
from dataclasses import dataclass

from django.apps import apps

from people.models.records import ChainedRecord

AT_A_TIME = 1000


@dataclass(frozen=True)
class Broken:
    """The first record of a table that is not what was sealed, and in what."""

    table: str
    chain: str
    number: int
    reason: str

    def __str__(self):
        return f"{self.table}: chain {self.chain}, record {self.number}: {self.reason}"


@dataclass(frozen=True)
class Verified:
    """How many records were read, and the first broken link, or None."""

    count: int
    broken: Broken | None

    def __bool__(self):
        return self.broken is None


def seal(model, **fields):
    """Write one record at the end of its chain; see ChainedRecord.seal."""
    return model.seal(**fields)


def chained_models():
    """Every table of chained records, whatever room it stands in."""
    return sorted(
        (model for model in apps.get_models() if issubclass(model, ChainedRecord)),
        key=lambda model: model._meta.db_table,
    )


def text_digest(record):
    """What the database has computed of the record's words."""
    return hashlib.sha256(bytes(record.salt) + bytes(record.body)).digest()


def digest(record, previous):
    """What the database has computed of the record and the one before it; the mirror of the trigger `seal_record`."""
    sealed_at = record.sealed_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    place = f"{record.chain}|{record.number}|{sealed_at}|".encode()
    attested = hashlib.sha256(bytes(record.attest)).digest()
    return hashlib.sha256(previous + place + bytes(record.text_digest) + attested).digest()


def fault(record, number, previous):
    """What is wrong with a record that must have this number and follow that digest; empty if nothing is."""
    if record.number != number:
        return f"number {number} is missing before it"
    if bytes(record.previous_digest) != previous:
        return "it does not follow the record before it"
    if bytes(record.text_digest) != text_digest(record):
        return "its words are not those that were sealed"
    if bytes(record.digest) != digest(record, previous):
        return "its digest, time or attestation is not what was sealed"
    if not record.columns_match():
        return "its columns say something other than its sealed words"
    return ""


def verify(records):
    """Read every chain among `records` (a model or a queryset of one) and compute it again. One query, and few rows in memory."""
    queryset = records._base_manager.all() if isinstance(records, type) else records
    count, chain, number, previous = 0, None, 0, b""
    for record in queryset.order_by("chain", "number").iterator(chunk_size=AT_A_TIME):
        count += 1
        if record.chain != chain:
            chain, number, previous = record.chain, 0, b""
        number += 1
        reason = fault(record, number, previous)
        if reason:
            return Verified(count, Broken(record._meta.db_table, str(chain), record.number, reason))
        previous = bytes(record.digest)
    return Verified(count, None)

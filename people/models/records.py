"""Records that nobody may change: what is inserted stays as it is.

The database sees to it (triggers that are always enabled, and rights that the application's role does not have); these classes
only carry the columns. Each concrete table's guards are made by a migration of its room.
"""

import datetime
import secrets
import uuid

from django.db import models

from people.canonical import canonical

UNSEALED = {
    "number": 0,
    "text_digest": b"",
    "previous_digest": b"",
    "digest": b"",
    "sealed_at": datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC),
}


class FrozenModel(models.Model):
    """A row that is written once: no update, no delete, no truncate, by any role that the application connects as."""

    is_frozen = True

    class Meta:
        abstract = True


class ChainedRecord(FrozenModel):
    """A frozen record whose digest covers the record before it in its chain.

    `body` is the canonical JSON (RFC 8785) exactly as shown and signed, `attest` the canonical JSON of who attested to it. The
    database fills in number, digests and time (trigger `seal_record`):

        text_digest = sha256(salt + body)
        digest      = sha256(previous_digest + "chain|number|sealed_at|" + text_digest + sha256(attest))

    The salt lets a body be erased one day without breaking the chain.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(editable=False)
    body = models.BinaryField()
    attest = models.BinaryField(default=b"")
    salt = models.BinaryField()
    text_digest = models.BinaryField(editable=False)
    previous_digest = models.BinaryField(editable=False)
    digest = models.BinaryField(editable=False)
    sealed_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True
        ordering = ["chain", "number"]

    @classmethod
    def seal(cls, *, chain, body, attest=b"", **fields):
        """Write a record at the end of `chain`, and return it with the number, digests and time that the database gave it.

        `body` and `attest` are bytes that are canonical already, or data, which is made canonical (NotCanonical if it cannot be).
        The last record of the chain is locked until the transaction ends. A given `salt` is kept (words attested to before).
        """
        record = cls.unsealed(chain=chain, body=body, attest=attest, **fields)
        record.save(force_insert=True)
        record.refresh_from_db(fields=list(UNSEALED))
        return record

    @classmethod
    def unsealed(cls, *, chain, body, attest=b"", **fields):
        """The same record, not yet written: for many at once, with bulk_create."""
        return cls(
            chain=chain,
            body=body if isinstance(body, bytes) else canonical(body),
            attest=attest if isinstance(attest, bytes) else canonical(attest),
            salt=fields.pop("salt", None) or secrets.token_bytes(16),
            **UNSEALED,
            **fields,
        )

    def columns_match(self):
        """Whether the columns that repeat the sealed words still say the same. Here nothing is repeated."""
        return True

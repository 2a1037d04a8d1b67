"""How an import went."""

import json
import tempfile
from dataclasses import dataclass, field

from metrics.models import Import, RefusedRow
from people.tables import Refusal

AT_HAND, KEPT = 10_000, 100_000  # refused rows that are held in memory; that are kept for reading and for the download


class Refusals:
    """The rows that were not taken, in the order of their lines: the first of them in memory, any more in a file."""

    def __init__(self, rows=()):
        self.first, self.more, self.spilled = [], 0, None
        for row in rows:
            self.add(row)

    def add(self, refusal):
        """One more."""
        if len(self.first) < AT_HAND:
            self.first.append(refusal)
            return
        self.more += 1
        if self.spilled is None:
            self.spilled = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (it lives as long as this)
        json.dump([refusal.line, refusal.column, refusal.value, refusal.reason, refusal.cells], self.spilled)
        self.spilled.write("\n")

    def __len__(self):
        return len(self.first) + self.more

    def __iter__(self):
        yield from sorted(self.first, key=lambda refusal: refusal.line)
        if self.spilled is not None:
            self.spilled.seek(0)
            for text in self.spilled:
                *facts, cells = json.loads(text)
                yield Refusal(*facts, tuple(cells))
            self.spilled.seek(0, 2)

    def __getitem__(self, which):
        return sorted(self.first, key=lambda refusal: refusal.line)[which]

    def __eq__(self, other):
        return list(self) == list(other)

    __hash__ = None


@dataclass
class Result:
    """How an import went: `refused` holds the refusals, `batch` the import itself; of what was taken, `replaced` was
    different."""

    batch: Import
    accepted: int = 0
    unchanged: int = 0
    refused: Refusals = field(default_factory=Refusals)
    replaced: int = 0

    def __str__(self):
        return f"accepted={self.accepted} unchanged={self.unchanged} refused={len(self.refused)}"


def written(batch, result):
    """Keep the counts and the refused rows of an import. Gives the result."""
    batch.accepted, batch.unchanged, batch.refused = result.accepted, result.unchanged, len(result.refused)
    batch.save(update_fields=["accepted", "unchanged", "refused"])
    rows = []
    for number, one in enumerate(result.refused):
        if number >= KEPT:
            break
        rows.append(_row_of(batch, one))
        if len(rows) >= 1000:
            RefusedRow.objects.bulk_create(rows)
            rows = []
    RefusedRow.objects.bulk_create(rows)
    return result


def _row_of(batch, one):
    return RefusedRow(
        source=batch, line=one.line, column=one.column[:120], value=one.value, reason=one.reason[:500], row=list(one.cells)
    )

"""How an import went."""

from dataclasses import dataclass, field

from metrics.models import Import, RefusedRow

KEPT = 10_000  # refused rows that are kept for reading; all of them are in the report beside the file


@dataclass
class Result:
    """How an import went: `refused` holds the refusals, `batch` the import itself."""

    batch: Import
    accepted: int = 0
    unchanged: int = 0
    refused: list = field(default_factory=list)

    def __str__(self):
        return f"accepted={self.accepted} unchanged={self.unchanged} refused={len(self.refused)}"


def written(batch, result):
    """Keep the counts and the refused rows of an import. Gives the result."""
    batch.accepted, batch.unchanged, batch.refused = result.accepted, result.unchanged, len(result.refused)
    batch.save(update_fields=["accepted", "unchanged", "refused"])
    rows = [
        RefusedRow(
            source=batch, line=one.line, column=one.column[:120], value=one.value, reason=one.reason[:500], row=list(one.cells)
        )
        for one in result.refused[:KEPT]
    ]
    RefusedRow.objects.bulk_create(rows, batch_size=1000)
    return result

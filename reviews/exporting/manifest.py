"""What stands beside each export: what is in it, who asked for it and why, and the digests to check it by."""

import hashlib
import json

from django.utils import timezone

FORMAT = "perfplan.export/1"
BLOCK = 1 << 20


def manifest_of(export, *, rows, columns, heads, files):
    """The manifest as data. `files` are pairs of the name under which a file is handed out and its path."""
    return {
        "format": FORMAT,
        "export": str(export.pk),
        "round": {"key": export.round.key, "name": export.round.name},
        "as": export.format,
        "rows": rows,
        "columns": [column.key for column in columns],
        "filters": {name: value for name, value in export.filters.items() if value},
        "asked_by": {"name": export.by.name, "email": export.by.email},
        "asked_at": _moment(export.asked_at),
        "written_at": _moment(timezone.now()),
        "reason": export.reason,
        "chain_heads_sha256": heads,
        "files": [{"name": name, "bytes": path.stat().st_size, "sha256": sha256_of(path)} for name, path in files],
    }


def text_of(manifest):
    """The manifest as it is written."""
    return json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def sha256_of(path):
    """The digest of a file, read in blocks."""
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def _moment(value):
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")

"""Writing an export: rows into a file, a manifest beside it, and what a worker does with both."""

import logging
import shutil
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people.verdict import Refused, Stale
from reviews import rules
from reviews.actions import expire, fail_export, release_export
from reviews.exporting.columns import named
from reviews.exporting.manifest import manifest_of, sha256_of, text_of
from reviews.exporting.pdf import PdfWriter
from reviews.exporting.rows import AT_A_TIME, Heads, chosen, released
from reviews.exporting.writers import WRITERS
from reviews.models import Export
from reviews.models.exports import ATTEMPTS

log = logging.getLogger(__name__)
GAVE_UP = _("It could not be written in five attempts. Ask an administrator to look at the worker’s log.")
BROKEN = _("It could not be written. Try again; if it fails again, ask an administrator to look at the worker’s log.")


@dataclass
class Written:
    """A file with its manifest, and the ids of everybody who is in it."""

    path: Path
    manifest: dict
    subjects: set = field(default_factory=set)


def folder():
    """Where the files of exports are kept."""
    path = Path(settings.DATA_DIR) / "exports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(export):
    """Where the file of a ready export is."""
    return folder() / export.file


def name_of(export):
    """What the data file is called in the download."""
    return f"reviews-{export.round.key}.{export.format}"


def write_file(export, path, *, name="", progress=lambda rows: None):
    """Write the rows of an export to `path` with the rights that its asker has now. Answers what was written.

    Raises Refused if that person may not export any more. `progress` is called with the number of rows, again and again.
    """
    rules.can_export(export.by).enforce()
    columns, heads, subjects, rows = named(export.columns), Heads(), set(), 0
    writer = {**WRITERS, "pdf": PdfWriter}[export.format](path, columns, export)
    with closing(writer):
        for rows, one in enumerate(released(chosen(export.by, export.round, export.filters)), 1):
            writer.write(one)
            heads.add(one)
            subjects.add(one.person_id)
            if rows % AT_A_TIME == 0:
                progress(rows)
    progress(rows)
    files = [(name or name_of(export), path)]
    return Written(path, manifest_of(export, rows=rows, columns=columns, heads=heads.sha256, files=files), subjects)


def write_next():
    """Write the next export that is due, if any; answers it. What a dying worker leaves behind is taken again in a minute."""
    export = Export.objects.claim()
    if export is None:
        return None
    if export.attempt > ATTEMPTS:
        return fail_export(export, by=export.by, sentence=GAVE_UP)
    try:
        _write(export)
    except Stale:
        log.warning("export %s was taken over by another worker", export.pk)
    except Refused as refusal:
        fail_export(export, by=export.by, sentence=refusal)
    except Exception:
        log.exception("export %s could not be written", export.pk)
        fail_export(export, by=export.by, sentence=BROKEN)
    return export


def _write(export):
    export.keep_lease(total_rows=chosen(export.by, export.round, export.filters).count())
    with tempfile.TemporaryDirectory(dir=folder(), prefix=f"{export.pk}.") as place:
        written = write_file(export, Path(place) / name_of(export), progress=lambda rows: _alive(export, rows))
        packed = _packed(written, Path(place) / "download.zip")
        facts = {"sha256": sha256_of(packed), "size": packed.stat().st_size, "done_rows": written.manifest["rows"]}
        target = folder() / f"{export.pk}.zip"
        packed.replace(target)
        release_export(export, written.subjects, by=export.by, file=target.name, total_rows=facts["done_rows"], **facts)


def _alive(export, rows):
    if not export.keep_lease(done_rows=rows):
        raise Stale("")


def _packed(written, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(written.path, written.path.name)
        archive.writestr("MANIFEST.json", text_of(written.manifest))
    return path


def sweep():
    """Delete the files whose time has passed, and what dead workers left behind."""
    places = list(folder().iterdir())  # before the rows are read: what a worker begins after this is not touched
    for export in Export.objects.over():
        expire(export, by=export.by)
    wanted = Export.objects.in_use()
    for place in places:
        state = wanted.get(place.name.partition(".")[0])
        if place.is_dir() and state != "writing":
            shutil.rmtree(place, ignore_errors=True)
        elif place.is_file() and state is None:
            place.unlink(missing_ok=True)

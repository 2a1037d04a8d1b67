"""Writing an export: rows into a file, a manifest beside it, and what a worker does with both."""

import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from people import errands
from reviews import rules
from reviews.actions import expire, fail_export, release_export
from reviews.exporting.columns import named
from reviews.exporting.manifest import manifest_of, sha256_of, text_of
from reviews.exporting.pdf import PdfWriter
from reviews.exporting.rows import AT_A_TIME, Heads, chosen, released
from reviews.exporting.writers import WRITERS
from reviews.models import Export

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
    return errands.folder("exports")


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
    """Write the next export that is due, if any; answers it."""
    return errands.do_next(Export.objects, do=_write, fail=fail_export, gave_up=GAVE_UP, broken=BROKEN)


def _write(export):
    export.keep_lease(total_rows=chosen(export.by, export.round, export.filters).count())
    with tempfile.TemporaryDirectory(dir=folder(), prefix=f"{export.pk}.") as place:
        written = write_file(
            export, Path(place) / name_of(export), progress=lambda rows: errands.stay_alive(export, done_rows=rows)
        )
        packed = _packed(written, Path(place) / "download.zip")
        facts = {"sha256": sha256_of(packed), "size": packed.stat().st_size, "done_rows": written.manifest["rows"]}
        target = folder() / f"{export.pk}.zip"
        packed.replace(target)
        release_export(export, written.subjects, by=export.by, file=target.name, total_rows=facts["done_rows"], **facts)


def _packed(written, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(written.path, written.path.name)
        archive.writestr("MANIFEST.json", text_of(written.manifest))
    return path


def sweep():
    """Delete the files whose time has passed, and what dead workers left behind."""
    errands.sweep(folder(), Export.objects, expire=expire, names=_wanted)


def _wanted():
    """A file belongs to an export that has one, or is getting one; a folder to one that is being written."""
    states = {str(key): state for key, state in Export.objects.with_file().values_list("pk", "state")}

    def is_wanted(path):
        state = states.get(path.name.partition(".")[0])
        return state == "writing" if path.is_dir() else state is not None

    return is_wanted

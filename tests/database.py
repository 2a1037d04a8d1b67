"""The tests' database: the owner makes it, the application's role uses it, and frozen tables can be emptied between tests."""

import contextlib
import io

import psycopg2
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg2 import sql

from people import grants

STATES = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}


class Owner:
    """The owner of the tables, on a connection of its own: what it can do, no code under test can."""

    def __init__(self):
        self.role = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
        self.first_rows = {}

    def connect(self):
        given = connection.settings_dict
        return psycopg2.connect(
            host=given["HOST"], port=given["PORT"] or 5432, dbname=given["NAME"],
            user=self.role["USER"], password=self.role["PASSWORD"],
        )  # fmt: skip

    @contextlib.contextmanager
    def cursor(self):
        line = self.connect()
        try:
            with line, line.cursor() as cursor:
                yield cursor
        finally:
            line.close()

    def remember_first_rows(self):
        """Keep what migrations wrote, to put it back after each emptying."""
        with self.cursor() as cursor:
            for table in grants.owned_tables(cursor):
                name = sql.Identifier(table)
                cursor.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(name))
                if cursor.fetchone()[0] and table != "django_migrations":
                    rows = io.StringIO()
                    cursor.copy_expert(sql.SQL("COPY {} TO STDOUT").format(name), rows)
                    self.first_rows[table] = rows.getvalue()

    def flush(self, statements):
        """Empty the tables although triggers guard them, and put the first rows back."""
        with self.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace AND tgenabled <> 'D'"
            )
            triggers = cursor.fetchall()
            for table, name, _state in triggers:
                cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(sql.SQL(table), sql.Identifier(name)))
            for statement in [
                *statements,
                "DELETE FROM people_cache",
            ]:  # a table without a model: counts of log-ins, for instance
                cursor.execute(statement)
            for table, rows in self.first_rows.items():
                cursor.copy_expert(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table)), io.StringIO(rows))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, name, state in triggers:
                enable = sql.SQL("ALTER TABLE {} " + STATES[state] + " TRIGGER {}")
                cursor.execute(enable.format(sql.SQL(table), sql.Identifier(name)))


@contextlib.contextmanager
def application_role():
    """From here on every connection of the tests, in any thread, is signed in as the application's role."""
    owner, flush = Owner(), DatabaseOperations.execute_sql_flush
    grants.grant(connection, settings.APPLICATION_ROLE["USER"])
    owner.remember_first_rows()
    connection.close()
    connection.settings_dict.update(settings.APPLICATION_ROLE)
    DatabaseOperations.execute_sql_flush = lambda _self, statements: owner.flush(statements)
    try:
        yield owner
    finally:
        DatabaseOperations.execute_sql_flush = flush
        connection.close()
        connection.settings_dict.update(owner.role)

"""What somebody with the application's database role might try on a record that nobody may change."""

import pytest
from django.db import DatabaseError, connection, transaction

ATTACKS = {
    "update": "UPDATE {table} SET {column} = {column} || 'x' WHERE id = %s",
    "update without a change": "UPDATE {table} SET {column} = {column} WHERE id = %s",
    "delete": "DELETE FROM {table} WHERE id = %s",
    "truncate": "TRUNCATE {table}",
    "truncate with all that hangs on it": "TRUNCATE {table} CASCADE",
    "upsert": "INSERT INTO {table} SELECT * FROM {table} WHERE id = %s ON CONFLICT (id) DO UPDATE SET id = excluded.id",
    "merge": "MERGE INTO {table} USING (SELECT %s::uuid AS id) AS it ON {table}.id = it.id WHEN MATCHED THEN DELETE",
    "update as a replica": "SET LOCAL session_replication_role = replica; UPDATE {table} SET {column} = {column} WHERE id = %s",
    "delete as a replica": "SET LOCAL session_replication_role = replica; DELETE FROM {table} WHERE id = %s",
    "without its triggers": "ALTER TABLE {table} DISABLE TRIGGER USER",
    "drop a trigger": "DROP TRIGGER keep_rows ON {table}",
    "another function in the trigger": "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "drop the table": "DROP TABLE {table} CASCADE",
    "take the rights": "GRANT ALL ON {table} TO current_user",
    "become the owner": "SET ROLE pg_database_owner",
}

each_attack = pytest.mark.parametrize("attack", ATTACKS)


def rows_of(table):
    """All of a table, as text, in the order of its ids."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT it::text FROM {table} AS it ORDER BY id")  # noqa: S608
        return cursor.fetchall()


def assert_harmless(attack, record, column="body"):
    """The attack on this row leaves the table as it was: the database refuses it, or it changes nothing."""
    table = record._meta.db_table
    before = rows_of(table)
    statement = ATTACKS[attack].format(table=table, column=column)
    if attack == "take the rights":  # PostgreSQL only warns that nothing was granted
        _try(statement, record)
        _refused(ATTACKS["update"].format(table=table, column=column), record)
    else:
        _refused(statement, record)
    assert rows_of(table) == before


def _refused(statement, record):
    with pytest.raises(DatabaseError), transaction.atomic():
        _try(statement, record)


def _try(statement, record):
    with connection.cursor() as cursor:
        cursor.execute(statement, [record.pk] if "%s" in statement else None)

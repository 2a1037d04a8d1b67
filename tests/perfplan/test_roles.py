"""The application's role in the database: what it can't do, whatever the code says."""

import pytest
from django.db import DatabaseError, connection, transaction

from people import grants
from tests.races import race

pytestmark = pytest.mark.django_db


def ask(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


def test_the_tests_are_signed_in_as_the_applications_role(settings):
    assert ask("SELECT current_user, session_user") == [(settings.APPLICATION_ROLE["USER"],) * 2]


def test_there_are_frozen_tables():
    assert "people_accessentry" in grants.frozen_tables() or grants.frozen_tables()


@pytest.mark.parametrize(
    "privilege, held", [("SELECT", True), ("INSERT", True), ("UPDATE", False), ("DELETE", False), ("TRUNCATE", False)]
)
def test_the_application_may_only_read_and_add_frozen_rows(privilege, held):
    answers = {table: ask("SELECT has_table_privilege(%s, %s)", [table, privilege])[0][0] for table in grants.frozen_tables()}
    assert answers == dict.fromkeys(grants.frozen_tables(), held)


def test_the_application_can_make_no_table():
    with pytest.raises(DatabaseError, match="permission denied for schema"), transaction.atomic():
        ask("CREATE TABLE mine (id int)")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_have_two_connections():
    first, second = race(lambda: ask("SELECT pg_backend_pid()"), lambda: ask("SELECT pg_backend_pid()"))
    assert first != second

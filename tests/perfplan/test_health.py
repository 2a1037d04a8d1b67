"""/healthz and /readyz, for those who watch an installation."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from perfplan import health
from reminders.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def tick():
    """Beat and worker were just heard of."""
    return Heartbeat.objects.create(name="beat", at=timezone.now())


def details(answer):
    return {name: check["ok"] for name, check in answer.json()["checks"].items()}


def test_the_process_answers_anybody_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_ready_when_all_holds(client, tick):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True), answer.content
    assert details(answer) == {"database": True, "migrations": True, "broker": True, "beat": True}
    assert answer.json()["checks"]["database"]["detail"] == "answers"


def test_not_ready_before_the_first_tick(client):
    Heartbeat.objects.all().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert details(answer) == {"database": True, "migrations": True, "broker": True, "beat": False}


def test_not_ready_when_the_ticks_have_stopped(client, tick):
    Heartbeat.objects.update(at=timezone.now() - health.SILENCE - timedelta(seconds=1))
    answer = client.get("/readyz")
    assert (answer.status_code, details(answer)["beat"]) == (503, False)
    assert "last tick 301 s ago" in answer.json()["checks"]["beat"]["detail"]


def test_a_broker_that_is_down_is_said(client, tick, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert details(answer) == {"database": True, "migrations": True, "broker": False, "beat": True}


def test_a_migration_to_apply_is_said(client, tick, monkeypatch):
    applied = MigrationRecorder.applied_migrations
    monkeypatch.setattr(
        MigrationRecorder,
        "applied_migrations",
        lambda self: {key: row for key, row in applied(self).items() if key != ("sessions", "0001_initial")},
    )
    answer = client.get("/readyz")
    assert (answer.status_code, details(answer)["migrations"]) == (503, False)
    assert answer.json()["checks"]["migrations"]["detail"].startswith("1 to apply")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_down_is_said(client):
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "no_such_database"
    connection.close()
    try:
        answer = client.get("/readyz")
    finally:
        connection.settings_dict["NAME"] = name
        connection.close()
    assert answer.status_code == 503
    assert details(answer) == {"database": False, "migrations": False, "broker": True, "beat": False}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_is_changed_by_asking(client, path):
    assert client.post(path).status_code == 405

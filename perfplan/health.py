"""Whether this installation works, for those who watch it: /healthz (the process) and /readyz (all that it leans on)."""

from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from people import grants
from reminders.models import Heartbeat

SILENCE = timedelta(minutes=5)  # longer than any task may take: a busy worker is not a stopped one


@login_not_required
@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """Each thing that perfplan leans on, in words; 503 if one of them fails."""
    found = {name: check() for name, check in CHECKS.items()}
    ready = all(is_well for is_well, _said in found.values())
    answer = {"ready": ready, "checks": {name: {"ok": ok, "detail": said} for name, (ok, said) in found.items()}}
    response = JsonResponse(answer, status=200 if ready else 503)
    response._has_been_logged = True  # an answer, not an error to be logged at each question
    return response


def check_database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        protected = grants.is_protected(connection)
    except DatabaseError:
        return False, "PostgreSQL does not answer."
    return True, "answers" if protected else "answers; frozen records are protected by triggers only"


def check_migrations():
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return False, "PostgreSQL does not answer."
    return not waiting, f"{waiting} to apply: run bin/manage migrate" if waiting else "all applied"


def check_broker():
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2, retry=None).ping()
    except redis.RedisError:
        return False, "The broker does not answer: reminders wait until it does."
    return True, "answers"


def check_beat():
    """The last tick that beat sent and a worker carried out."""
    try:
        last = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    except DatabaseError:
        return False, "PostgreSQL does not answer."
    if last is None:
        return False, "No tick yet: beat and worker have not been heard of."
    silence = timezone.now() - last
    return silence < SILENCE, f"last tick {int(silence.total_seconds())} s ago"


CHECKS = {"database": check_database, "migrations": check_migrations, "broker": check_broker, "beat": check_beat}

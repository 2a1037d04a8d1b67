"""Who changed what, written by the database whichever way a row is changed."""

import pghistory
import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.urls import reverse

from people.models import Team
from plans.models import Goal
from tests.factories import GoalFactory, TeamFactory

pytestmark = pytest.mark.django_db
TeamAudit = Team.events.rel.related_model
GoalAudit = Goal.events.rel.related_model


def labels(team):
    return list(TeamAudit.objects.filter(pgh_obj_id=team.pk).order_by("pgh_id").values_list("pgh_label", flat=True))


def test_each_way_of_changing_a_row_is_written_down_once():
    team = TeamFactory(name="North")
    team.name = "Northwest"
    team.save()
    Team.objects.filter(pk=team.pk).update(name="Far north")
    team.name = "Farthest north"
    Team.objects.bulk_update([team], ["name"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_team SET name = 'Pole' WHERE id = %s", [team.pk])
    Team.objects.filter(pk=team.pk)._raw_delete("default")

    assert labels(team) == ["insert", "update", "update", "update", "update", "delete"]


def test_a_save_that_changes_nothing_is_no_event():
    team = TeamFactory(name="North")
    team.save()

    assert labels(team) == ["insert"]


def test_the_log_names_who_acted_in_the_browser(client):
    goal = GoalFactory()
    seller = goal.plan.person
    client.force_login(seller)

    client.post(
        reverse("plans:item_edit", args=[goal.plan_id, goal.pk]),
        {"title": "Another aim", "family": goal.family, "why": "", "seen_version": goal.version},
    )

    last = GoalAudit.objects.filter(pgh_obj_id=goal.pk).order_by("-pgh_id").first()
    assert last.title == "Another aim"
    assert last.pgh_context.metadata["user"] == str(seller.pk)


def test_the_log_names_who_acted_outside_of_it():
    seller = GoalFactory().plan.person
    with pghistory.context(user=str(seller.pk)):
        team = TeamFactory()

    assert TeamAudit.objects.get(pgh_obj_id=team.pk).pgh_context.metadata["user"] == str(seller.pk)


@pytest.mark.parametrize("attack", ["UPDATE {} SET name = name", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_cannot_rewrite_the_log(attack):
    TeamFactory()

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(attack.format("people_teamaudit"))

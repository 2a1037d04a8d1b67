"""The pages, as the two see them."""

import pytest
from django.urls import reverse

from tests.factories import PlanFactory, ProposalFactory, agreed_plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["person", "manager"])
@pytest.mark.parametrize(
    "name", ["plan_detail", "plan_history", "plan_print", "plan_propose", "goal_add", "offer_add", "version_list"]
)
def test_draft_pages(client, name, who):
    plan = PlanFactory(ready=True)
    client.force_login(getattr(plan, who))
    answer = client.get(reverse(f"plans:{name}", args=[plan.pk]))
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["plan_detail", "plan_history", "plan_print", "version_list", "commitment_add", "plan_amend"])
def test_live_pages(client, name):
    plan = agreed_plan()
    client.force_login(plan.person)
    assert client.get(reverse(f"plans:{name}", args=[plan.pk])).status_code == 200
    assert client.get(reverse("plans:version_detail", args=[plan.pk, 1])).status_code == 200


def test_sign(client):
    proposal = ProposalFactory()
    client.force_login(proposal.plan.person)
    assert client.get(reverse("plans:plan_sign", args=[proposal.plan_id])).status_code == 200


@pytest.mark.parametrize("name", ["plan_list", "plan_start", "commitment_list", "strategy"])
def test_lists(client, name):
    plan = agreed_plan()
    client.force_login(plan.manager)
    assert client.get(reverse(f"plans:{name}")).status_code == 200

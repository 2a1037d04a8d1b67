"""The answer to the short question of an open page comes in one piece, on a connection that the browser keeps."""

import json

import pytest

from plans import tickets
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ticket", [True, False])
def test_the_answer_says_how_long_it_is(client, ticket):
    plan = PlanFactory()
    asked = json.dumps({"ticket": tickets.issue(plan, plan.person) if ticket else "no"})

    answer = client.post(f"{plan.get_absolute_url()}live", asked, content_type="text/plain")

    assert answer.status_code == (200 if ticket else 403)
    assert answer["Content-Length"] == str(len(answer.content))

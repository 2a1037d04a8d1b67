from tests.factories import agreed_plan
import pytest


@pytest.mark.django_db
def test_it():
    plan = agreed_plan()
    assert plan.status == "agreed"

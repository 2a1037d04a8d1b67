import pytest
from hypothesis import HealthCheck, settings

from tests import database
from tests.shared import SHARED_DATA

# Property tests share their cores with databases and browsers: how long an example takes says nothing of what it tests.
settings.register_profile("shared cores", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared cores")


def pytest_collection_modifyitems(items):
    """Journeys come last: the browser's loop lives on in the worker that drove it, and keeps tests of the database out."""
    items.sort(key=lambda item: "journeys" in item.path.parts)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database is made and migrated by its owner; the tests themselves are signed in as the application's role."""
    with django_db_blocker.unblock(), database.application_role() as owner:
        yield owner


@pytest.fixture
def owner(django_db_setup):
    """The owner of the tables, for tests of what the owner can do and of what the application cannot."""
    return django_db_setup


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data beside the checkout."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the shared data is not here ({SHARED_DATA})")
    return SHARED_DATA

"""The least valid row of each model."""

from tests.factories.coaching import *  # noqa: F403
from tests.factories.metrics import *  # noqa: F403
from tests.factories.people import *  # noqa: F403
from tests.factories.plans import *  # noqa: F403
from tests.factories.reminders import *  # noqa: F403
from tests.factories.reviews import *  # noqa: F403

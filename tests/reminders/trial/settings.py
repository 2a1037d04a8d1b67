"""The settings of the worker and the beat that tests start: the product's own, with the room of the tests."""

from perfplan.settings import *  # noqa: F403
from perfplan.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.reminders.trial.apps.TrialConfig"]

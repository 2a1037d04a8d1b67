"""The settings of the worker and the beat that tests start: the product's own, with the room of the tests.

The rooms above are left out, so that a worker starts fast and can be killed often.
"""

from perfplan.settings import *  # noqa: F403
from perfplan.settings import INSTALLED_APPS

ABOVE = (
    "perfplan",
    "metrics",
    "plans",
    "coaching",
    "reviews",
    "allauth",
    "crispy_forms",
    "csp",
    "django_",
    "template_",
    "lucide",
)
INSTALLED_APPS = [name for name in INSTALLED_APPS if not name.startswith(ABOVE)] + ["tests.reminders.trial.apps.TrialConfig"]
ROOT_URLCONF = "tests.reminders.trial.urls"

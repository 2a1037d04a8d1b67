"""The Celery application. What the clock starts stands in `schedule.py`."""

import os

from celery import Celery

from perfplan.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfplan.settings")

app = Celery("perfplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()

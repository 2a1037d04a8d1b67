"""A beat with the product's ticks, only faster."""

from perfplan.celery import app
from perfplan.schedule import SCHEDULE, TICK

QUICK = {"send-reminders": 0.25, "write-letters": 0.5, "sweep-reminders": 0.5, "heartbeat": 0.5}

app.conf.beat_schedule = {
    name: {"task": SCHEDULE[name]["task"], "schedule": seconds, "options": TICK} for name, seconds in QUICK.items()
}
app.conf.beat_max_loop_interval = 0.1

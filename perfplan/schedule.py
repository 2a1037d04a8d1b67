"""Everything that the clock starts, in one place. A tick carries no data: losing, doubling or delaying one costs time alone."""

TICK = {"expires": 5}
SELDOM = {"expires": 300}  # a tick that would be missed: it waits while the worker is busy

SCHEDULE = {
    # every 2 seconds: send what is owed now
    "send-reminders": {"task": "reminders.tasks.send_due", "schedule": 2.0, "options": TICK},
    # every 20 seconds: write the daily letters of those whose morning has come
    "write-letters": {"task": "reminders.tasks.write_letters", "schedule": 20.0, "options": TICK},
    # every 30 seconds: take back what a dead worker held
    "sweep-reminders": {"task": "reminders.tasks.sweep", "schedule": 30.0, "options": TICK},
    # every 5 seconds: note that beat and worker are alive, for /readyz
    "heartbeat": {"task": "reminders.tasks.heartbeat", "schedule": 5.0, "options": TICK},
    # every 10 minutes: look for drift; a second look at the same numbers finds nothing new
    "scan-drift": {"task": "metrics.tasks.scan_drift", "schedule": 600.0, "options": SELDOM},
    # every half hour: look for what has come to rest in the process; a second look at the same day changes nothing
    "look-at-process": {"task": "coaching.tasks.look_at_process", "schedule": 1800.0, "options": SELDOM},
    # every 15 minutes: ask the two of each case whose day to look again has come
    "ask-to-look-again": {"task": "coaching.tasks.ask_to_look_again", "schedule": 900.0, "options": SELDOM},
    # every half hour: ask about what is in the way though the day to clear it has passed
    "ask-about-roadblocks": {"task": "coaching.tasks.ask_about_roadblocks", "schedule": 1800.0, "options": SELDOM},
    # every 10 seconds: look for drift where something new was measured or agreed, an import for instance
    "scan-what-came": {"task": "metrics.tasks.scan_what_came", "schedule": 10.0, "options": SELDOM},
    # every hour: let proposals run out that nobody answered in time
    "expire-proposals": {"task": "plans.tasks.expire_proposals", "schedule": 3600.0, "options": SELDOM},
    # every 2 seconds: write the exports that were asked for
    "write-exports": {"task": "reviews.tasks.write_exports", "schedule": 2.0, "options": TICK},
    # every 15 minutes: begin the new week or month of promises that come back
    "produce-occurrences": {"task": "plans.tasks.produce_occurrences", "schedule": 900.0, "options": SELDOM},
    # every 5 minutes: owe a word of promises that come due, and of signatures and drafts that wait
    "owe-of-plans": {"task": "plans.tasks.owe_what_waits", "schedule": 300.0, "options": SELDOM},
    # every 15 minutes: owe a word of the steps of reviews whose day comes nearer
    "owe-of-reviews": {"task": "reviews.tasks.owe_what_waits", "schedule": 900.0, "options": SELDOM},
    # every 2 seconds: make the binders that were asked for
    "make-documents": {"task": "plans.tasks.make_documents", "schedule": 2.0, "options": TICK},
    # every hour: let go of answers of the API that nobody asks for again
    "forget-answers": {"task": "people.tasks.forget_answers", "schedule": 3600.0, "options": SELDOM},
    # every 2 seconds: look at files that were sent, and take them in
    "take-in-imports": {"task": "metrics.tasks.take_in_imports", "schedule": 2.0, "options": TICK},
}

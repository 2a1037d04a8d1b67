"""Races: several people act at the same moment, each on a real connection."""

import threading

from django.db import connections


def race(*actions, seconds=30):
    """Run the actions at once, each in a thread with its own connection; answers their results, or their errors, in order.

    For tests marked `django_db(transaction=True)`: the threads see only what is committed.
    """
    start, outcomes = threading.Barrier(len(actions)), [None] * len(actions)

    def run(number, action):
        try:
            connections["default"].ensure_connection()
            start.wait(seconds)
            outcomes[number] = action()
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item, daemon=True) for item in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    assert not any(thread.is_alive() for thread in threads), f"not all actions ended within {seconds} s: {outcomes}"
    return outcomes

"""The kill test at full size: python -m benchmarks.reminders_kill [reminders] [kills].

Owes 10,000 e-mails that must not be doubled, a tenth as many messages to a chat, and something to tell for a twentieth as many
daily letters, which the workers write themselves. Two real Celery workers and a beat send them to a mail server and a chat that
count what arrives by its id. Kills one worker (SIGKILL, the whole process group) about every second of work, 120 times, and
starts it again at once.
Servers are its own, and gone afterwards. Limit: lost 0, doubled 0, open 0; unconfirmed is counted, and an administrator sees it.
"""

import os
import sys
import tempfile
from pathlib import Path

import django

from perfplan.local import testing_servers


def main(reminders, kills):
    os.environ["DJANGO_SETTINGS_MODULE"] = "perfplan.settings"
    with testing_servers.ready(), tempfile.TemporaryDirectory() as folder:
        django.setup()
        from tests.reminders import killing  # noqa: PLC0415 - needs Django's models

        between = reminders // (kills + 1) // 2
        hour = 3600
        account = killing.run(
            Path(folder),
            os.environ["REDIS_URL"],
            reminders=reminders,
            chats=reminders // 10,
            letters=reminders // 20,
            kills=kills,
            seconds=hour,
            between=between,
            say=print,
        )
    print(account)
    return 1 if account.lost or account.doubled or account.open or account.kills < kills else 0


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:]]
    raise SystemExit(main(*(given + [10_000, 120][len(given) :])))

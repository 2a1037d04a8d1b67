"""A benchmark on servers of its own, which are gone after it: python -m benchmarks.fresh plan_list.

What is measured there is committed, and counted by the database as its own housekeeping would: an ANALYZE needs the owner of the
tables, and rows that others can see.
"""

import os
import sys
import tempfile
from importlib import import_module

import django
import psycopg2
from django.core.management import call_command

from perfplan.local import testing_servers


def analyze():
    """What autovacuum does within minutes: let the database count what is there."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    owner.close()


def main(name, *arguments):
    """Run `main` of a benchmark with these words."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "perfplan.settings"
    with testing_servers.ready(), tempfile.TemporaryDirectory() as static:
        os.environ["PERFPLAN_STATIC"] = static
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0)
        import_module(f"benchmarks.{name}").main(*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])

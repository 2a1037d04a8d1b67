"""What open pages cost: python -m benchmarks.live [plans] [seconds].

Each plan is open at both of its two people, who see each other, so that every page asks at the quick rate: the short question
every 2 seconds, the full one (which renews the ticket) every 5 minutes. The web process is gunicorn with the command line and the
settings of the product, on loopback, with servers of its own. Counted is the processor time of web, Redis and PostgreSQL's
connections of the application. Limit: a third of one core for 200 plans; no connection to the database for the short question.
"""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import django
import redis
from django.conf import settings

from perfplan.local import testing_servers
from perfplan.local.processes import processes

QUICK, RENEW, LIMIT = 2.0, 300.0, 1 / 3
TICK = os.sysconf("SC_CLK_TCK")


def open_pages(plans):
    """For each page: what it asks often, and what it asks to renew its ticket."""
    from importlib import import_module  # noqa: PLC0415 - these need Django's models

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415

    from plans import tickets  # noqa: PLC0415
    from tests.factories import PlanFactory  # noqa: PLC0415

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in here
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for plan in (PlanFactory() for _number in range(plans)):
        for person in (plan.person, plan.manager):
            session = store()
            session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session.create()
            ticket, path = tickets.issue(plan, person), plan.get_absolute_url()
            body = json.dumps({"ticket": ticket, "on": "general"})
            quick = f"POST {path}live HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n", body
            cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
            full = f"GET {path}rev?page=draft&since=999999999 HTTP/1.1\r\nCookie: {cookie}\r\n", ""
            yield quick, full


async def ask(port, question, took):
    """One request on a connection of its own, as a browser makes it after two quiet seconds; its status is counted."""
    head, body = question
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{head}Host: 127.0.0.1\r\nConnection: close\r\n\r\n{body}".encode())
    answer = await reader.read()
    writer.close()
    took.append((int(answer.split(b" ", 2)[1]), (time.perf_counter() - began) * 1000))


async def sit(port, page, place, until, took, renewed):
    """One page: it asks every two seconds, and now and then in full."""
    quick, full = page
    await asyncio.sleep(place * QUICK)
    renew = time.monotonic() + place * RENEW
    while time.monotonic() < until:
        began = time.monotonic()
        await ask(port, quick, took)
        if began > renew:
            renew = began + RENEW
            await ask(port, full, renewed)
        await asyncio.sleep(max(0, QUICK - (time.monotonic() - began)))


async def sit_all(port, pages, seconds):
    """All pages at once, spread evenly."""
    until, took, renewed = time.monotonic() + seconds, [], []
    await asyncio.gather(*(sit(port, page, n / len(pages), until, took, renewed) for n, page in enumerate(pages)))
    return took, renewed


def family(pid):
    """A process and all that it started."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from family(child)
    yield pid


def processor_time(pids):
    """Seconds that these processes have computed, and those that they started and outlived (gunicorn renews its workers)."""
    fields = (Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids)
    return sum(int(ticks) for field in fields for ticks in field[11:15]) / TICK


def connections():
    """The processes of PostgreSQL that serve the application, but for our own."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()")
        return [pid for (pid,) in cursor.fetchall()]


def computed(web):
    """Processor seconds so far, by who computed them."""
    info = redis.Redis.from_url(settings.REDIS_URL).info("cpu")
    return {
        "web": processor_time(family(web.pid)),
        "Redis": info["used_cpu_sys"] + info["used_cpu_user"],
        "PostgreSQL": processor_time(connections()),
    }


def start_web(port):
    """The web process as bin/up starts it; answers once it is there."""
    command = next(process for process in processes(f"127.0.0.1:{port}") if process.name == "web").command
    web = subprocess.Popen([sys.executable, *command[1:]], env=os.environ)
    for _try in range(100):
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return web
    raise SystemExit("the web process does not answer")


def report(pages, seconds, before, after, took, renewed):
    """Print the figures; answer whether they hold."""
    share = {name: (after[name] - before[name]) / seconds for name in after}
    times = sorted(milliseconds for _status, milliseconds in took)
    statuses = {status for status, _milliseconds in took}, {status for status, _milliseconds in renewed}
    print(
        f"{len(pages)} pages of {len(pages) // 2} plans, {seconds:.0f} s: {len(took)} short questions, {len(renewed)} full ones"
    )
    print(f"answers {statuses}; median {statistics.median(times):.1f} ms, 95th percentile {times[int(len(times) * 0.95)]:.1f} ms")
    print(", ".join(f"{name} {part:.1%}" for name, part in share.items()), f"of one core; all {sum(share.values()):.1%}")
    return sum(share.values()) < LIMIT and statuses[0] == {200} and statuses[1] <= {204}


def main(plans, seconds):
    """Measure, and leave nothing behind."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "perfplan.settings"
    with testing_servers.ready(), tempfile.TemporaryDirectory() as static:
        os.environ["PERFPLAN_STATIC"] = static
        django.setup()
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"], check=True)
        pages = list(open_pages(plans))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        web = start_web(port)
        try:
            holds = measure(web, port, pages, seconds)
        finally:
            web.terminate()
            web.wait(30)
    return 0 if holds else 1


def measure(web, port, pages, seconds):
    """First the short question alone, to see that it takes no connection; then all that pages ask."""
    asyncio.run(sit_all(port, [(quick, quick) for quick, _full in pages], 5))
    held = len(connections())
    print(f"connections to the database held after the short question alone: {held}")
    before, began = computed(web), time.monotonic()
    took, renewed = asyncio.run(sit_all(port, pages, seconds))
    holds = report(pages, time.monotonic() - began, before, computed(web), took, renewed)
    print(f"connections held after full questions: {len(connections())} (one for each thread of the web process at most)")
    return holds and held == 0


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:]]
    raise SystemExit(main(*(given + [200, 60][len(given) :])))

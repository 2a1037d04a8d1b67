"""Who has a plan open, and how far its history has come: kept in Redis for seconds, so that open pages can ask often and cheaply.

None of it is the truth: that is the history in the database, and whatever is lost here is found by asking there. Redis being
away is an answer (None), never an error, and costs at most PATIENCE every PAUSE seconds.
"""

import json
import time
from dataclasses import dataclass
from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE = 0.2  # seconds for an answer of Redis
PAUSE = 5  # seconds in which it is left alone after it gave none
LIFE = 30  # seconds after which somebody who asked nothing more is gone
DAY = 24 * 3600


@dataclass(frozen=True)
class Reader:
    """Somebody who has the plan open: what they are called, their side, and the block in which they write."""

    person: str
    name: str
    side: str
    on: str = ""


class Wire:
    """The connections of this process to one Redis, shared by its threads."""

    def __init__(self, url):
        again = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))  # a connection that a restart has cut
        waits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        self.redis = redis.Redis.from_url(url, decode_responses=True, retry=again, **waits)
        self.silent_until = 0.0
        self.untold = {}

    def ask(self, *commands):
        """The answers to some commands in one round trip, or None."""
        if time.monotonic() < self.silent_until:
            return None
        pipeline = self.redis.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        try:
            return pipeline.execute()
        except redis.RedisError:
            self.silent_until = time.monotonic() + PAUSE
            return None

    def tell(self):
        """Pass on what could not be told before."""
        told = self.untold.copy()
        commands = [command for plan, newest in told.items() for command in _told(plan, newest)]
        if commands and self.ask(*commands) is not None:
            for plan, newest in told.items():
                if self.untold.get(plan) == newest:
                    self.untold.pop(plan, None)


@cache
def wire(url):
    """The wire to the Redis at `url`."""
    return Wire(url)


def announce(plan_id, newest):
    """Say that the plan's history has come to line `newest`. It never goes back, in whatever order this is said."""
    line = wire(settings.REDIS_URL)
    line.untold[str(plan_id)] = max(newest, line.untold.get(str(plan_id), 0))
    line.tell()


def look(plan_id, me, now=None):
    """Say that `me` has the plan open; answer (newest line or None if unknown, the others who have it open), or None."""
    line, now, key = wire(settings.REDIS_URL), now or time.time(), _here(plan_id)
    line.tell()
    said = json.dumps([round(now), me.name, me.side, me.on])
    answers = line.ask(
        ("HSET", key, me.person, said), ("EXPIRE", key, 2 * LIFE), ("HGETALL", key), ("ZSCORE", _newest(plan_id), "line")
    )
    if answers is None:
        return None
    *_done, here, newest = answers
    seen = {person: json.loads(words) for person, words in here.items() if person != me.person}
    others = [Reader(person, *words) for person, (at, *words) in sorted(seen.items()) if at > now - LIFE]
    return None if newest is None else int(newest), others


def leave(plan_id, person):
    """Say that somebody has closed the plan."""
    wire(settings.REDIS_URL).ask(("HDEL", _here(plan_id), person))


def _told(plan_id, newest):
    key = _newest(plan_id)
    return ("ZADD", key, "GT", newest, "line"), ("EXPIRE", key, DAY)


def _here(plan_id):
    return f"perfplan:plan:{plan_id}:here"


def _newest(plan_id):
    return f"perfplan:plan:{plan_id}:newest"

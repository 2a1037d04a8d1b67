"""What is tried before a start, so that a mistake is said in a sentence and not in a traceback."""

import importlib

import psycopg2
import redis
from django.core.exceptions import ImproperlyConfigured

from perfplan.local.refusal import Refusal


def refuse_missing_settings():
    """Read the settings as the processes will; a missing variable becomes a sentence instead of a traceback."""
    try:
        importlib.import_module("perfplan.settings")
    except ImproperlyConfigured as missing:
        raise Refusal(str(missing)) from None


def refuse_silent_servers():
    """Try the two servers once, so that a wrong address is said in a sentence."""
    settings = importlib.import_module("perfplan.settings")
    for name, given in (("DATABASE_URL", settings.DATABASES["default"]), ("DATABASE_OWNER_URL", settings.DATABASE_OWNER)):
        if given:
            refuse_silent_database(name, given)
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5, retry=None).ping()
    except (redis.RedisError, ValueError) as error:
        raise Refusal(f"the broker of REDIS_URL does not answer: {error}") from None


def refuse_silent_database(name, given):
    """Sign in once with these settings."""
    try:
        psycopg2.connect(
            host=given["HOST"], port=given["PORT"] or None, user=given["USER"], password=given["PASSWORD"],
            dbname=given["NAME"], connect_timeout=5,
        ).close()  # fmt: skip
    except psycopg2.OperationalError as error:
        raise Refusal(f"the database of {name} does not answer: {str(error).strip()}") from None

"""The settings of the tests: perfplan's own, on the servers that bin/test made, with less patience for what costs time."""

import os

from perfplan.settings import *  # noqa: F403
from perfplan.settings import CACHES, DATABASE_OWNER, DATABASES, STORAGES

# The owner makes each worker's database; from then on the tests are signed in as the application's role (conftest.py).
APPLICATION_ROLE = {key: DATABASES["default"][key] for key in ("USER", "PASSWORD")}
if DATABASE_OWNER:
    DATABASES["default"] |= {key: DATABASE_OWNER[key] for key in ("USER", "PASSWORD")}
DATABASE_OWNER = None
DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
if template := os.environ.get("PERFPLAN_TEST_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}  # bin/test has migrated it

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SECURE_SSL_REDIRECT = False
CACHES = CACHES | {"drawn": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # each page is drawn anew
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # static files from where they are written, uncollected

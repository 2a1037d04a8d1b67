"""The web application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from people.grants import warn_if_unprotected

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfplan.settings")
application = get_wsgi_application()
warn_if_unprotected()

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from perfplan.api import describing
from perfplan.api.api import api

app_name = "api"


def routes():
    """Ninja's paths without its root, open to whoever has no session: each asks for a token itself."""
    for pattern in api.urls[0]:
        if pattern.name != "api-root":
            pattern.callback = login_not_required(pattern.callback)
            yield pattern


urlpatterns = [
    path("docs", describing.docs, name="docs"),
    path("openapi.json", describing.openapi, name="openapi"),
    *routes(),
]

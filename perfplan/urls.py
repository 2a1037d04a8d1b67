"""Every path of perfplan: each room brings its own."""

from django.urls import include, path

from perfplan import health, home, installation, styleguide, theme

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("settings/", installation.installation, name="installation"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("theme/", theme.theme, name="theme"),
    path("api/v1/", include("perfplan.api.urls")),
    path("", include("people.account_urls")),
    path("", include("people.urls")),
    path("", include("reminders.urls")),
    path("", include("metrics.urls")),
    path("", include("plans.urls")),
    path("", include("coaching.urls")),
    path("", include("reviews.urls")),
]
handler400 = "people.errors.bad_request"
handler403 = "people.errors.forbidden"
handler404 = "people.errors.not_found"
handler500 = "people.errors.server_error"

from django.urls import path

from metrics.views import imports, method, numbers

app_name = "metrics"
urlpatterns = [
    path("metrics/", numbers.metric_list, name="metric_list"),
    path("metrics/how/", method.drift_method, name="drift_method"),
    path("metrics/import/", imports.import_list, name="import_list"),
    path("metrics/import/<uuid:pk>/", imports.import_detail, name="import_detail"),
    path("metrics/import/<uuid:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("metrics/import/<uuid:pk>/discard/", imports.import_discard, name="import_discard"),
    path("metrics/import/<uuid:pk>/refused.csv", imports.import_refused, name="import_refused"),
    path("metrics/<slug:metric>/<uuid:pk>/", numbers.metric_detail, name="metric_detail"),
]

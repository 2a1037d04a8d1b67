from django.urls import path

from metrics.views import definitions, imports, mappings, method, numbers, settings, typing

app_name = "metrics"
urlpatterns = [
    path("metrics/", numbers.metric_list, name="metric_list"),
    path("metrics/how/", method.drift_method, name="drift_method"),
    path("metrics/import/", imports.import_list, name="import_list"),
    path("metrics/import/<uuid:pk>/", imports.import_detail, name="import_detail"),
    path("metrics/import/<uuid:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("metrics/import/<uuid:pk>/discard/", imports.import_discard, name="import_discard"),
    path("metrics/import/<uuid:pk>/refused.csv", imports.import_refused, name="import_refused"),
    path("metrics/import/<uuid:pk>/reading/", imports.import_reading, name="import_reading"),
    path("metrics/import/<uuid:pk>/progress/", imports.import_progress, name="import_progress"),
    path("metrics/import/<uuid:pk>/again/", imports.import_again, name="import_again"),
    path("metrics/import/<uuid:pk>/undo/", imports.import_undo, name="import_undo"),
    path("metrics/settings/", settings.setting_edit, name="setting_edit"),
    path("metrics/mappings/", mappings.mapping_list, name="mapping_list"),
    path("metrics/mappings/derive/", mappings.derive_again, name="derive_again"),
    path("metrics/mappings/<uuid:pk>/", mappings.mapping_edit, name="mapping_edit"),
    path("metrics/definitions/", definitions.definition_list, name="definition_list"),
    path("metrics/definitions/new/", definitions.definition_new, name="definition_new"),
    path("metrics/definitions/<uuid:pk>/", definitions.definition_edit, name="definition_edit"),
    path("metrics/definitions/<uuid:pk>/retire/", definitions.definition_retire, name="definition_retire"),
    path("metrics/definitions/<uuid:pk>/bring-back/", definitions.definition_bring_back, name="definition_bring_back"),
    path("metrics/<slug:metric>/<uuid:pk>/typed/", typing.value_type, name="value_type"),
    path("metrics/<slug:metric>/<uuid:pk>/", numbers.metric_detail, name="metric_detail"),
]

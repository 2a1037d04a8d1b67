from django.urls import path

from reviews.views import exports, hr, records, reviews, steps

app_name = "reviews"
urlpatterns = [
    path("reviews/", reviews.review_list, name="review_list"),
    path("reviews/<uuid:pk>/", reviews.review_detail, name="review_detail"),
    path("reviews/<uuid:pk>/answers/", steps.answer_save, name="answer_save"),
    path("reviews/<uuid:pk>/share/", steps.review_share, name="review_share"),
    path("reviews/<uuid:pk>/take-over/", steps.review_take_over, name="review_take_over"),
    path("reviews/<uuid:pk>/conclude/", steps.review_conclude, name="review_conclude"),
    path("reviews/<uuid:pk>/acknowledge/", steps.review_acknowledge, name="review_acknowledge"),
    path("reviews/<uuid:pk>/refuse/", steps.review_refuse, name="review_refuse"),
    path("reviews/<uuid:pk>/reopen/", steps.review_reopen, name="review_reopen"),
    path("reviews/<uuid:pk>/records/<int:number>/", records.record_detail, name="record_detail"),
    path("reviews/<uuid:pk>/records/<int:number>/pdf/", records.record_pdf, name="record_pdf"),
    path("hr/", hr.hr, name="hr"),
    path("hr/rounds/open/", hr.round_open, name="round_open"),
    path("hr/rounds/<uuid:pk>/", hr.round_detail, name="round_detail"),
    path("hr/exports/", exports.export_list, name="export_list"),
    path("hr/exports/count/", exports.export_count, name="export_count"),
    path("hr/exports/<uuid:pk>/", exports.export_detail, name="export_detail"),
    path("hr/exports/<uuid:pk>/progress/", exports.export_progress, name="export_progress"),
    path("hr/exports/<uuid:pk>/again/", exports.export_again, name="export_again"),
    path("hr/exports/<uuid:pk>/download/", exports.export_download, name="export_download"),
]

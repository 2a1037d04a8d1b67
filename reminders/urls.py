from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("inbox/unread/", views.unread, name="unread"),
    path("inbox/settings/", views.preference_edit, name="preference_edit"),
    path("inbox/settings/letter/", views.delivery_edit, name="delivery_edit"),
    path("inbox/settings/chat/", views.chat_edit, name="chat_edit"),
    path("inbox/settings/chat/remove/", views.chat_remove, name="chat_remove"),
    path("inbox/settings/chat/test/", views.chat_try, name="chat_try"),
    path("inbox/mail/", views.mail_list, name="mail_list"),
    path("inbox/mail/<str:name>/", views.mail_detail, name="mail_detail"),
    path("inbox/<uuid:reminder_id>/", views.reminder_open, name="reminder_open"),
    path("inbox/<uuid:reminder_id>/read/", views.reminder_read, name="reminder_read"),
    path("reminders/", views.outbox, name="outbox"),
    path("reminders/settings/", views.setting_edit, name="setting_edit"),
    path("reminders/retry/", views.outbox_retry, name="outbox_retry"),
    path("reminders/drop/", views.outbox_drop, name="outbox_drop"),
    path("reminders/<uuid:reminder_id>/retry/", views.reminder_retry, name="reminder_retry"),
    path("reminders/unsubscribe/<str:token>/", views.reminder_unsubscribe, name="reminder_unsubscribe"),
    path("healthz/reminders", views.health, name="health"),
]

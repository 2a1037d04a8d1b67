from reminders.views.choices import chat_edit, chat_remove, chat_try, delivery_edit, preference_edit
from reminders.views.inbox import inbox, inbox_read, reminder_open, reminder_read, unread
from reminders.views.mail import mail_detail, mail_list, reminder_unsubscribe
from reminders.views.outbox import health, outbox, outbox_drop, outbox_retry, reminder_retry, setting_edit

__all__ = [
    "chat_edit",
    "chat_remove",
    "chat_try",
    "delivery_edit",
    "health",
    "inbox",
    "inbox_read",
    "mail_detail",
    "mail_list",
    "outbox",
    "outbox_drop",
    "outbox_retry",
    "preference_edit",
    "reminder_open",
    "reminder_read",
    "reminder_retry",
    "reminder_unsubscribe",
    "setting_edit",
    "unread",
]

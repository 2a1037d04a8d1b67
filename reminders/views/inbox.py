"""What one is to be told, in the application."""

import datetime
from itertools import groupby

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reminders import actions
from reminders.messages import inbox_lines
from reminders.models import Reminder
from reminders.outbox.ways import has_mail_server

PAGE = 25


@require_safe
def inbox(request):
    """One's own reminders, what is unread first."""
    page = Paginator(Reminder.objects.visible_to(request.user).for_list(), PAGE).get_page(request.GET.get("page"))
    lines = inbox_lines(request.user, page)
    for reminder in page:
        reminder.line = lines[reminder.pk]
    today = timezone.localdate()
    context = {
        "page": page,
        "parts": [(is_read, _by_day(rows)) for is_read, rows in groupby(page, key=lambda one: one.read_at is not None)],
        "today": today,
        "yesterday": today - datetime.timedelta(days=1),
        "has_mail_files": not has_mail_server(),
    }
    return render(request, "reminders/inbox.html", context)


def _by_day(reminders):
    """[(day, its reminders)], by the day on which each was told, where its reader is."""
    return [(day, list(rows)) for day, rows in groupby(reminders, key=lambda one: timezone.localdate(one.due_at))]


@require_safe
def unread(request):
    """How many are unread, and the word that is read out after the number: asked now and then by pages that stay open."""
    return JsonResponse({"unread": Reminder.objects.visible_to(request.user).unread().count(), "words": _("unread")})


@require_POST
def reminder_read(request, reminder_id):
    """Read it, and stay."""
    actions.read(get_object_or_404(Reminder.objects.visible_to(request.user).inbox(), pk=reminder_id), by=request.user)
    return redirect("reminders:inbox")


@require_POST
def reminder_open(request, reminder_id):
    """Read it, and go where it leads."""
    reminder = get_object_or_404(Reminder.objects.visible_to(request.user).inbox(), pk=reminder_id)
    actions.read(reminder, by=request.user)
    return redirect(reminder.path)


@require_POST
def inbox_read(request):
    """Read everything."""
    actions.read_all(by=request.user)
    return redirect("reminders:inbox")

"""What one is to be told, in the application."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reminders import actions
from reminders.forms import PreferenceForm
from reminders.messages import inbox_line
from reminders.models import Channel, Reminder
from reminders.outbox.ways import has_mail_server

PAGE = 25


@require_safe
def inbox(request):
    """One's own reminders, what is unread first."""
    page = Paginator(Reminder.objects.visible_to(request.user).for_list(), PAGE).get_page(request.GET.get("page"))
    for reminder in page:
        reminder.line = inbox_line(reminder)
    return render(request, "reminders/inbox.html", {"page": page, "has_mail_files": not has_mail_server()})


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


@require_http_methods(["GET", "HEAD", "POST"])
def preference_edit(request):
    """By which way each kind reaches one."""
    form = PreferenceForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        actions.choose(by=request.user, muted=form.muted())
        messages.success(request, _("Saved"))
        return redirect("reminders:inbox")
    context = {"form": form, "channels": Channel.labels}
    return render(request, "reminders/preference_edit.html", context, status=422 if form.errors else 200)

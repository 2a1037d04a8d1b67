"""The company's outbox, for administrators: numbers and failures, and nothing of what is said to whom."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from reminders import actions, kinds, rules
from reminders.forms import SettingForm
from reminders.kinds import LETTER
from reminders.models import Channel, Reminder, Setting, State

PAGE = 25
LATE = timedelta(minutes=10)
SHOWN = [State.DUE, State.SENT, State.FAILED, State.UNKNOWN, State.CANCELLED]
TITLES = {Channel.EMAIL: gettext_lazy("E-mails"), LETTER: gettext_lazy("Daily letters"), Channel.CHAT: gettext_lazy("Chat")}


@require_safe
def outbox(request):
    """What is due, sent, failed and unconfirmed, and since when the oldest waits."""
    rules.can_oversee(request.user).enforce()
    setting = Setting.current()
    return show(request, setting, SettingForm(instance=setting))


@require_POST
def setting_edit(request):
    """Set when managers hear of drift, and pause."""
    rules.can_oversee(request.user).enforce()
    setting = Setting.current()
    form = SettingForm(request.POST)
    if not form.is_valid():
        return show(request, setting, form, status=422)
    actions.decide(by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved"))
    return redirect("reminders:outbox")


@require_POST
def reminder_retry(request, reminder_id):
    """Send one again."""
    rules.can_oversee(request.user).enforce()
    actions.retry(get_object_or_404(Reminder, pk=reminder_id), by=request.user)
    messages.success(request, _("It is due again, and goes out within seconds."))
    return redirect("reminders:outbox")


@require_POST
def outbox_retry(request):
    """Send again all that failed."""
    number = actions.retry_failed(by=request.user)
    messages.success(request, ngettext("%(n)s reminder is due again.", "%(n)s reminders are due again.", number) % {"n": number})
    return redirect("reminders:outbox")


@require_POST
def outbox_drop(request):
    """Drop what waits, while paused."""
    number = actions.drop_waiting(by=request.user)
    messages.success(request, ngettext("%(n)s reminder was dropped.", "%(n)s reminders were dropped.", number) % {"n": number})
    return redirect("reminders:outbox")


@login_not_required
@require_safe
def health(request):
    """503 while something that is due has waited for more than ten minutes."""
    late = late_since(Reminder.objects.oldest_due_at())
    return HttpResponse("late" if late else "ok", content_type="text/plain", status=503 if late else 200)


def late_since(oldest):
    """`oldest` if that is too long ago, else None."""
    return oldest if oldest and timezone.now() - oldest > LATE else None


def show(request, setting, form, status=200):
    """The page, with whatever form it has."""
    stuck = Paginator(Reminder.objects.stuck(), PAGE).get_page(request.GET.get("page"))
    for reminder in stuck:
        kind = kinds.find(reminder.kind)
        reminder.title = kind.title if kind else reminder.kind
    counts = Reminder.objects.counts()
    waiting, failed = (sum(numbers[state] for numbers in counts.values()) for state in (State.DUE, State.FAILED))
    oldest = Reminder.objects.oldest_due_at()
    context = {
        "form": form,
        "stuck": stuck,
        "states": [state.label for state in SHOWN],
        "counts": [(TITLES[what], [numbers[state] for state in SHOWN]) for what, numbers in counts.items()],
        "waiting": waiting,
        "failed": failed,
        "oldest": oldest,
        "late": late_since(oldest),
        "setting": setting,
        "unreached": Reminder.objects.unreached_people(),
    }
    return render(request, "reminders/outbox.html", context, status=status)

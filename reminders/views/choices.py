"""How reminders reach one: each chooses for oneself, on one page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reminders import actions
from reminders.forms import ChatForm, DeliveryForm, PreferenceForm
from reminders.models import Delivery, Reminder


@require_http_methods(["GET", "HEAD", "POST"])
def preference_edit(request):
    """How soon each kind reaches one, by each way."""
    form = PreferenceForm(request.POST if request.method == "POST" else None, person=request.user)
    if request.method == "POST" and form.is_valid():
        actions.choose(by=request.user, paces=form.paces())
        messages.success(request, _("Saved"))
        return redirect("reminders:preference_edit")
    return _page(request, kinds=form)


@require_POST
def delivery_edit(request):
    """When the daily letter comes."""
    form = DeliveryForm(request.POST, instance=Delivery.objects.of(request.user))
    if not form.is_valid():
        return _page(request, letter=form)
    chosen = form.cleaned_data
    actions.set_letter(by=request.user, **chosen)
    messages.success(request, _("Saved"))
    return redirect("reminders:preference_edit")


@require_POST
def chat_edit(request):
    """Connect one's chat."""
    form = ChatForm(request.POST)
    if form.is_valid():
        try:
            actions.connect_chat(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return _page(request, chat=form)
    messages.success(request, _("Connected. Send a test to see whether it arrives."))
    return redirect("reminders:preference_edit")


@require_POST
def chat_remove(request):
    """Disconnect one's chat."""
    actions.disconnect_chat(by=request.user)
    messages.success(request, _("Disconnected"))
    return redirect("reminders:preference_edit")


@require_POST
def chat_try(request):
    """Send a test to one's chat."""
    actions.try_chat(by=request.user)
    messages.success(request, _("A test is on its way. This page says how it went."))
    return redirect("reminders:preference_edit")


def _page(request, **given):
    """The page with all its forms: fresh ones, but for the one that was sent and has something to say."""
    me = request.user
    delivery = Delivery.objects.of(me)
    fresh = {"kinds": PreferenceForm(person=me), "letter": DeliveryForm(instance=delivery), "chat": ChatForm()}
    forms = fresh | given
    status = 422 if any(form.errors for form in given.values()) else 200
    columns = [channel.label for channel in forms["kinds"].channels]
    latest = Reminder.objects.latest_in_chat(me) if delivery.chat else None
    context = {
        **forms,
        "latest": latest,
        "columns": columns,
        "delivery": delivery,
    }
    return render(request, "reminders/preference_edit.html", context, status=status)

"""How reminders reach one: each chooses for oneself, on one page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reminders import actions
from reminders.forms import DeliveryForm, PreferenceForm
from reminders.models import Channel, Delivery


@require_http_methods(["GET", "HEAD", "POST"])
def preference_edit(request):
    """How soon each kind reaches one, by each way."""
    form = PreferenceForm(request.POST or None, person=request.user)
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


def _page(request, **given):
    """The page with all its forms: fresh ones, but for the one that was sent and has something to say."""
    me = request.user
    delivery = Delivery.objects.of(me)
    forms = {"kinds": PreferenceForm(person=me), "letter": DeliveryForm(instance=delivery)} | given
    status = 422 if any(form.errors for form in given.values()) else 200
    labels = {channel: channel.label for channel in Channel}
    context = {**forms, "columns": [labels[channel] for channel in forms["kinds"].channels], "delivery": delivery}
    return render(request, "reminders/preference_edit.html", context, status=status)

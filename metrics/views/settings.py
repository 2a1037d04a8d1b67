"""The company's choices about drift."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from metrics import actions, rules
from metrics.forms import DriftSettingForm
from metrics.models import DriftSetting, Scan


@require_http_methods(["GET", "HEAD", "POST"])
def setting_edit(request):
    """How often a steady metric may cry for nothing, when it is silent, and how long somebody is new."""
    rules.can_set_drift(request.user).enforce()
    form = DriftSettingForm(request.POST if request.method == "POST" else None, instance=DriftSetting.current())
    if request.method == "POST" and form.is_valid():
        actions.set_drift(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. The next look for drift, within ten minutes, judges by it."))
        return redirect("metrics:setting_edit")
    context = {"form": form, "scan": Scan.objects.latest_one()}
    return render(request, "metrics/setting_edit.html", context, status=422 if form.errors else 200)

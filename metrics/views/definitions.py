"""Pages on which an administrator says what is measured."""

import functools

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from metrics import actions, rules
from metrics.forms import DefinitionForm
from metrics.models import Metric


@require_safe
def definition_list(request):
    """All metrics, those in use first."""
    rules.can_define(request.user).enforce()
    return render(request, "metrics/definition_list.html", {"metrics": Metric.objects.for_list()})


@require_http_methods(["GET", "HEAD", "POST"])
def definition_new(request):
    """Say that something is measured."""
    rules.can_define(request.user).enforce()
    form = DefinitionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _saved(form, lambda facts: actions.define(by=request.user, **facts)):
        messages.success(request, _("Metric added"))
        return redirect("metrics:definition_list")
    return render(request, "metrics/definition_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def definition_edit(request, pk):
    """Change a metric; what its numbers hang on is shown and stays."""
    me = request.user
    rules.can_define(me).enforce()
    metric = get_object_or_404(Metric, pk=pk)
    form = DefinitionForm(request.POST if request.method == "POST" else None, instance=metric, fixed=metric.fixed_fields())
    change = functools.partial(_change, metric, me)
    if request.method == "POST" and form.is_valid() and _saved(form, change):
        messages.success(request, _("Metric saved"))
        return redirect("metrics:definition_list")
    context = {
        "form": form,
        "metric": metric,
        "may": {"retire": rules.can_retire(me, metric), "back": rules.can_bring_back(me, metric)},
    }
    return render(request, "metrics/definition_edit.html", context, status=422 if form.errors else 200)


def _change(metric, me, facts):
    return actions.change_definition(metric, by=me, **facts)


def _saved(form, save):
    """Whether it could be saved; else the form says why not."""
    try:
        save(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_POST
def definition_retire(request, pk):
    """Take a metric out of use."""
    rules.can_define(request.user).enforce()
    actions.retire(get_object_or_404(Metric, pk=pk), by=request.user)
    messages.success(request, _("Retired; what was measured stays"))
    return redirect("metrics:definition_list")


@require_POST
def definition_bring_back(request, pk):
    """Take a retired metric into use again."""
    rules.can_define(request.user).enforce()
    actions.bring_back(get_object_or_404(Metric, pk=pk), by=request.user)
    messages.success(request, _("In use again"))
    return redirect("metrics:definition_list")

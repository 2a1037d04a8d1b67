"""Typing a value by hand."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from metrics import actions, rules
from metrics.by_hand import typed_by_hand
from metrics.forms import HandForm
from metrics.reads import metric_by, open_to


@require_http_methods(["GET", "HEAD", "POST"])
def value_type(request, metric, pk):
    """Type the value of one week, with a note that says where it comes from."""
    me = request.user
    person = get_object_or_404(open_to(me), pk=pk)
    metric = get_object_or_404(metric_by(metric))
    rules.can_type(me, person, metric).enforce()
    form = HandForm(request.POST if request.method == "POST" else None, metric=metric)
    if request.method == "POST" and form.is_valid() and _typed(request, form, person, metric):
        return redirect("metrics:metric_detail", metric.key, person.pk)
    context = {"form": form, "metric": metric, "person": person, "typed": typed_by_hand(person, metric)}
    return render(request, "metrics/value_type.html", context, status=422 if form.errors else 200)


def _typed(request, form, person, metric):
    """Whether the value was taken; else the form says why not."""
    facts = form.cleaned_data | {"week": datetime.date.fromisoformat(form.cleaned_data["week"])}
    try:
        result = actions.type_value(person, metric, by=request.user, **facts)
    except ValidationError as error:
        for field, reasons in error.message_dict.items():
            form.add_error(field if field in form.fields else None, reasons)
        return False
    messages.success(request, _("Value taken in") if result.accepted else _("That was known already"))
    return True

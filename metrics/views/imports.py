"""Pages that bring numbers in."""

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics import actions, rules
from metrics.forms import UploadForm
from metrics.models import Import
from people.tables import Unreadable, safe_cell

A_PAGE, SHOWN = 30, 200


def import_list(request):
    """Send a file; below, those sent before."""
    me = request.user
    rules.can_import(me).enforce()
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        batch = _previewed(form, me)
        if batch:
            return redirect(batch)
    page = Paginator(Import.objects.visible_to(me).for_list(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "metrics/import_list.html", {"form": form, "page": page}, status=422 if form.errors else 200)


def _previewed(form, me):
    """The import as previewed, or None with what is wrong on the form."""
    given = form.cleaned_data
    try:
        return actions.preview(given["file"], by=me, dates=given["dates"], encoding=given["encoding"]).batch
    except Unreadable as refused:
        form.add_error("file", str(refused))
        return None


def import_detail(request, pk):
    """What would come of a file, or what came of it: counts, and the rows that were refused with line and reason."""
    me = request.user
    batch = get_object_or_404(Import.objects.visible_to(me).for_list(), pk=pk)
    context = {
        "batch": batch,
        "rows": batch.refused_rows.all()[:SHOWN],
        "shown": SHOWN,
        "can_confirm": rules.can_confirm(me, batch),
    }
    return render(request, "metrics/import_detail.html", context)


@require_POST
def import_confirm(request, pk):
    """Take in what was previewed."""
    batch = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    result = actions.confirm(batch, by=request.user)
    messages.success(request, _("%(count)s numbers taken in") % {"count": result.accepted})
    return redirect(batch)


@require_POST
def import_discard(request, pk):
    """Put a previewed file aside."""
    batch = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    actions.discard(batch, by=request.user)
    messages.success(request, _("Put aside; nothing of it was taken in"))
    return redirect("metrics:import_list")


def import_refused(request, pk):
    """The refused rows as CSV: line, column, value and reason, then the row as it was."""
    batch = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{batch.pk}.csv"'
    writer = csv.writer(answer)
    writer.writerow(["line", "column", "value", "reason", "row"])
    for row in batch.refused_rows.all():
        writer.writerow([row.line, *(safe_cell(cell) for cell in (row.column, row.value, row.reason, *row.row))])
    return answer

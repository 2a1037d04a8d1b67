"""Pages that bring numbers in."""

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from metrics import actions, rules
from metrics.forms import ReadingForm, UploadForm
from metrics.intake.looking import how_it_is_read
from metrics.models import Import, ImportMapping
from people.tables import Unreadable, safe_cell

A_PAGE, SHOWN, STOP_POLLING = 30, 100, 286


@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request):
    """Send a file; below, those sent before."""
    me = request.user
    rules.can_import(me).enforce()
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        batch = _uploaded(form, me)
        if batch:
            return redirect(batch)
    page = Paginator(Import.objects.visible_to(me).for_list(), A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "mappings": ImportMapping.objects.visible_to(me).exists()}
    context["can_define"] = rules.can_define(me)
    return render(request, "metrics/import_list.html", context, status=422 if form.errors else 200)


def _uploaded(form, me):
    """The import as it was sent, or None with what is wrong on the form."""
    try:
        return actions.upload(form.cleaned_data["file"], by=me, fact=form.cleaned_data["fact"])
    except Unreadable as refused:
        form.add_error("file", str(refused))
        return None


@require_safe
def import_detail(request, pk):
    """What would come of a file, or what came of it: questions, counts, changes, and the refused rows with line and reason."""
    return _page(request, _visible(request, pk))


def _visible(request, pk):
    return get_object_or_404(Import.objects.visible_to(request.user).for_list().select_related("mapping"), pk=pk)


def _page(request, batch, form=None, everything=False):
    me = request.user
    if form is None and rules.can_set_reading(me, batch) and (batch.questions or everything):
        form = ReadingForm(batch=batch, me=me, everything=everything)
    context = {
        "batch": batch,
        "form": form,
        "rows": batch.refused_rows.all()[:SHOWN],
        "shown": SHOWN,
        "how": how_it_is_read(batch.choices),
        "may": {
            name: getattr(rules, f"can_{name}")(me, batch) for name in ("confirm", "discard", "set_reading", "undo", "look_again")
        },
    }
    return render(request, "metrics/import_detail.html", context, status=422 if form is not None and form.errors else 200)


@require_safe
def import_progress(request, pk):
    """How far a worker is, as a part of its page; when it has done, the page itself is asked for."""
    batch = _visible(request, pk)
    answer = render(
        request, "metrics/_import_progress.html", {"batch": batch}, status=200 if batch.is_under_way else STOP_POLLING
    )
    if not batch.is_under_way:
        answer["HX-Refresh"] = "true"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def import_reading(request, pk):
    """Say how a file is to be read: what was asked, or with ?all=1 all that can be said."""
    batch, me = _visible(request, pk), request.user
    everything = "all" in request.GET
    if request.method != "POST":
        rules.can_set_reading(me, batch).enforce()
        return _page(request, batch, everything=True)
    form = ReadingForm(request.POST, batch=batch, me=me, everything=everything)
    if form.is_valid():
        try:
            actions.set_reading(batch, form.choices(), by=me, name=form.cleaned_data["name"])
            return redirect(batch)
        except Unreadable as refused:
            form.add_error(None, str(refused))
    return _page(request, _visible(request, pk), form)


@require_POST
def import_confirm(request, pk):
    """Take in what was previewed."""
    batch = _visible(request, pk)
    result = actions.confirm(batch, by=request.user)
    if result is not None:
        taken = ngettext("%(count)s row taken in", "%(count)s rows taken in", result.accepted) % {"count": result.accepted}
        messages.success(request, taken)
    return redirect(batch)


@require_POST
def import_discard(request, pk):
    """Put a previewed file aside."""
    actions.discard(_visible(request, pk), by=request.user)
    messages.success(request, _("Put aside; nothing of it was taken in"))
    return redirect("metrics:import_list")


@require_POST
def import_again(request, pk):
    """Try a file again that stopped."""
    batch = _visible(request, pk)
    try:
        actions.look_again(batch, by=request.user)
    except Unreadable as refused:
        messages.error(request, str(refused))
    return redirect(batch)


@require_POST
def import_undo(request, pk):
    """Take a whole import back."""
    batch = _visible(request, pk)
    undone = actions.undo(batch, by=request.user)
    said = _("Undone: %(removed)s removed, %(restored)s as before, %(stayed)s stay because something came over them later")
    messages.success(request, said % vars(undone))
    return redirect(batch)


@require_safe
def import_refused(request, pk):
    """The refused rows as CSV: line, column, value and reason, then the row as it was."""
    batch = _visible(request, pk)
    answer = StreamingHttpResponse(_refused_lines(batch), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{batch.pk}.csv"'
    return answer


def _refused_lines(batch):
    writer = csv.writer(_Echo())
    header = batch.preview.get("header", [])
    yield "\ufeff" + writer.writerow(["line", "column", "value", "reason", *(safe_cell(name) for name in header or ["row"])])
    for row in batch.refused_rows.all().iterator(chunk_size=2000):
        yield writer.writerow([row.line, *(safe_cell(cell) for cell in (row.column, row.value, row.reason, *row.row))])


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text):
        return text

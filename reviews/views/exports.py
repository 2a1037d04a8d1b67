"""Taking reviews out: ask, watch, fetch."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews import actions, rules
from reviews.exporting.rows import chosen
from reviews.exporting.writing import path_of
from reviews.forms import ExportForm
from reviews.models import Export, Review, ReviewRound

STOP_POLLING = 286


@require_http_methods(["GET", "HEAD", "POST"])
def export_list(request):
    """What I have asked for, and the form to ask for more, with the count before it starts."""
    _may_export(request)
    if request.method == "POST":
        return _asked(request)
    rounds = _rounds(request)
    wanted = request.GET.get("round", "")
    first = next((one for one in rounds if str(one.pk) == wanted), rounds[0] if rounds else None)
    count = chosen(request.user, first, {}).count() if first else None
    return _list(request, ExportForm(rounds=rounds, initial={"round": first}), count=count)


def _asked(request):
    """What the form answers to its two buttons: the count, or the export that was asked for."""
    form = ExportForm(request.POST, rounds=_rounds(request))
    if "count" in request.POST:
        count = _count(request, form)
        form.errors.pop("reason", None)
        return _list(request, form, count=count)
    if not form.is_valid():
        return _list(request, form, status=422)
    return redirect(actions.ask_export(by=request.user, **form.facts()))


def _list(request, form, *, count=None, status=200):
    exports = Export.objects.visible_to(request.user).for_list()[:50]
    return render(request, "reviews/export_list.html", {"form": form, "exports": exports, "count": count}, status=status)


@require_safe
def export_count(request):
    """How many reviews the form would take out now."""
    _may_export(request)
    form = ExportForm(request.GET, rounds=_rounds(request))
    return render(request, "reviews/_export_count.html", {"count": _count(request, form)})


@require_safe
def export_detail(request, pk):
    """One export: how far it is, and the file when it is ready."""
    return render(request, "reviews/export_detail.html", {"export": _export(request, pk)})


@require_safe
def export_progress(request, pk):
    """The part of that page that changes while it is written."""
    export = _export(request, pk)
    status = 200 if export.is_running else STOP_POLLING
    return render(request, "reviews/_export_progress.html", {"export": export}, status=status)


@require_POST
def export_again(request, pk):
    """Try once more."""
    export = _export(request, pk)
    actions.ask_again(export, by=request.user)
    return redirect(export)


@require_safe
def export_download(request, pk):
    """The file, never shown inline. Each time is written down first: where the log can't be written there is no file."""
    export = _export(request, pk)
    path = path_of(actions.download(export, by=request.user)) if request.method == "GET" else None
    if path is None:
        return HttpResponse()
    if not path.is_file():
        raise Http404
    return FileResponse(
        open(path, "rb"), as_attachment=True, filename=f"reviews-{export.round.key}.zip", content_type="application/zip"
    )


def _export(request, pk):
    return get_object_or_404(Export.objects.visible_to(request.user).for_list(), pk=pk)


def _may_export(request):
    if not rules.can_export(request.user):
        raise Http404


def _rounds(request):
    return ReviewRound.objects.of_reviews(Review.objects.released_to(request.user))


def _count(request, form):
    """The number of reviews, or None where the filter can't be read. The reason is not asked for yet."""
    form.is_valid()
    wrong = set(form.errors) - {"reason"}
    if wrong:
        return None
    return chosen(request.user, form.cleaned_data["round"], form.filters()).count()

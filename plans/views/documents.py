"""Plans as documents: to print, as PDF in the answer itself, and those that a worker makes."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.verdict import Refused
from plans import actions, rules
from plans.documents.contents import contents_of
from plans.documents.setting import pdf_of, pdf_of_changes
from plans.documents.texts import text_for, texts_between
from plans.documents.writing import path_of
from plans.forms import BinderForm
from plans.models import Document
from plans.views.reading import leave_a_trace, plan_for

LONG = 150_000  # characters: what takes more than half a second is made by a worker
LONGEST_PAIR = 1_000_000  # of two texts together, for a redline
TOO_LONG = _("These two texts are too long for one PDF. The page shows what changed.")
STOP_POLLING = 286
RECENT = 10


@require_safe
def plan_print(request, pk):
    """The plan as a clean document: the newest text that both signed, or the draft where nothing is signed or it is asked for."""
    plan, text = _found(request, pk)
    context = {"plan": plan, "text": text, "page": contents_of(text, request.user)}
    return render(request, "plans/plan_print.html", context)


@require_safe
def plan_pdf(request, pk):
    """The same as an accessible PDF."""
    return _pdf(request, *_found(request, pk))


@require_safe
def version_pdf(request, pk, number):
    """What both signed, with both signatures and the fingerprints, as an accessible PDF."""
    return _pdf(request, *_found(request, pk, number))


def _found(request, pk, number=None):
    plan = plan_for(request, pk)
    draft = number is None and request.GET.get("text") == "draft"
    text = text_for(request.user, plan, number=number, draft=draft)
    if text is None:
        raise Http404
    _leave_traces(request, plan, text)
    return plan, text


def _leave_traces(request, plan, *texts):
    for text in texts:
        if text.version is not None:
            leave_a_trace(request, plan, text.version)


def _pdf(request, plan, text):
    if text.length > LONG:
        return render(request, "plans/document_long.html", {"plan": plan, "text": text})
    kind = f"version {text.number}" if text.version else "draft"
    return _answer(pdf_of(text, request.user), f"{plan.person.name} {plan.title} {kind}")


@require_safe
def plan_compare_pdf(request, pk, number, other):
    """What changed from one version to another, as an accessible PDF."""
    return _changes(request, plan_for(request, pk), f"v{number}", f"v{other}")


@require_safe
def text_compare_pdf(request, pk):
    """The same of any two texts of a plan, by the keys in the address."""
    return _changes(request, plan_for(request, pk), request.GET.get("old", ""), request.GET.get("new", ""))


def _changes(request, plan, *keys):
    texts = texts_between(request.user, plan, *keys)
    if texts is None:
        raise Http404
    if sum(text.length for text in texts) > LONGEST_PAIR:
        raise Refused(str(TOO_LONG))
    _leave_traces(request, plan, *texts)
    return _answer(pdf_of_changes(*texts), f"{plan.person.name} {plan.title} changes")


def _answer(made, name):
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{slugify(name) or "plan"}.pdf"'
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_POST
def document_ask(request, pk):
    """Have the PDF of a long text made."""
    plan = plan_for(request, pk)
    number = request.POST.get("number", "")
    return redirect(actions.ask_document(plan, by=request.user, number=int(number) if number.isdecimal() else None))


@require_http_methods(["GET", "HEAD", "POST"])
def binder(request):
    """Ask for a binder of a team's plans; and what I asked for lately."""
    teams = rules.teams_to_bind(request.user)
    form = BinderForm(request.POST if request.method == "POST" else None, teams=teams)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.ask_binder(form.cleaned_data["manager"], by=request.user))
    documents = Document.objects.visible_to(request.user).for_list()[:RECENT]
    context = {"form": form, "teams": teams, "documents": documents}
    return render(request, "plans/binder.html", context, status=422 if form.errors else 200)


@require_safe
def document_detail(request, pk):
    """One document: how far it is, and the file when it is ready."""
    return render(request, "plans/document_detail.html", _context(request, pk))


@require_safe
def document_progress(request, pk):
    """The part of that page that changes while it is made."""
    context = _context(request, pk)
    status = 200 if context["document"].is_running else STOP_POLLING
    return render(request, "plans/_document_progress.html", context, status=status)


def _context(request, pk):
    document = _document(request, pk)
    return {"document": document, "may_fetch": rules.can_fetch(request.user, document)}


@require_POST
def document_again(request, pk):
    """Have it made once more."""
    return redirect(actions.ask_again(_document(request, pk), by=request.user))


@require_safe
def document_file(request, pk):
    """The file, to whoever may still read all of it."""
    document = _document(request, pk)
    if request.method == "HEAD":
        return HttpResponse(content_type="application/pdf")
    path = path_of(actions.fetch_document(document, by=request.user))
    if not path.is_file():
        raise Http404
    named = slugify(f"{document.manager or document.plan.person} plans") or "plans"
    return FileResponse(open(path, "rb"), as_attachment=True, filename=f"{named}.pdf", content_type="application/pdf")


def _document(request, pk):
    return get_object_or_404(Document.objects.visible_to(request.user).for_list(), pk=pk)

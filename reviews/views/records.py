"""Frozen records, checked as they are shown."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from people import chain
from people.actions import record_access
from reviews import pdf, rules
from reviews.models import RecordOf, ReviewRecord
from reviews.views.reviews import found, records_of


@require_safe
def record_detail(request, pk, number):
    """One record: what it says, its digest, and whether the chain up to it is whole."""
    review, record = _record(request, pk, number)
    context = {"review": review, "record": record, "facts": record.facts, "records": records_of(request.user, review)}
    context["fault"] = fault_of(record)
    if record.what == RecordOf.CONCLUDED:
        context["page"] = pdf.page_of(
            record.facts, after=_after(request, record), digest=record.fingerprint, sealed_at=record.sealed_at
        )
    return render(request, "reviews/record_detail.html", context)


@require_safe
def record_pdf(request, pk, number):
    """A conclusion with what came of it, as an accessible PDF."""
    review, record = _record(request, pk, number)
    if record.what != RecordOf.CONCLUDED:
        raise Http404
    name = slugify(f"{review.person.name} {review.round.key} {number}")
    answer = HttpResponse(pdf.of_record(record, after=_after(request, record)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def fault_of(record):
    """What is wrong with the chain up to this record; empty if it is whole."""
    previous = b""
    for number, one in enumerate(ReviewRecord.objects.up_to(record), 1):
        fault = chain.fault(one, number, previous)
        if fault:
            return fault
        previous = bytes(one.digest)
    return ""


def _record(request, pk, number):
    review = found(request, pk)
    record = get_object_or_404(ReviewRecord.objects.visible_to(request.user), review=review, number=number)
    if rules.view_of(request.user, review) == "hr":
        record_access(by=request.user, subject=review.person, thing="review", thing_id=review.pk, purpose="viewed")
    return review, record


def _after(request, record):
    """What the seller answered to this conclusion, as far as the reader may see it."""
    later = ReviewRecord.objects.visible_to(request.user).after(record)
    answer = {}
    for one in later:
        if one.what in (RecordOf.CONCLUDED, RecordOf.REOPENED):
            break
        answer = one.facts
    return answer

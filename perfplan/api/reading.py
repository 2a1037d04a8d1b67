"""What programs read: what the person of their token may see, and no more."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Query, Router

from metrics.models import Signal
from people.actions import record_access
from people.models import Person
from perfplan.api import schemas
from perfplan.api.bearer import READS
from perfplan.api.cursors import page_of
from perfplan.api.failing import FAILS_FINDING, FAILS_READING
from plans import rules
from plans.body import body_of, read
from plans.models import Commitment, Plan, PlanStatus, PlanVersion
from reviews.models import Review

router = Router(tags=["Reading"], auth=READS)


def _listing(shape):
    return {"response": {200: shape} | FAILS_READING}


def _finding(shape):
    return {"response": {200: shape} | FAILS_FINDING}


@router.get("/people", summary="People", **_listing(schemas.People))
def people(request, paging: Query[schemas.Paging]):
    """Those whom this token may look up, by e-mail address."""
    return page_of(Person.objects.visible_to(request.user).for_list(), ["email", "pk"], paging)


@router.get("/plans", summary="Plans", **_listing(schemas.Plans))
def plans(request, paging: Query[schemas.Paging]):
    """Plans of which this token may see something, the newest first."""
    page = page_of(Plan.objects.visible_to(request.user).for_list(), ["-started_at", "-pk"], paging)
    mine = set(
        Plan.objects.visible_to_parties(request.user).among([plan.pk for plan in page["items"]]).values_list("pk", flat=True)
    )
    return page | {"items": [_plan(plan, reads_draft=plan.pk in mine) for plan in page["items"]]}


@router.get("/plans/{uuid:plan_id}", summary="One plan", **_finding(schemas.PlanWhole))
def plan(request, plan_id: UUID):
    """A plan with its versions; with its working copy for those who may read it."""
    found = _visible_plan(request, plan_id)
    reads_draft = rules.sees_draft(request.user, found)
    versions = [_version(version) for version in _versions(request, found).for_list()]
    draft = body_of(found) if reads_draft else None
    return _plan(found, reads_draft=reads_draft) | {"versions": versions, "draft": draft}


@router.get("/plans/{uuid:plan_id}/versions/{int:number}", summary="What both signed", **_finding(schemas.VersionWhole))
def version(request, plan_id: UUID, number: int):
    """One frozen text, word for word, with both signatures. Whoever reads it and is no party to it is on the access log."""
    found = _visible_plan(request, plan_id)
    one = get_object_or_404(_versions(request, found), number=number)
    if rules.side_of(request.user, found) is None:
        record_access(by=request.user, subject=found.person, thing="plan_version", thing_id=one.pk, purpose="viewed")
    signed = {"plan": found.pk, "text": read(one), "attested": one.attested, "text_digest": bytes(one.text_digest).hex()}
    return _version(one) | signed | {"previous_digest": bytes(one.previous_digest).hex()}


@router.get("/signals", summary="Signals", **_listing(schemas.Signals))
def signals(request, asked: Query[schemas.SignalQuery]):
    """Cases that this token may know of, the newest first; the numbers of those to which its person is a party."""
    rows = Signal.objects.visible_to(request.user).standing(asked.state).select_related("person", "metric")
    page = page_of(rows, ["-raised_at", "-pk"], asked)
    own = Signal.objects.for_parties(request.user).among(page["items"])
    return page | {"items": [_signal(signal, signal.pk in own) for signal in page["items"]]}


@router.get("/commitments", summary="Commitments", **_listing(schemas.Commitments))
def commitments(request, asked: Query[schemas.CommitmentQuery]):
    """Promises of both sides of the plans to which this token's person is a party, the newest first."""
    rows = Commitment.objects.visible_to(request.user).narrowed(request.user, state=asked.state).of_side(asked.side)
    return page_of(rows.for_list(), ["-made_at", "-pk"], asked)


@router.get("/reviews", summary="Reviews", **_listing(schemas.Reviews))
def reviews(request, asked: Query[schemas.ReviewQuery]):
    """Reviews that this token may see, and how far each has come."""
    rows = Review.objects.visible_to(request.user).of_round(asked.round)
    return page_of(rows.for_list(), ["-round__starts_on", "-pk"], asked)


def _visible_plan(request, plan_id):
    return get_object_or_404(Plan.objects.visible_to(request.user).for_page(), pk=plan_id)


def _versions(request, plan):
    return PlanVersion.objects.visible_to(request.user, plan, rules.view_of(request.user, plan))


def _plan(plan, *, reads_draft):
    """The facts of a plan; to whoever may not read drafts, a text that is being changed is the one in force."""
    status = plan.status
    if not reads_draft and plan.status != PlanStatus.CLOSED:
        status = PlanStatus.AGREED if plan.in_force_id else PlanStatus.DRAFT
    fields = {
        name: getattr(plan, name) for name in ("id", "kind", "title", "person", "manager", "starts_on", "ends_on", "closed_at")
    }
    return fields | {"status": status, "version": plan.in_force.number if plan.in_force_id else None}


def _version(version):
    fields = {name: getattr(version, name) for name in ("number", "effective_on", "sealed_at", "reason")}
    return fields | {"digest": bytes(version.digest).hex()}


def _signal(signal, is_party):
    shown = {name: getattr(signal, name) for name in schemas.SignalItem.model_fields if name not in ("metric", "detail")}
    detail = {name: getattr(signal, name) for name in schemas.SignalDetail.model_fields} if is_party else None
    return shown | {"metric": signal.metric.key if signal.metric_id else None, "detail": detail}

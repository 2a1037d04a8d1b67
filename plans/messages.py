"""What plans tell people, and whether it is still owed when its turn comes."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.verdict import YES, Verdict
from plans import rules
from plans.models import Comment, Commitment, Plan, PlanStatus, PlanVersion, Proposal, ProposalState
from reminders.actions import owe
from reminders.kinds import Kind, register


def tell(kind, plan, *, subject_id, to, path="", period="once", **facts):
    """Owe `to` one message of that kind about the plan."""
    return owe(kind, subject_id=subject_id, to=to, period=period, path=path or plan.get_absolute_url(), facts=facts)


def tell_other_side(plan, kind, *, by, subject_id, path="", period="once", **facts):
    """Owe a message to whoever stands across from `by`; when a third person acts (a coach, a stand-in), to those of the two it
    was not.
    """
    side = rules.side_of(by, plan)
    across = [plan.other_party(side)] if side else [plan.person, plan.manager]
    facts = {"who": by.name, "first": by.first_name, "title": plan.title, "person": plan.person.name, **facts}
    for person in across:
        if person.pk != by.pk:
            tell(kind, plan, subject_id=subject_id, to=person, path=path, period=period, **facts)


def tell_both(plan, kind, *, subject_id, path="", **facts):
    """Owe both sides the same message."""
    for person in (plan.person, plan.manager):
        tell(kind, plan, subject_id=subject_id, to=person, path=path, **facts)


def tell_thread(remark, *, mentioned, others):
    """Owe those who are called in a remark a message that says so, and the others one that something was said; nobody both."""
    plan, by = remark.plan, remark.by
    facts = {"who": by.name, "first": by.first_name, "title": plan.title, "person": plan.person.name}
    path = reverse("plans:comment_place", args=[plan.pk, remark.pk])
    kinds = {person: "plans.comment" for person in others} | {person: "plans.mentioned" for person in mentioned}
    for person, kind in kinds.items():
        if person.pk != by.pk:
            tell(kind, plan, subject_id=remark.pk, to=person, path=path, **facts)


def sign_path(plan):
    """Where a proposal is read and signed."""
    return reverse("plans:plan_sign", args=[plan.pk])


# -- still owed? ------------------------------------------------------------------------------------------------------


def _may_read(plan, person):
    if plan is None or rules.view_of(person, plan) not in ("party", "coach"):
        return Verdict(_("They are no longer a party to this plan."))
    return YES


def proposal_waits(reminder):
    """A proposal is worth a message as long as it is open and its reader can answer it."""
    proposal = Proposal.objects.select_related("plan__person").filter(pk=reminder.subject_id).first()
    if proposal is None or proposal.state != ProposalState.OPEN:
        return Verdict(_("The proposal is no longer open."))
    return _may_read(proposal.plan, reminder.recipient)


def plan_is_open(reminder):
    """News of a plan, to somebody who is a party to it, until it closes."""
    plan = Plan.objects.select_related("person").filter(pk=reminder.subject_id).first()
    if plan is not None and plan.status == PlanStatus.CLOSED:
        return Verdict(_("The plan is closed."))
    return _may_read(plan, reminder.recipient)


def answer_counts(reminder):
    """That a proposal, or an amendment of a version, was answered or taken back, to somebody who is still a party."""
    subjects = (model.objects.select_related("plan__person").filter(pk=reminder.subject_id) for model in (Proposal, PlanVersion))
    found = next((row for rows in subjects for row in rows), None)
    return _may_read(found and found.plan, reminder.recipient)


def remark_is_open(reminder):
    """A remark, until its thread is settled."""
    remark = Comment.objects.select_related("plan__person", "answers").filter(pk=reminder.subject_id).first()
    if remark is None or (remark.answers or remark).settled_at:
        return Verdict(_("The remark is settled."))
    return _may_read(remark.plan, reminder.recipient)


def invitation_stands(reminder):
    """That somebody is asked into a plan, as long as they are."""
    plan = Plan.objects.select_related("person").filter(pk=reminder.subject_id).first()
    if plan is None or rules.view_of(reminder.recipient, plan) != "coach":
        return Verdict(_("The invitation has ended."))
    return YES


def commitment_stands(reminder):
    """A promise or a wish about one, as long as it is open."""
    commitment = Commitment.objects.select_related("plan__person").filter(pk=reminder.subject_id).first()
    if commitment is None or commitment.closed_at:
        return Verdict(_("The commitment is closed."))
    if reminder.recipient_id in (commitment.by_id, commitment.to_id):
        return YES
    return _may_read(commitment.plan, reminder.recipient)


def promise_waits(reminder):
    """That a promise came due: as long as it is open, its day is the same, and to the two whom it is between."""
    commitment = Commitment.objects.open().select_related("plan").filter(pk=reminder.subject_id).first()
    if commitment is None or not _has_day(commitment, reminder.period):
        return Verdict(_("It was kept, closed, or has another day."))
    if reminder.recipient_id in (commitment.by_id, commitment.to_id):
        return YES
    return Verdict(_("It is no longer between these two."))


def _has_day(commitment, day):
    if commitment.is_recurring:
        return commitment.occurrences.filter(ends_on=day, kept_at=None).exists()
    return str(commitment.due_on) == day


def promise_is_ahead(reminder):
    """The same, until its day is over where its reader is: then there is another word for it."""
    today = timezone.localdate(timezone=reminder.recipient.zone).isoformat()
    return promise_waits(reminder) if today <= reminder.period else Verdict(_("Its day has passed."))


def draft_rests(reminder):
    """That a draft rests, until anybody changes anything in it."""
    plan = Plan.objects.select_related("person").filter(pk=reminder.subject_id, status=PlanStatus.DRAFT).first()
    if plan is None or plan.history.filter(at__gt=reminder.period).exists():
        return Verdict(_("The draft has moved."))
    return _may_read(plan, reminder.recipient)


def day_in(reminder):
    """The day that a reminder speaks of, for its templates to write in the reader's language."""
    return {"day": datetime.date.fromisoformat(reminder.facts["day"])}


def was_between_them(reminder):
    """A receipt is owed whatever happened since, to those who are or were a party to what it is for."""
    plans = Plan.objects.filter(Q(pk=reminder.subject_id) | Q(versions=reminder.subject_id))
    theirs = Q(person=reminder.recipient) | Q(manager=reminder.recipient) | Q(proposals__signatures__person=reminder.recipient)
    return YES if plans.filter(theirs).exists() else Verdict(_("They never were a party to this plan."))


for kind in [
    Kind("plans.proposed", gettext_lazy("A plan waits for your signature"), "once", can_mute=False, still_owed=proposal_waits),
    Kind("plans.signed", gettext_lazy("A plan was signed by both"), "once", can_mute=False, still_owed=was_between_them),
    Kind(
        "plans.countered",
        gettext_lazy("Your proposal was answered with changes"),
        "once",
        can_mute=False,
        still_owed=answer_counts,
    ),
    Kind("plans.withdrawn", gettext_lazy("A proposal was taken back"), "once", can_mute=False, still_owed=answer_counts),
    Kind("plans.expired", gettext_lazy("A proposal was not answered in time"), "once", can_mute=False, still_owed=answer_counts),
    Kind("plans.started", gettext_lazy("A plan was started with you"), "at_least_once", still_owed=plan_is_open),
    Kind("plans.amended", gettext_lazy("A signed plan is being changed"), "once", can_mute=False, still_owed=plan_is_open),
    Kind("plans.taken_over", gettext_lazy("A new manager took your plan over"), "once", can_mute=False, still_owed=plan_is_open),
    Kind("plans.closed", gettext_lazy("A plan was closed"), "once", still_owed=was_between_them),
    Kind("plans.comment", gettext_lazy("Somebody said something about your plan"), "at_least_once", still_owed=remark_is_open),
    Kind("plans.mentioned", gettext_lazy("Somebody calls you by name in a plan"), "at_least_once", still_owed=remark_is_open),
    Kind("plans.invited", gettext_lazy("You are asked into a plan"), "once", still_owed=invitation_stands),
    Kind("plans.asked_in", gettext_lazy("Somebody was asked into your plan"), "once", still_owed=plan_is_open),
    Kind("plans.promised", gettext_lazy("Somebody promised you something"), "at_least_once", still_owed=commitment_stands),
    Kind("plans.asked", gettext_lazy("Somebody asks to change a promise"), "at_least_once", still_owed=commitment_stands),
    Kind(
        "plans.due_soon",
        gettext_lazy("A promise of mine comes due"),
        "at_least_once",
        still_owed=promise_is_ahead,
        weight=3,
        adds=day_in,
    ),
    Kind(
        "plans.due_today",
        gettext_lazy("A promise of mine is due today"),
        "at_least_once",
        still_owed=promise_is_ahead,
        weight=7,
        adds=day_in,
    ),
    Kind(
        "plans.day_passed",
        gettext_lazy("The day of a promise has passed"),
        "at_least_once",
        still_owed=promise_waits,
        weight=9,
        adds=day_in,
    ),
    Kind(
        "plans.waits",
        gettext_lazy("A plan still waits for your signature"),
        "once",
        can_mute=False,
        still_owed=proposal_waits,
        adds=day_in,
    ),
    Kind("plans.rests", gettext_lazy("A draft has rested for a while"), "at_least_once", still_owed=draft_rests, weight=2),
    Kind("plans.progress", gettext_lazy("A note on how a goal goes"), "at_least_once", still_owed=plan_is_open),
]:
    register(kind)

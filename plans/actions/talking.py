"""Talking about the items in threads, each settled at its first remark; and asking others in."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from plans import rules
from plans.actions.history import record
from plans.mentions import mentioned
from plans.messages import tell, tell_other_side, tell_thread
from plans.models import Comment, Invitation, Side


@transaction.atomic
def comment(plan, *, by, item_id, text):
    """Begin a thread about an item (or, with the plan's own id, about the plan). The other side is told, and whoever is called
    by name.
    """
    plan.lock()
    rules.can_comment(by, plan).enforce()
    return _say(Comment(plan=plan, item_id=item_id, by=by, text=text), "plans.commented")


@transaction.atomic
def answer(remark, *, by, text):
    """Answer in the thread of a remark, which opens a settled one again. Those who spoke in it are told as well."""
    plan = remark.plan
    plan.lock()
    rules.can_comment(by, plan).enforce()
    head = _head(remark)
    if head.settled_at is not None:
        _open_again(head, by)
    return _say(Comment(plan=plan, item_id=head.item_id, answers=head, by=by, text=text), "plans.answered")


@transaction.atomic
def correct(remark, *, by, text):
    """Put other words into one's own remark, soon after saying it and before anybody answered. Whoever is called anew is told."""
    remark.plan.lock()
    rules.can_correct(by, remark).enforce()
    if text == remark.text:
        return remark
    remark.text = text
    remark.full_clean()
    remark.save(update_fields=["text"])
    before = set(remark.mentions.values_list("pk", flat=True))
    called = _keep_mentions(remark, rules.readers(remark.plan))
    record(remark.plan, "plans.corrected", by=by, item_id=remark.item_id, remark=str(remark.pk))
    tell_thread(remark, mentioned=[person for person in called if person.pk not in before], others=[])
    return remark


@transaction.atomic
def settle(remark, *, by):
    """Call a thread, and with it what it was about, settled."""
    remark.plan.lock()
    rules.can_settle(by, remark).enforce()
    head = _head(remark)
    if head.settled_at is None:
        head.settled_at, head.settled_by = timezone.now(), by
        head.save(update_fields=["settled_at", "settled_by"])
        record(head.plan, "plans.settled", by=by, item_id=head.item_id, remark=str(head.pk))
    return head


@transaction.atomic
def reopen_thread(remark, *, by):
    """Say that a settled thread is not settled after all."""
    remark.plan.lock()
    rules.can_settle(by, remark).enforce()
    head = _head(remark)
    if head.settled_at is not None:
        _open_again(head, by)
    return head


@transaction.atomic
def invite(plan, *, by, person):
    """Ask somebody into this plan, to read and comment. They are told, and so is the other side."""
    plan.lock()
    rules.can_invite(by, plan).enforce()
    rules.can_be_invited(person, plan).enforce()
    found, made = Invitation.objects.get_or_create(plan=plan, person=person, ended_at=None, defaults={"by": by})
    if made:
        record(plan, "plans.invited", by=by, name=person.name)
        facts = {"who": by.name, "first": by.first_name, "title": plan.title, "person": plan.person.name}
        tell("plans.invited", plan, subject_id=plan.pk, to=person, period=f"i{found.pk}", **facts)
        path = reverse("plans:invitation_list", args=[plan.pk])
        tell_other_side(plan, "plans.asked_in", by=by, subject_id=plan.pk, path=path, period=f"i{found.pk}", name=person.name)
    return found


@transaction.atomic
def end_invitation(invitation, *, by):
    """Let a coach read this plan no longer. Ending it again changes nothing."""
    invitation.plan.lock()
    rules.can_invite(by, invitation.plan).enforce()
    invitation.refresh_from_db(fields=["ended_at"])
    if invitation.ended_at is None:
        invitation.ended_at = timezone.now()
        invitation.save(update_fields=["ended_at"])
        record(invitation.plan, "plans.invitation_ended", by=by, name=invitation.person.name)
    return invitation


# -- the moves that these share ---------------------------------------------------------------------------------------


def _head(remark):
    """The first remark of a thread as it is now, with the plan that is locked."""
    head = Comment.objects.select_related("settled_by").get(pk=remark.answers_id or remark.pk)
    head.plan = remark.plan
    return head


def _open_again(head, by):
    head.settled_at = head.settled_by = None
    head.save(update_fields=["settled_at", "settled_by"])
    record(head.plan, "plans.thread_reopened", by=by, item_id=head.item_id, remark=str(head.pk))


def _say(remark, kind):
    """Keep a remark, and tell those who wait for it: each once, whoever is called by name as such."""
    plan = remark.plan
    remark.full_clean()
    remark.save(force_insert=True)
    readers = rules.readers(plan)
    called = _keep_mentions(remark, readers)
    record(plan, kind, by=remark.by, item_id=remark.item_id, remark=str(remark.pk))
    tell_thread(remark, mentioned=called, others=[person for person in readers if person.pk in _in_it(remark)])
    return remark


def _keep_mentions(remark, readers):
    """Those who are called in it by name and may read it."""
    called = mentioned(remark.text, readers)
    remark.mentions.set(called)
    return called


def _in_it(remark):
    """Whoever stands across from the author (of both sides, when it is neither), and all who spoke in the thread."""
    plan, side = remark.plan, rules.side_of(remark.by, remark.plan)
    manager = rules.manager_today(plan)
    two = {Side.SELLER: plan.person_id, Side.MANAGER: manager and manager.pk}
    across = {person for where, person in two.items() if where != side}
    if remark.answers_id is None:
        return across
    spoke = Comment.objects.filter(answers=remark.answers_id).values_list("by", flat=True)
    return across | set(spoke) | {remark.answers.by_id}

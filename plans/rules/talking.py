"""Who may talk about a plan, ask others in, and keep how far they have read."""

import datetime

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Grant, Person, ReportingLine, Role
from people.rules import is_above, is_coach_of
from people.verdict import YES, Verdict
from plans.models import Invitation, PlanStatus
from plans.rules.footing import ONLY_THE_TWO, manager_today, sees_draft, side_of, view_of

CORRECTED_WITHIN = datetime.timedelta(minutes=15)
MOST_FOUND = 20


def can_mark_seen(me, plan):
    """Whether `me` may keep how far they have read: whoever reads the working copy."""
    return YES if sees_draft(me, plan) else Verdict(ONLY_THE_TWO)


def can_comment(me, plan):
    """Whether `me` may say something about an item: the two sides, and a coach they invited."""
    if view_of(me, plan) not in ("party", "coach"):
        return Verdict(ONLY_THE_TWO)
    return Verdict(_("This plan is closed.")) if plan.status == PlanStatus.CLOSED else YES


def can_settle(me, comment):
    """Whether `me` may call a thread settled, or open it again."""
    if side_of(me, comment.plan) is None:
        return Verdict(ONLY_THE_TWO)
    return Verdict(_("This plan is closed.")) if comment.plan.status == PlanStatus.CLOSED else YES


def can_correct(me, comment, now=None):
    """Whether `me` may put other words into a remark: its author, for a quarter of an hour, until somebody has answered."""
    if comment.by_id != me.pk:
        return Verdict(_("Only %(name)s can correct this.") % {"name": comment.by.first_name})
    verdict = can_comment(me, comment.plan)
    if not verdict:
        return verdict
    if (now or timezone.now()) - comment.at >= CORRECTED_WITHIN:
        return Verdict(_("What was said a while ago stays as it was said. Say how you see it now."))
    head = comment.answers_id or comment.pk
    if comment.plan.comments.filter(answers=head, at__gt=comment.at).exclude(pk=comment.pk).exists():
        return Verdict(_("Somebody has answered, so it stays as it was said. Say how you see it now."))
    return YES


def readers(plan):
    """Those who may read the working copy and what is said about it: the seller, the manager of today, and coaches asked in."""
    coaches = Invitation.objects.filter(plan=plan, ended_at__isnull=True).select_related("person").order_by("person__name")
    found = [plan.person, manager_today(plan), *(invitation.person for invitation in coaches)]
    return list({person.pk: person for person in found if person is not None}.values())


def can_invite(me, plan):
    """Whether `me` may ask a coach into the plan, or end that."""
    if side_of(me, plan) is None:
        return Verdict(ONLY_THE_TWO)
    return Verdict(_("This plan is closed.")) if plan.status == PlanStatus.CLOSED else YES


def can_be_invited(person, plan):
    """Whether `person` may be asked in: a colleague, but nobody who looks at plans from above (unless they coach the seller)."""
    name = {"name": person.name}
    if side_of(person, plan):
        return Verdict(_("%(name)s is one of the two already.") % name)
    if not person.can_log_in:
        return Verdict(_("%(name)s can no longer log in.") % name)
    if is_coach_of(person, plan.person):
        return YES
    if is_above(person, plan.person) or person.has_role(Role.HR) or person.has_role(Role.ADMIN):
        return Verdict(_("%(name)s reads what both have signed. A draft stays between the two and whoever coaches.") % name)
    return YES


def people_to_invite(me, plan, words=""):
    """Whom `me` could ask in: those with a dotted line to the seller, then with `words` the colleagues of that name whom `me` may
    look up and who do not look at plans from above. Each carries `is_coach`.
    """
    today = timezone.localdate()
    coaches = ReportingLine.objects.on(today).filter(person=plan.person, kind="dotted").values("manager_id")
    overseers = Grant.objects.on(today).filter(role__in=[Role.HR, Role.ADMIN]).values("person_id")
    above = Person.objects.above(plan.person).values("pk")
    named = (
        Person.objects.visible_to(me).search(words).exclude(pk__in=overseers).exclude(pk__in=above)
        if words
        else Person.objects.none()
    )
    there = Invitation.objects.filter(plan=plan, ended_at__isnull=True).values("person_id")
    found = Person.objects.active().filter(Q(pk__in=coaches) | Q(pk__in=named.values("pk"))).exclude(pk__in=there)
    rank = Case(When(pk__in=coaches, then=Value(True)), default=Value(False), output_field=BooleanField())
    ranked = found.exclude(pk__in=[plan.person_id, plan.manager_id]).annotate(is_coach=rank).order_by("-is_coach", "name")
    return ranked.filter(pk__in=list(ranked.values_list("pk", flat=True)[:MOST_FOUND])).select_related("team")

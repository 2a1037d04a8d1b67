"""Who may see how much of a review, and who may do what with it now: one sentence for each no."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Person, Role
from people.rules import in_scope, is_above
from people.verdict import YES, Verdict
from plans.models import Side
from reviews.models import About, RecordOf, ReviewRecord, ReviewState, Sharing

NOT_YOURS = _("Only the two whom this review is about can do that.")
PERSONAL = _("Whoever stands in for a manager can prepare a review. Sharing and concluding it are personal.")


@dataclass(frozen=True)
class Footing:
    """How somebody stands to a review: on which side, whether as themselves (not standing in), and what they may read."""

    side: Side | None = None
    is_personal: bool = False
    view: str | None = None


def footing(person, review):
    """How `person` stands to `review` today. Kept on the review until its row is locked."""
    if review.footings is None:
        review.footings = {}
    if person.pk not in review.footings:
        review.footings[person.pk] = _found(person, review)
    return review.footings[person.pk]


def _found(person, review):
    if person.pk == review.person_id:
        return Footing(Side.SELLER, True, "seller")
    manager = review.person.manager()
    seats = person.seats()
    if manager and manager.pk in seats:
        if manager.pk != review.manager_id:
            return Footing(None, manager.pk == person.pk, "incoming")
        return Footing(Side.MANAGER, manager.pk == person.pk, "manager")
    return Footing(view=_view(person, review))


def _view(person, review):
    if is_above(person, review.person) or in_scope(person, review.person, Role.LEADER):
        return "above"
    if in_scope(person, review.person, Role.HR):
        return "hr"
    return "former" if ReviewRecord.objects.kept_by(person).filter(review=review).exists() else None


def side_of(person, review):
    """The side on which `person` writes: the seller, or the manager who leads this review (or stands in for them). Else None."""
    return footing(person, review).side


def view_of(person, review):
    """What `person` reads: "seller" and "manager" both sides as they are shared, "incoming" (a new manager who has not taken it
    over) and "above" what is shared, "hr" and "former" frozen records, None nothing."""
    return footing(person, review).view


def sees_answers_of(person, review, side):
    """Whether `person` may read what `side` wrote. A draft is its writer's alone; what is shared, HR reads only in the record."""
    foot = footing(person, review)
    if foot.view in (None, "hr", "former"):
        return False
    if foot.side == side or review.state != ReviewState.WRITING:
        return True
    first = review.round.sharing == Sharing.SELLER_FIRST and side == Side.SELLER
    return first and foot.view in ("manager", "incoming") and review.is_shared_by(side)


def sees_evidence(person, review):
    """Whether `person` may read the evidence as it stands today: sessions and promises are the two sides' own."""
    return view_of(person, review) in ("seller", "manager", "incoming")


def can_write(me, review):
    """Whether `me` may write their side now."""
    side = side_of(me, review)
    if side is None:
        return _not_a_side(me, review)
    if review.state != ReviewState.WRITING:
        return Verdict(_("This review is %(now)s.") % {"now": review.get_state_display()})
    if review.is_shared_by(side):
        return Verdict(_("You have shared your view. It waits for the other side."))
    return YES


def can_answer(me, review, question, goal_id=None):
    """Whether `me` may answer this question now: nobody answers for the other."""
    verdict = can_write(me, review)
    if not verdict:
        return verdict
    if not question.is_asked_of(side_of(me, review)):
        return Verdict(_("This question is for the other side. Nobody answers for the other."))
    if (question.about == About.GOAL) != (goal_id is not None):
        return Verdict(_("This question is not about that goal."))
    return YES


def can_share(me, review, has_written=True):
    """Whether `me` may share their side: in person, with something written, and not before a seller who is first."""
    verdict = can_write(me, review)
    if not verdict:
        return verdict
    foot = footing(me, review)
    if not foot.is_personal:
        return Verdict(PERSONAL)
    if not has_written:
        return Verdict(_("Write something before you share it."))
    if foot.side == Side.MANAGER and review.round.sharing == Sharing.SELLER_FIRST and not review.seller_shared_at:
        return Verdict(_("%(name)s shares first in this round.") % {"name": review.person.first_name})
    return YES


def can_conclude(me, review):
    """Whether `me` may write down how it ended: the manager in person, after both have shared."""
    verdict = _manager_in_person(me, review)
    if not verdict:
        return verdict
    if review.state == ReviewState.WRITING:
        return Verdict(_("Both share their views and talk first."))
    return _in_state(review, ReviewState.SHARED)


def can_acknowledge(me, review):
    """Whether `me` may say that they have received it: the seller, once it is concluded."""
    if side_of(me, review) != Side.SELLER:
        return Verdict(_("Only %(name)s can acknowledge this review.") % {"name": review.person.first_name})
    return _in_state(review, ReviewState.CONCLUDED)


def can_record_refusal(me, review):
    """Whether `me` may record that the seller does not want to acknowledge: the manager in person, once."""
    verdict = _manager_in_person(me, review)
    if not verdict:
        return verdict
    last = review.records.for_list().last()
    if last and last.what == RecordOf.REFUSED:
        return Verdict(_("That is on record already."))
    return _in_state(review, ReviewState.CONCLUDED)


def can_reopen(me, review):
    """Whether `me` may open a concluded review again: the seller's manager today in person, or HR in scope."""
    foot = footing(me, review)
    manages = foot.view in ("manager", "incoming") and foot.is_personal
    if not manages and not (foot.side != Side.SELLER and in_scope(me, review.person, Role.HR)):
        return Verdict(_("A concluded review is reopened by the manager or by HR."))
    if not review.is_final:
        return Verdict(_("This review is %(now)s.") % {"now": review.get_state_display()})
    return YES


def can_take_over(me, review):
    """Whether `me` may take on a review that a former manager began: the manager today, in person, before it is concluded."""
    foot = footing(me, review)
    if foot.view != "incoming" or not foot.is_personal:
        return Verdict(_("Only a new manager takes a review over."))
    if review.is_final:
        return Verdict(_("This review is %(now)s.") % {"now": review.get_state_display()})
    return YES


def people_overseen_by(me):
    """The people in the HR scope of `me`; nobody without the role."""
    reach = Q(pk__in=[])
    for _role, people in me.scope_people(roles=(Role.HR,)):
        reach |= Q(pk__in=people)
    return Person.objects.filter(reach)


def can_open_round(me):
    """Whether `me` may open a round: HR."""
    return YES if me.has_role(Role.HR) else Verdict(_("Rounds are opened by HR."))


def can_export(me):
    """Whether `me` may take reviews out as a file: HR and leaders in their scope, managers of those below them."""
    if me.is_active and (me.scopes() or Person.objects.under([me.pk]).exists()):
        return YES
    return Verdict(_("Reviews are exported by HR, leaders and managers, each for the people in their charge."))


def can_download(me, export):
    """Whether `me` may have the file: the one who asked for it, while their right and the file last."""
    if export.by_id != me.pk:
        return Verdict(_("An export is for the one who asked for it."))
    if export.state != "ready":
        return Verdict(_("This export is %(now)s.") % {"now": export.get_state_display()})
    return can_export(me)


def _manager_in_person(me, review):
    foot = footing(me, review)
    if foot.side != Side.MANAGER:
        return _not_a_side(me, review, _("Only %(name)s can do that.") % {"name": review.manager.first_name})
    return YES if foot.is_personal else Verdict(PERSONAL)


def _not_a_side(me, review, sentence=NOT_YOURS):
    if view_of(me, review) == "incoming":
        return Verdict(_("%(name)s began this review. Take it over first.") % {"name": review.manager.first_name})
    return Verdict(sentence)


def _in_state(review, state):
    if review.state == state:
        return YES
    return Verdict(_("This review is %(now)s.") % {"now": review.get_state_display()})

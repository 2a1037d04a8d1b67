"""Opening a round."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import ReportingLine
from people.verdict import Refused
from plans.models import Plan, PlanKind
from reminders.actions import owe
from reviews import messages, rules
from reviews.history import write_history
from reviews.models import Question, Review, ReviewRound, RoundKind, Sharing
from reviews.questions import DEFAULT_FORM


@transaction.atomic
def open_round(*, by, key, name, kind, starts_on, ends_on, due_on, sharing=Sharing.TOGETHER, questions=DEFAULT_FORM):
    """Open a round: everybody in the opener's scope with a plan in force in that time gets a review with their manager of today,
    and both are told. Refused where there is nobody. Raises ValidationError for dates or a name that cannot be."""
    rules.can_open_round(by).enforce()
    dates = {"starts_on": starts_on, "ends_on": ends_on, "due_on": due_on}
    one = ReviewRound(key=key, name=name, kind=kind, sharing=sharing, opened_by=by, **dates)
    one.full_clean()
    one.save(force_insert=True)
    Question.objects.bulk_create(_question(one, position, asked) for position, asked in enumerate(questions, 1))
    reviews = Review.objects.bulk_create(_reviews(one, by))
    if not reviews:
        raise Refused(_("Nobody in your scope has a plan in force in that time, so there is nothing to review."))
    for review in reviews:
        _tell(review, by)
    return one


def _question(one, position, asked):
    return Question(
        round=one, position=position, about=asked.about, asked_of=asked.asked_of, text=str(asked.text), has_scale=asked.has_scale
    )


def _reviews(one, by):
    plans = _plans(one, by)
    people = [plan.person_id for plan in plans]
    lines = ReportingLine.objects.on(timezone.localdate()).filter(kind="solid", person__in=people)
    managers = dict(lines.values_list("person_id", "manager_id"))
    return [
        Review(round=one, person=plan.person, manager_id=managers[plan.person_id], plan=plan, version=plan.in_force)
        for plan in plans
        if plan.person_id in managers
    ]


def _plans(one, by):
    """The plan of each person in the opener's scope that this round reviews: the one that began last."""
    in_scope = rules.people_overseen_by(by).filter(is_active=True)
    kinds = [PlanKind.IMPROVEMENT] if one.kind == RoundKind.CHECKPOINT else [k for k in PlanKind if k != PlanKind.IMPROVEMENT]
    plans = Plan.objects.in_force().filter(kind__in=kinds, starts_on__lte=one.ends_on, ends_on__gte=one.starts_on)
    plans = plans.filter(person__in=in_scope.values("pk")).exclude(person=by).select_related("person", "in_force")
    return list(plans.order_by("person_id", "-starts_on", "pk").distinct("person_id"))


def _tell(review, by):
    path, facts = review.get_absolute_url(), {"round": review.round.name, "person": review.person.name}
    for person in (review.person, review.manager):
        owe(messages.OPENED, subject_id=review.pk, to=person, period="opened", path=path, facts=facts)
    write_history(review, "opened", by)

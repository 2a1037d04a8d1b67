"""The page of a plan against a bare Django view that sends the same bytes; an edit against a bare POST.

    bin/manage shell -c "import benchmarks.plan_page as it; it.main()"

Makes a plan with 12 goals, 60 commitments and 200 comments inside a transaction that is rolled back. Limits: the page within 3
times the bare view and 20 queries.
"""

import statistics
import time

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from plans import actions
from plans.working import Working
from tests.factories import CommentFactory, GoalFactory, OfferFactory, PlanFactory

GOALS, OFFERS, COMMENTS, ROUNDS = 12, 5, 200, 40


def plan_of_that_size():
    """A draft as large as plans get."""
    plan = PlanFactory()
    for number in range(GOALS):
        goal = GoalFactory(plan=plan, position=number, ready=True)
        OfferFactory.create_batch(OFFERS - 2, plan=plan, goal=goal)
        for _number in range(COMMENTS // GOALS):
            CommentFactory(item=goal)
    return plan


def milliseconds(work):
    """The median of several rounds."""
    took = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


def ask(path, person):
    """One request, straight to the view, as `person`."""
    request = RequestFactory().get(path)
    request.user, request.session = person, {}
    match = resolve(path)
    request.resolver_match = match
    return match.func(request, *match.args, **match.kwargs)


def measure(plan):
    """Print the figures of one plan."""
    path = plan.get_absolute_url()
    page = ask(path, plan.person)
    with CaptureQueriesContext(connection) as caught:
        ask(path, plan.person)
    whole, bare = milliseconds(lambda: ask(path, plan.person)), milliseconds(lambda: HttpResponse(page.content))
    goal = Working(plan).goals[0]
    edit = milliseconds(lambda: actions.edit_item(goal, by=plan.person, seen_version=goal.version, title=f"{time.time()}"))
    print(f"page {len(page.content) / 1024:.0f} KB, {len(caught)} queries, {whole:.1f} ms (same bytes bare {bare:.3f} ms)")
    print(f"an edit with its history: {edit:.1f} ms")


def main():
    """Measure, and leave nothing behind."""
    with transaction.atomic():
        measure(plan_of_that_size())
        transaction.set_rollback(True)

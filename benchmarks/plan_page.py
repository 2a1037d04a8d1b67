"""The page of a plan, and an edit in it, against bare Django views behind the same middleware.

    bin/manage shell -c "import benchmarks.plan_page as it; it.main()"

Makes a plan with 12 goals, 60 commitments, 200 comments and 25 versions inside a transaction that is rolled back. The bare page
sends the same bytes to somebody who is logged in; the bare POST saves one row of a form. Limits: the page within 12 queries and
3 times the bare one, an edit within 1.5 times the bare POST. "first" is the page where nothing of it is kept (a process that has
just started), "changed" the page after one thing in it was changed, "again" the page as it was.
"""

import itertools
import statistics
import time

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.forms import modelform_factory
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse

from plans import actions
from plans.models import Goal, Plan
from tests.factories import CommentFactory, GoalFactory, OfferFactory, PlanFactory, PortraitFactory, ProgressFactory
from tests.factories.plans import sign_second

GOALS, OFFERS, COMMENTS, VERSIONS, ROUNDS = 12, 5, 200, 25, 30
bytes_of = {}


def bare_page(request, key):
    """The same bytes, to the same person."""
    return HttpResponse(bytes_of[key])


@transaction.atomic
def bare_post(request, pk):
    """One row of a form, saved as every write here is: in a transaction, with its line in the audit."""
    form = modelform_factory(Goal, fields=["title", "family", "why"])(request.POST, instance=get_object_or_404(Goal, pk=pk))
    form.save()
    return HttpResponseRedirect("/")


urlpatterns = [
    path("bare/<slug:key>/", bare_page),
    path("bare-post/<uuid:pk>/", bare_post),
    path("", include("perfplan.urls")),
]


def plan_of_that_size():
    """A draft as large as plans get."""
    plan = PlanFactory()
    for number in range(GOALS):
        goal = GoalFactory(plan=plan, position=number, ready=True)
        OfferFactory.create_batch(OFFERS - 2, plan=plan, goal=goal)
        for _number in range(-(-COMMENTS // GOALS)):
            CommentFactory(item=goal)
    for side in ("seller", "manager"):
        PortraitFactory(plan=plan, side=side)
    return plan


def sign(plan):
    """Both sign it as it stands."""
    plan = Plan.objects.get(pk=plan.pk)
    proposal = actions.propose(plan, by=plan.manager, seen_revision=plan.revision, typed_name=plan.manager.name)
    sign_second(proposal)


def versions(plan, number):
    """Signed again and again, one title changed each time."""
    sign(plan)
    for count in range(number - 1):
        plan = Plan.objects.get(pk=plan.pk)
        actions.amend(plan, by=plan.person, reason="It changed")
        goal = plan.goals.first()
        actions.edit_item(goal, by=plan.person, seen_version=goal.version, title=f"Win new business, {count}")
        sign(plan)


def milliseconds(work, before=lambda: None):
    """The median of several rounds, without what is done before each."""
    took = []
    for _round in range(ROUNDS):
        before()
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


def queries(work):
    """How many queries it takes."""
    with CaptureQueriesContext(connection) as caught:
        work()
        return len(caught)


def measure_page(client, plan, name, change):
    """Print how the page does; `change` changes one thing in it."""
    where = plan.get_absolute_url()
    look = lambda: client.get(where)  # noqa: E731
    bytes_of[name] = look().content
    bare = milliseconds(lambda: client.get(f"/bare/{name}/"))
    print(f"{name:9} {len(bytes_of[name]) / 1024:4.0f} KB bare {bare:.1f} ms", end="")
    for word, before in (("first", caches["drawn"].clear), ("changed", change), ("again", lambda: None)):
        before()
        count = queries(look)
        took = milliseconds(look, before)
        print(f" | {word} {count} queries {took:6.1f} ms = {took / bare:4.1f} x", end="")
    print()


def wording(plan):
    """Change the title of one goal, as the other side does it."""
    words = itertools.count()

    def change():
        goal = plan.goals.in_order().first()
        actions.edit_item(goal, by=plan.manager, seen_version=goal.version, title=f"Win new business, {next(words)} of them")

    return change


def progress(plan):
    """Say how one goal goes, as the other side does it."""
    goal, words = plan.goals.in_order().first(), itertools.count()
    return lambda: actions.note_progress(goal, by=plan.manager, judgement="on_course", note=f"Slowly, {next(words)}")


def measure_edit(client, plan):
    """Print how an edit does: the form without JavaScript, and the one that stands in the open page. In turns, so that whatever
    else the machine does meets all of them alike.
    """
    goal, words = plan.goals.first(), itertools.count()
    edit, bare = reverse("plans:item_edit", args=[plan.pk, goal.pk]), f"/bare-post/{goal.pk}/"
    fields = {"title": "", "family": "results", "why": "It matters", "due_on": plan.ends_on.isoformat()}

    def post(where, **headers):
        seen = {"title": f"Title {next(words)}", "seen_version": Goal.objects.values_list("version", flat=True).get(pk=goal.pk)}
        start = time.perf_counter()
        answer = client.post(where, {**fields, **seen}, headers=headers)
        took = (time.perf_counter() - start) * 1000
        assert answer.status_code in (204, 302), answer.content
        return took

    ways = {"bare": (bare, {}), "edit": (edit, {}), "in the page": (edit, {"HX-Request": "true"})}
    rounds = [{name: post(where, **headers) for name, (where, headers) in ways.items()} for _round in range(3 * ROUNDS)]
    took = {name: statistics.median(one[name] for one in rounds) for name in ways}
    count = queries(lambda: post(edit)) - 1  # without our own look at the version
    told = ", ".join(f"{name} {took[name]:.1f} ms = {took[name] / took['bare']:.2f} x" for name in ("edit", "in the page"))
    print(f"an edit   {count} queries, {told} bare POST {took['bare']:.1f} ms")


@override_settings(ROOT_URLCONF="benchmarks.plan_page", ALLOWED_HOSTS=["testserver"])
def main():
    """Measure, and leave nothing behind."""
    with transaction.atomic():
        plan = plan_of_that_size()
        client = Client()
        client.force_login(plan.person, backend=settings.AUTHENTICATION_BACKENDS[0])
        measure_page(client, plan, "draft", wording(plan))
        measure_edit(client, plan)
        versions(plan, VERSIONS)
        for goal in plan.goals.all():
            ProgressFactory(goal=goal)
        plan.refresh_from_db()
        measure_page(client, plan, "in-force", progress(plan))
        actions.amend(Plan.objects.get(pk=plan.pk), by=plan.person, reason="It changed")
        plan = Plan.objects.get(pk=plan.pk)
        measure_page(client, plan, "amendment", wording(plan))
        transaction.set_rollback(True)

"""The list of 5,000 plans against a bare Django view behind the same middleware that sends the same bytes.

    python -m benchmarks.fresh plan_list

Makes 5,000 plans with a version in force, of 500 managers' people, in a database of its own; asks for the list of plans and for
that of people as somebody from HR who may see all of them, as the leader above everybody, and as a manager of ten. Limits: 12
queries and 100 ms. "plan_list hr" prints as well how the database finds what that reader may see.
"""

import datetime
import statistics
import time

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.utils import timezone

from benchmarks.fresh import analyze
from people.models import Person, ReportingLine
from plans.models import Plan, PlanVersion, Proposal, Signature
from tests.factories import PersonFactory, TeamFactory, agreed_plan

PLANS, A_TEAM, ROUNDS = 5000, 10, 15
PAGES = [
    "/plans/",
    "/plans/?q=Person+00042",
    "/plans/?order=-ends_on",
    "/plans/?stands=in_force&kind=performance&page=40",
    "/plans/?order=manager",
    "/people/",
    "/people/?q=Person+00042",
]
bytes_of = {}


def bare(request, key):
    """The same bytes, to the same person."""
    return HttpResponse(bytes_of[key])


urlpatterns = [path("bare/<slug:key>/", bare), path("", include("perfplan.urls"))]


def company():
    """A leader, managers with ten people each, and a signed plan for each of these."""
    leader, hr = PersonFactory(name="Lena Leader"), PersonFactory(name="Harriet HR", hr=True)
    pattern, day = agreed_plan(), timezone.localdate() - datetime.timedelta(days=60)
    teams = [TeamFactory() for _number in range(20)]
    managers = _people("Manager", PLANS // A_TEAM, teams)
    people = _people("Person", PLANS, teams)
    lines = [ReportingLine(person=one, manager=leader, starts_on=day) for one in managers]
    lines += [ReportingLine(person=one, manager=managers[place // A_TEAM], starts_on=day) for place, one in enumerate(people)]
    ReportingLine.objects.bulk_create(lines)
    _plans(pattern, people, managers)
    return {"hr": hr, "leader": leader, "manager": managers[1]}


def _people(what, number, teams):
    rows = [
        Person(name=f"{what} {place:05d}", email=f"{what}{place}@bench.example".lower(), team=teams[place % len(teams)])
        for place in range(number)
    ]
    return Person.objects.bulk_create(rows)


def _plans(pattern, people, managers):
    first = Proposal.objects.get(plan=pattern)
    plans = [
        Plan(title="Second half", person=one, manager=managers[place // A_TEAM], starts_on=pattern.starts_on,
             ends_on=pattern.ends_on, started_by=one, revision=3)
        for place, one in enumerate(people)
    ]  # fmt: skip
    Plan.objects.bulk_create(plans)
    proposals = [
        Proposal(plan=plan, body=first.body, salt=first.salt, text_digest=first.text_digest, by=plan.manager, side="manager",
                 effective_on=plan.starts_on)
        for plan in plans
    ]  # fmt: skip
    Proposal.objects.bulk_create(proposals)
    signed_at = timezone.now()
    Signature.objects.bulk_create(
        Signature(proposal=proposal, person=person, side=side, text_digest=first.text_digest, sentence="I agree.",
                  typed_name=person.name, signed_at=signed_at)
        for plan, proposal in zip(plans, proposals, strict=True)
        for side, person in (("manager", plan.manager), ("seller", plan.person))
    )  # fmt: skip
    for plan, proposal in zip(plans, proposals, strict=True):
        plan.in_force = PlanVersion.seal(
            chain=plan.pk, body=bytes(first.body), salt=bytes(first.salt), attest={"reason": "", "signatures": []},
            plan=plan, proposal=proposal, effective_on=plan.starts_on,
        )  # fmt: skip
        plan.status = "agreed"
    Plan.objects.bulk_update(plans, ["in_force", "status"], batch_size=1000)
    analyze()


def milliseconds(work):
    """The median of several rounds."""
    took = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


def measure(who, person):
    """Print the figures of one reader, one line for each way to ask."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    for address in PAGES:
        connection.queries_log.clear()  # it holds so many and no more
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(address)
        asked = [float(one["time"]) * 1000 for one in caught.captured_queries]  # the log is emptied by the next request
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        bytes_of["list"] = answer.content
        whole, plain = milliseconds(lambda address=address: client.get(address)), milliseconds(lambda: client.get("/bare/list/"))
        print(
            f"{who:8} {address:50} {len(asked)} queries, {whole:6.1f} ms, bare {plain:5.1f} ms, "
            f"x{whole / plain:.1f}, slowest query {max(asked):.0f} ms"
        )


def explain(person):
    """Print how the database finds what one reader may see."""
    rows = Plan.objects.visible_to(person).for_list()[:50]
    print(rows.explain(analyze=True))


def main(plans_of=None):
    """Measure."""
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"]):
        for who, person in company().items():
            measure(who, person)
            if plans_of == who:
                explain(person)

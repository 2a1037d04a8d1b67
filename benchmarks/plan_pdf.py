"""The PDF of a plan against bare Typst setting the same document; a binder of 40 plans.

    bin/manage shell -c "import benchmarks.plan_pdf as it; it.main()"

Makes plans with 12 goals, 60 commitments and a portrait inside a transaction that is rolled back. The words differ in each round,
because Typst remembers what it has set before. Limits: the PDF within 1.5 times bare Typst; the binder within 60 s (after which
another worker would take it over) and 600 MB.
"""

import json
import resource
import statistics
import time
from dataclasses import replace

import typst
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from people.typesetting.setting import STANDARDS, day_of, fonts
from plans.documents.binder import bound
from plans.documents.contents import contents_of
from plans.documents.setting import PLAN, as_data, pdf_of
from plans.documents.texts import text_for
from tests.factories import GoalFactory, OfferFactory, PersonFactory, PlanFactory, PortraitFactory, agree

GOALS, OFFERS, PLANS, ROUNDS, LIMIT = 12, 5, 40, 15, 1.5
WORDS = "Both regions, each with its own list of names that we go through **every** month. " * 3


def plan_of_that_size(**fields):
    """A plan in force as large as plans get."""
    plan = PlanFactory(**fields)
    for topic in ("strengths", "weaknesses", "growth", "obstacles"):
        for side in ("seller", "manager"):
            PortraitFactory(plan=plan, topic=topic, side=side, text=WORDS)
    for number in range(GOALS):
        goal = GoalFactory(plan=plan, position=number, ready=True, specific=WORDS)
        OfferFactory.create_batch(OFFERS - 2, plan=plan, goal=goal)
    return agree(plan)


def seconds(work):
    """The median of several rounds in CPU time, each called with its number."""
    took = []
    for number in range(ROUNDS):
        start = time.process_time()
        work(number)
        took.append(time.process_time() - start)
    return statistics.median(took)


def other_words(value, number):
    """The same data in other words of the same length."""
    text = json.dumps(value)
    for word in ("regions", "mornings", "customers", "depends", "business"):
        text = text.replace(word, f"{word[:3]}{number:0{len(word) - 3}}")
    return json.loads(text)


def bare(inputs, made_at):
    """Typst alone, with the data as it is when all of ours is done."""
    compiler = typst.Compiler(PLAN, root=settings.BASE_DIR, font_paths=fonts(), sys_inputs={"data": inputs})
    return compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=made_at)


def one_plan(plan):
    """Print what one plan costs."""
    me, text = plan.person, text_for(plan.person, plan)
    made_at, contents = text.at.replace(microsecond=0), contents_of(text, me)
    data = as_data({"title": contents["head"], "plans": [contents], "contents": None})
    data |= {"lang": "en", "region": "gb", "day": day_of(made_at), "gaps": ""}
    texts = [replace(text, body=other_words(text.body, number)) for number in range(ROUNDS)]
    inputs = [json.dumps(other_words(data, number + ROUNDS), ensure_ascii=False) for number in range(ROUNDS)]
    ours = seconds(lambda number: text_for(me, plan) and pdf_of(texts[number], me))
    alone = seconds(lambda number: bare(inputs[number], made_at))
    size = len(pdf_of(text, me)) / 1024
    print(f"one plan: {ours * 1000:.0f} ms, {size:.0f} KB; bare Typst {alone * 1000:.0f} ms")
    print(f"that is {ours / alone:.2f} times as long (limit {LIMIT})")


def a_binder(manager):
    """Print what a binder costs."""
    before, start = most_memory(), time.perf_counter()
    made, holds = bound(manager, manager, at=timezone.now(), progress=lambda **how_far: None)
    took = time.perf_counter() - start
    print(f"a binder of {len(holds)} plans: {took:.1f} s, {len(made) / 1024 / 1024:.1f} MB")
    print(f"memory: {before} MB before, {most_memory()} MB at most")


def most_memory():
    """The most that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main():
    """Measure, and leave nothing behind."""
    with transaction.atomic():
        manager = PersonFactory()
        plans = [plan_of_that_size(person=PersonFactory(name=f"Seller {n:02}"), manager=manager) for n in range(PLANS)]
        a_binder(manager)
        one_plan(plans[0])
        transaction.set_rollback(True)

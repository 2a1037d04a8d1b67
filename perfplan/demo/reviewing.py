"""Review rounds of the demo company: one that is finished, one that runs."""

import datetime

from perfplan.demo import words
from perfplan.demo.clock import on
from plans.models import Side
from reviews import actions
from reviews.models import Review
from reviews.steps import goals_of

SCALE = ["on_course", "getting_there", "on_course", "showing_others"]


def finished_round(org, half, rng):
    """The round about the half year that is over: written, shared, concluded, and acknowledged by nearly all."""
    opened_on = half.ends_on - datetime.timedelta(days=6)
    with on(opened_on, 9):
        one = actions.open_round(
            by=org.hr,
            key=f"half-{half.starts_on:%Y-%m}",
            name=f"Review of {half.name}",
            kind="mid_year",
            starts_on=half.starts_on,
            ends_on=half.ends_on,
            due_on=half.ends_on + datetime.timedelta(days=21),
        )
    for number, review in enumerate(reviews_of(one)):
        day = opened_on + datetime.timedelta(days=2 + number % 9)
        with on(day, 10):
            write(review, review.person, Side.SELLER, number)
            write(review, review.manager, Side.MANAGER, number)
            actions.share(review, by=review.person)
            actions.share(review, by=review.manager)
        with on(day + datetime.timedelta(days=5), 14):
            conclude(review, number)
        if number % 11 != 7:
            with on(day + datetime.timedelta(days=7), 9):
                kind = "differs" if number % 13 == 4 else "agreed"
                comment = (
                    "I would judge the second goal more kindly: the accounts came in May."
                    if kind == "differs"
                    else "Thank you. This is how I saw it."
                )
                actions.acknowledge(review, by=review.person, kind=kind, comment=comment)
    return one


def running_round(org, half, today):
    """A check in the middle of the half year under way: some have shared, some write, some have not begun."""
    with on(today - datetime.timedelta(days=6), 9):
        one = actions.open_round(
            by=org.hr,
            key=f"check-{today:%Y-%m}",
            name=f"Quarterly check, {today:%B %Y}",
            kind="quarter",
            starts_on=half.starts_on,
            ends_on=today - datetime.timedelta(days=1),
            due_on=today + datetime.timedelta(days=12),
        )
    for number, review in enumerate(reviews_of(one)):
        with on(today - datetime.timedelta(days=1 + number % 4), 11):
            if number % 3:
                write(review, review.person, Side.SELLER, number)
            if number % 3 == 2:
                actions.share(review, by=review.person)
            if number % 6 == 2:
                write(review, review.manager, Side.MANAGER, number)
                actions.share(review, by=review.manager)
    return one


def reviews_of(one):
    """The reviews of a round, Sam's first."""
    found = Review.objects.filter(round=one).select_related("person", "manager", "plan", "round", "version")
    return sorted(found, key=lambda review: (review.person.email != "sam@demo.example", review.person.email))


def write(review, by, side, number):
    """One side answers what it is asked."""
    for question in review.round.questions.filter(asked_of__in=[side, "both"]):
        goals = [goal["id"] for goal in goals_of(review)] if question.about == "goal" else [None]
        for place, goal in enumerate(goals):
            text = text_for(question.about, side, number + place)
            scale = SCALE[(number + place + (side == Side.MANAGER)) % len(SCALE)] if question.has_scale else ""
            actions.save_answer(review, question, goal, by=by, text=text, scale=scale)


def text_for(about, side, number):
    """What somebody writes to a question."""
    pool = {"manager": words.REVIEW["promises"], "next": words.REVIEW["next"]}.get(about, words.REVIEW[str(side)])
    return pool[number % len(pool)]


def conclude(review, number):
    """What both take from the conversation."""
    outcomes = {goal["id"]: (SCALE[(number + place) % len(SCALE)], "") for place, goal in enumerate(goals_of(review))}
    summary = words.SUMMARIES[number % len(words.SUMMARIES)]
    actions.conclude(
        review,
        by=review.manager,
        outcomes=outcomes,
        summary=summary,
        outcome=SCALE[number % 3],
        open_ends=[words.REVIEW["next"][number % 2]],
    )

"""What needs no database: comparison, the text, recurrence. Readiness has a table of its own."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from plans.compare import compare
from plans.recurrence import period_of
from tests.plans.texts import THREE, body, goal, measure


def test_the_same_text_has_no_changes():
    assert compare(body(*THREE), body(*THREE)) == []


def test_who_wrote_an_item_last_is_no_change():
    assert compare(body(goal()), body(goal(written_by="seller"))) == []


def test_added_changed_and_removed_items_are_told_apart_with_the_side_that_wrote_them():
    old = body(goal(id="1"), goal(id="2", title="Old"))
    new = body(goal(id="1", title="Grow faster", written_by="seller", measures=[measure(high="18")]), goal(id="3", title="New"))

    changes = compare(old, new)

    assert [(c.how, c.kind, c.title, c.side) for c in changes] == [
        ("changed", "goal", "Grow faster", "seller"),
        ("changed", "measure", "Calls", "seller"),
        ("removed", "goal", "Old", "manager"),
        ("removed", "measure", "Calls", "seller"),
        ("removed", "offer", "Help", "seller"),
        ("removed", "offer", "Help", "manager"),
        ("added", "goal", "New", "manager"),
        ("added", "measure", "Calls", "seller"),
        ("added", "offer", "Help", "seller"),
        ("added", "offer", "Help", "manager"),
    ]
    assert [(f.name, f.old, f.new) for f in changes[0].fields] == [("title", "Grow", "Grow faster")]
    assert [(f.name, f.old, f.new) for f in changes[1].fields] == [("high", "20", "18")]


def test_another_manager_and_another_period_are_changes_of_the_terms():
    other = {"seller": body()["parties"]["seller"], "manager": {"id": "n", "name": "Nora", "job_title": ""}}

    (change,) = compare(body(), body(parties=other, ends_on="2026-11-30"))

    assert [(f.name, f.old, f.new) for f in change.fields] == [
        ("ends_on", "31 December 2026", "30 November 2026"),
        ("manager", "Maya", "Nora"),
    ]


goals = st.lists(
    st.builds(goal, id=st.sampled_from("abcdef"), title=st.text(max_size=5)), max_size=4, unique_by=lambda g: g["id"]
)


@given(goals, goals)
def test_changes_tell_exactly_which_goals_came_went_and_moved_in_words(old, new):
    changes = [c for c in compare(body(*old), body(*new)) if c.kind == "goal"]
    before, after = {g["id"]: g["title"] for g in old}, {g["id"]: g["title"] for g in new}

    assert {c.item_id for c in changes if c.how == "added"} == after.keys() - before.keys()
    assert {c.item_id for c in changes if c.how == "removed"} == before.keys() - after.keys()
    assert {c.item_id for c in changes if c.how == "changed"} == {
        i for i in before.keys() & after.keys() if before[i] != after[i]
    }


days = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))


@given(st.sampled_from(["weekly", "fortnightly", "monthly"]), days, days)
def test_each_day_lies_in_one_period_that_touches_the_next(rule, one, other):
    since, day = sorted([one, other])

    first, last = period_of(rule, day, since)

    assert first <= day <= last
    assert period_of(rule, first if first >= since else since, since) == (first, last)
    assert period_of(rule, last + datetime.timedelta(days=1), since)[0] == last + datetime.timedelta(days=1)


def test_fortnights_count_from_the_week_of_the_promise():
    since = datetime.date(2026, 7, 2)  # a Thursday

    assert period_of("fortnightly", datetime.date(2026, 7, 14), since) == (datetime.date(2026, 7, 13), datetime.date(2026, 7, 26))

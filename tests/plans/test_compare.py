"""What changed from one text to another: item by item, in the order of the newer one, as a reader knows it."""

import itertools
import random
from collections import Counter
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.compare import compare, sections
from plans.redline import MOST_PAIRS, diff_words
from tests.plans.texts import METRIC, body, goal, measure, offer


def titled(letters):
    return [goal(id=letter, title=letter, measures=[], offers=[]) for letter in letters]


def told(old, new):
    """(how, title, places) of each goal that changed."""
    return [(c.how, c.title, c.places) for c in compare(body(*titled(old)), body(*titled(new)))]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("abcd", "abcd", []),
        ("abcd", "dabc", [("moved", "d", (4, 1))]),
        ("abcd", "bacd", [("moved", "b", (2, 1))]),
        ("abcd", "acdb", [("moved", "b", (2, 4))]),
        ("abc", "xabc", [("added", "x", ())]),
        ("abc", "bc", [("removed", "a", ())]),
        ("abc", "cxa", [("moved", "c", (3, 1)), ("added", "x", ()), ("removed", "b", ())]),
        ("abcd", "ad", [("removed", "b", ()), ("removed", "c", ())]),
        ("", "a", [("added", "a", ())]),
    ],
)
def test_the_fewest_goals_are_called_moved_and_the_rest_stays(old, new, changes):
    assert told(old, new) == changes


@given(st.permutations("abcdef"))
def test_what_did_not_move_stands_in_its_old_order(order):
    moved = {title for _how, title, _places in told("abcdefg", order)}
    still = [letter for letter in order if letter not in moved]

    assert still == sorted(still)
    longest = max(len(s) for n in range(7) for s in itertools.combinations(order, n) if list(s) == sorted(s))
    assert len(still) == longest


def test_a_goal_that_moved_and_changed_is_one_change_that_says_both():
    old, new = titled("ab"), titled("ba")
    new[0]["why"] = "Another reason"

    (change,) = compare(body(*old), body(*new))

    assert (change.how, change.places, [f.name for f in change.fields]) == ("changed", (2, 1), ["why"])


def test_values_stand_as_a_reader_knows_them():
    sold = METRIC | {"unit": "£", "kind": "amount"}
    old = goal(measures=[measure(metric=sold, target="412000.50", low="0.25", high=None)], offers=[offer("seller", id="o")])
    new = goal(
        family="customer",
        due_on="2026-10-09",
        measures=[measure(metric=sold, target="1200000", low=None, is_leading=False, due_on="2026-10-01")],
        offers=[offer("manager", id="o", rule="weekly", evidence="field_day", due_on=None)],
    )

    fields = [(f.name, f.old, f.new) for change in compare(body(old), body(new)) for f in change.fields]

    assert fields == [
        ("family", "Results", "Customer"),
        ("due_on", "31 December 2026", "9 October 2026"),
        ("is_leading", "an early sign, to steer by", "a result, to judge by"),
        ("target", "£412,000.5", "£1,200,000"),
        ("low", "£0.25", ""),
        ("high", "", "£20"),
        ("due_on", "", "1 October 2026"),
        ("side", "Sam", "Maya"),
        ("rule", "once", "every week"),
        ("due_on", "1 September 2026", ""),
        ("evidence", "", "a field day that is logged"),
    ]


def test_changes_stand_in_the_part_of_the_plan_that_they_belong_to():
    old = body(goal(id="1"), goal(id="2", title="Gone"), topics=[{"id": "t", "text": "Pipeline", "written_by": "seller"}])
    new = body(goal(id="1", measures=[measure(high="18")]), ends_on="2026-11-30", offers=[offer("seller", id="x")])

    found = sections(compare(old, new), old, new)

    assert [(s.title, s.goal and s.goal.how, [c.kind for c in s.changes]) for s in found] == [
        ("Title, days and people", None, ["terms"]),
        ("Grow", None, ["measure"]),
        ("Gone", "removed", ["measure", "offer", "offer"]),
        ("Beside the goals", None, ["offer"]),
        ("What we speak about each time", None, ["topic"]),
    ]


WORDS = ["the", "of", "customer", "renewal", "week", "Sam", "quarter.", "hospital"]


@pytest.mark.parametrize("words", [["a"], WORDS, [f"word{n}" for n in range(3000)]], ids=["one word", "few words", "many words"])
def test_a_text_of_the_longest_kind_is_compared_at_once(words, monkeypatch):
    """Each comparison looks at few pairs of equal words, so that all of them together do: what the time of a diff depends on."""
    pick = random.Random(1)
    old = [pick.choice(words) for _n in range(6000)]
    new = [word if place % 50 else "changed" for place, word in enumerate(old)]
    looked_at = []

    def matcher(junk, before, after, autojunk):
        others = Counter(after)
        looked_at.append(sum(others[token] for token in before))
        return SequenceMatcher(junk, before, after, autojunk)

    monkeypatch.setattr("plans.redline.difflib.SequenceMatcher", matcher)
    pieces = diff_words(" ".join(old), " ".join(new))

    assert sum(looked_at) <= 5 * MOST_PAIRS
    assert "".join(piece.kept + piece.added for piece in pieces) == " ".join(new)
    assert "".join(piece.kept + piece.removed for piece in pieces).split() == old


def test_in_a_long_text_a_changed_phrase_is_still_shown_as_one():
    lines = [f"Line {n} says what we do in week {n} of the half year." for n in range(400)]
    old, new = " ".join(lines), " ".join(lines).replace("do in week 200", "leave until week 200")

    assert [(p.removed, p.added) for p in diff_words(old, new) if p.is_change] == [("do in ", "leave until ")]

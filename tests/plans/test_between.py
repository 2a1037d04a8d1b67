"""Who agrees with which wording, and what is still open between the two: pure."""

import datetime
from types import SimpleNamespace

import pytest

from plans.between import Between, Block, Need, Opening, Suggestible, still_open
from plans.consent import Consent, consent

SAM, MAYA, FRIDA = "sam", "maya", "frida"
AT = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)


def item(key, version=1):
    return SimpleNamespace(pk=key, version=version)


def mark(version, by=SAM, at=AT):
    return SimpleNamespace(item_version=version, by_id=by, at=at)


CONSENTS = [
    # items (key, version), marks of the seller's side, then the state and what of it is open
    ([("goal", 1)], {}, "none", ["goal"]),
    ([("goal", 1)], {"goal": mark(1)}, "agrees", []),
    ([("goal", 2)], {"goal": mark(1)}, "earlier", ["goal"]),
    ([("goal", 1)], {"goal": mark(1, by=FRIDA)}, "none", ["goal"]),
    ([("goal", 1), ("measure", 1)], {"goal": mark(1), "measure": mark(1)}, "agrees", []),
    ([("goal", 1), ("measure", 3)], {"goal": mark(1), "measure": mark(2)}, "earlier", ["measure"]),
    ([("goal", 1), ("added", 1)], {"goal": mark(1)}, "earlier", ["added"]),
    ([("goal", 1), ("measure", 1)], {"measure": mark(1)}, "partly", ["goal"]),
    ([("goal", 1), ("measure", 2)], {"measure": mark(1)}, "none", ["goal", "measure"]),
    ([("goal", 1), ("measure", 1)], {"goal": mark(1, by=FRIDA), "measure": mark(1)}, "partly", ["goal"]),
]


@pytest.mark.parametrize(("items", "marks", "state", "still"), CONSENTS)
def test_how_a_side_stands_to_what_is_agreed_together(items, marks, state, still):
    items = [item(*one) for one in items]

    found = consent("seller", items, {(key, "seller"): one for key, one in marks.items()}, SAM)

    assert (found.state, [one.pk for one in found.changed], bool(found)) == (state, still, state == "agrees")


def test_consent_of_one_side_says_nothing_of_the_other():
    marks = {("goal", "seller"): mark(1), ("goal", "manager"): mark(1, by=FRIDA)}

    assert consent("seller", [item("goal")], marks, SAM)
    assert not consent("manager", [item("goal")], marks, MAYA)


def test_consent_knows_when_it_was_last_given():
    later = AT + datetime.timedelta(days=1)
    marks = {("goal", "seller"): mark(1), ("measure", "seller"): mark(1, at=later)}

    assert consent("seller", [item("goal"), item("measure")], marks, SAM).at == later
    assert consent("seller", [item("goal")], {}, SAM).at is None


def stands(seller="none", manager="none"):
    return {"seller": Consent("seller", seller), "manager": Consent("manager", manager)}


def thread(*waits_for, text="Why?"):
    return SimpleNamespace(waits_for=frozenset(waits_for), last=SimpleNamespace(text=text), place="#remark-1")


GOAL = ("Win", "#goal-1")
SITUATIONS = {
    "nothing at all": ([], [], [], [], {}),
    "both agree": ([Block(*GOAL, stands("agrees", "agrees"))], [], [], [], {}),
    "nobody has agreed": ([Block(*GOAL, stands())], [], [], [], {"seller": ["agree"], "manager": ["agree"]}),
    "one has": ([Block(*GOAL, stands("agrees", "none"))], [], [], [], {"manager": ["agree"]}),
    "some parts are not the whole": ([Block(*GOAL, stands("partly", "agrees"))], [], [], [], {"seller": ["agree"]}),
    "it changed since": ([Block(*GOAL, stands("earlier", "agrees"))], [], [], [], {"seller": ["agree_again"]}),
    "the manager asked": ([], [thread("seller")], [], [], {"seller": ["answer"]}),
    "the seller had the last word": ([], [thread("manager")], [], [], {"manager": ["answer"]}),
    "a coach had it": ([], [thread("seller", "manager")], [], [], {"both": ["answer"]}),
    "a settled thread": ([], [thread()], [], [], {}),
    "a suggestion to the seller": (
        [],
        [],
        [Suggestible("seller", "manager", "Call", "#item-1", stands())],
        [],
        {"seller": ["suggestion"]},
    ),
    "a suggestion that was agreed with": (
        [],
        [],
        [Suggestible("seller", "manager", "Call", "#item-1", stands("agrees"))],
        [],
        {},
    ),
    "one's own offer": ([], [], [Suggestible("seller", "seller", "Call", "#item-1", stands())], [], {}),
    "a suggestion beside the goals is asked once": (
        [Block("Call", "#item-1", stands("none", "agrees"))],
        [],
        [Suggestible("seller", "manager", "Call", "#item-1", stands("none", "agrees"))],
        [],
        {"seller": ["suggestion"]},
    ),
    "nothing offered by the manager": ([], [], [], [Need("no_manager_offer", "…", "#goal-1", "Offer")], {"manager": ["offer"]}),
    "nothing offered by the seller": ([], [], [], [Need("no_seller_offer", "…", "#goal-1", "Offer")], {"seller": ["offer"]}),
    "no measure": ([], [], [], [Need("no_measure", "…", "#goal-1", "Say how")], {"both": ["ready"]}),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_whose_turn_it_is_with_what(name):
    blocks, threads, offers, needs, expected = SITUATIONS[name]

    found = still_open(blocks, threads, offers, needs)

    everything = {**found.of, "both": found.both}
    assert {whose: [one.kind for one in openings] for whose, openings in everything.items() if openings} == expected
    assert found.count == sum(map(len, expected.values()))


def test_each_opening_leads_to_its_place():
    found = still_open([Block(*GOAL, stands("agrees"))], [thread("seller", text="Until when?")], [], [])

    assert found.of["manager"] == [Opening("agree", "Win", "#goal-1")]
    assert found.of["seller"] == [Opening("answer", "Until when?", "#remark-1")]


def test_what_is_asked_stands_before_what_is_to_be_agreed():
    blocks = [Block("Win", "#goal-1", stands()), Block("Keep", "#goal-2", stands("earlier"))]

    found = still_open(blocks, [thread("seller")], [], [])

    assert [kind for kind, _openings in found.groups("seller")] == ["answer", "agree_again", "agree"]
    assert Between().groups("seller") == []

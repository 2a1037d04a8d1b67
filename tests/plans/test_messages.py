"""What plans tell people."""

import pytest
from django.template.loader import render_to_string

from reminders.kinds import registered

OWN = [kind for kind in registered() if kind.room == "plans"]


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.name)
@pytest.mark.parametrize("form", ["mail/{}.subject.txt", "mail/{}.txt", "mail/{}.html", "inbox/{}.html"])
def test_each_kind_has_its_letter_and_its_line_in_the_inbox(kind, form):
    name = form.format(kind.name.partition(".")[2])
    facts = {"who": "Maya <b>", "first": "Maya", "title": "Plan & more", "number": 3, "digest": "ab12"}

    text = render_to_string(f"plans/{name}", {"facts": facts, "kind": kind, "link": "https://perfplan.example/plans/"})

    assert text.strip()
    assert "<b>" not in text or name.endswith(".txt")
    assert "None" not in text


def test_a_letter_carries_no_numbers_and_no_words_of_the_plan():
    """E-mails say that something waits, and where: the facts they get hold names and titles only."""
    assert {kind.name for kind in OWN if not kind.can_mute} == {
        "plans.proposed",
        "plans.signed",
        "plans.countered",
        "plans.withdrawn",
        "plans.expired",
        "plans.amended",
        "plans.taken_over",
        "plans.waits",
    }

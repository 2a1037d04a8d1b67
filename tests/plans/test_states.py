"""Where plans, proposals and promises can stand, and the diagrams of it in docs/plans.md."""

import re

import pytest

from people.verdict import Refused
from plans.models import Commitment, CommitmentState, Plan, PlanStatus, Proposal, ProposalState, commitments, plan, versions
from tests.test_house import ROOT

TABLES = [
    (Plan, "status", PlanStatus, plan.NEXT),
    (Proposal, "state", ProposalState, versions.NEXT),
    (Commitment, "state", CommitmentState, commitments.NEXT),
]
WRONG = [
    (model, field, state, to)
    for model, field, states, table in TABLES
    for state in states
    for to in states
    if to not in table[state]
]


@pytest.mark.parametrize(("model", "field", "states", "table"), TABLES, ids=lambda x: getattr(x, "__name__", ""))
def test_every_state_is_in_its_table(model, field, states, table):
    assert set(table) == set(states)
    assert set().union(*table.values()) <= set(states)


@pytest.mark.parametrize(("model", "field", "state", "to"), WRONG)
def test_a_step_that_is_not_in_the_table_is_refused(model, field, state, to):
    row = model(**{field: state})

    with pytest.raises(Refused, match=str(state.label)):
        row.move_to(to)

    assert getattr(row, field) == state


def diagram(table):
    """The table as a Mermaid state diagram."""
    steps = [f"    {state.value} --> {to.value}" for state in table for to in type(state) if to in table[state]]
    ends = [f"    {state.value} --> [*]" for state in table if not table[state]]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {next(iter(table)).value}", *steps, *ends])


def test_the_diagrams_in_the_documentation_are_those_of_the_tables():
    drawn = re.findall(r"```mermaid\n(.*?)\n```", (ROOT / "docs/plans.md").read_text(), re.S)

    assert drawn == [diagram(table) for _model, _field, _states, table in TABLES]

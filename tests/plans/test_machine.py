"""Two people do whatever they like, in any order: what must always be true stays true."""

import datetime
import hashlib
import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from metrics.models import Target
from people.chain import verify
from people.verdict import Refused
from plans import actions
from plans.body import offers_of, written
from plans.ledger import targets_of
from plans.models import Commitment, Plan, PlanVersion, Proposal, Signature
from plans.working import Working, stamp
from tests.factories import PlanFactory

people = st.sampled_from(["person", "manager"])
texts = st.sampled_from(["Grow", "Grow in hospitals", "Protect renewals", "Écoute 🎧", "שלום"])


class TwoPeople(RuleBasedStateMachine):
    """A seller and a manager with one plan, each with what they last had on screen."""

    def __init__(self):
        super().__init__()
        self.history = transaction.atomic()
        self.history.__enter__()
        self.plan = PlanFactory(ready=True, ready__goals=2)
        self.is_changed = True
        self.screens = {}  # what each saw last: revision, versions of items, proposal and its digest
        self.texts_signed = {}  # signature id -> the text that was on screen
        for who in ("person", "manager"):
            self.look(who)

    def teardown(self):
        """Nothing of one sequence is left for the next."""
        transaction.set_rollback(True)
        self.history.__exit__(None, None, None)

    def me(self, who):
        return getattr(self.plan, who)

    def now(self):
        return Plan.objects.get(pk=self.plan.pk)

    def attempt(self, action, *arguments, **named):
        """Do it, or be refused with a sentence; any other error is a fault."""
        try:
            answer = action(*arguments, **named)
            self.is_changed = True
            return answer
        except Refused as refused:
            assert str(refused)
            return None

    @rule(who=people)
    def look(self, who):
        plan = self.now()
        working = Working(plan)
        waiting = plan.proposals.open().first()
        self.screens[who] = {
            "revision": plan.revision,
            "items": {item.pk: (item, item.version) for item in [*working.goals, *working.measures, *working.offers]},
            "stamps": [(goal, stamp(working.block(goal))) for goal in working.goals],
            "text": written(plan, effective_on=plan.first_effective_day()),
            "proposal": (waiting.pk, bytes(waiting.text_digest).hex(), bytes(waiting.body)) if waiting else None,
        }

    def _item(self, who, pick):
        items = list(self.screens[who]["items"].values())
        return items[pick % len(items)] if items else (None, 0)

    @rule(who=people, pick=st.integers(0, 20), text=texts)
    def edit(self, who, pick, text):
        item, version = self._item(who, pick)
        if item is not None:
            field = "title" if hasattr(item, "title") else "text"
            self.attempt(actions.edit_item, item, by=self.me(who), seen_version=version, **{field: text})

    @rule(who=people, pick=st.integers(0, 20))
    def drop(self, who, pick):
        item, version = self._item(who, pick)
        if item is not None:
            self.attempt(actions.drop_item, item, by=self.me(who), seen_version=version)

    @rule(who=people, side=st.sampled_from(["seller", "manager"]), text=texts, pick=st.integers(0, 5))
    def offer(self, who, side, text, pick):
        goals = Working(self.now()).goals
        goal = goals[pick % len(goals)] if goals else None
        self.attempt(actions.add_offer, self.now(), by=self.me(who), side=side, text=text, goal=goal)

    @rule(who=people, pick=st.integers(0, 5))
    def agree(self, who, pick):
        stamps = self.screens[who]["stamps"]
        if stamps:
            goal, seen = stamps[pick % len(stamps)]
            self.attempt(actions.agree_item, goal, by=self.me(who), seen_stamp=seen)

    @rule(who=people)
    def propose(self, who):
        me, screen = self.me(who), self.screens[who]
        made = self.attempt(actions.propose, self.now(), by=me, seen_revision=screen["revision"], typed_name=me.name)
        if made:
            self.texts_signed[made.signatures.get().pk] = screen["text"]

    @rule(who=people)
    def sign(self, who):
        seen = self.screens[who]["proposal"]
        if seen:
            me = self.me(who)
            version = self.attempt(actions.sign, self.now(), by=me, proposal_id=seen[0], seen_digest=seen[1], typed_name=me.name)
            if version:
                self.texts_signed.setdefault(version.proposal.signatures.get(person=me).pk, seen[2])

    @rule(who=people)
    def agree_quickly(self, who):
        """Both look and sign: so that versions come about often."""
        other = {"person": "manager", "manager": "person"}[who]
        for step, person in ((self.look, who), (self.propose, who), (self.look, other), (self.sign, other)):
            step(person)

    @rule(who=people)
    def counter(self, who):
        self.attempt(actions.counter, self.now(), by=self.me(who), reason="Not yet")

    @rule(who=people)
    def withdraw(self, who):
        self.attempt(actions.withdraw, self.now(), by=self.me(who))

    @rule(who=people)
    def amend(self, who):
        self.attempt(actions.amend, self.now(), by=self.me(who), reason="It changed")

    @rule(who=people)
    def give_up(self, who):
        self.attempt(actions.give_up_amendment, self.now(), by=self.me(who))

    @precondition(lambda self: Commitment.objects.exists())
    @rule(who=people, pick=st.integers(0, 20), what=st.sampled_from(["keep", "miss", "drop_commitment", "grant"]))
    def promise(self, who, pick, what):
        rows = list(Commitment.objects.order_by("made_at", "pk"))
        self.attempt(getattr(actions, what), rows[pick % len(rows)], by=self.me(who))

    @invariant()
    def everything_holds(self):
        """Looked at after each step that changed something."""
        if self.is_changed:
            self.nobody_signs_twice_and_a_version_has_both()
            self.what_was_signed_is_what_was_on_screen()
            self.an_agreed_plan_says_what_is_in_force()
            self.ledger_and_targets_match_the_text_in_force()
        self.is_changed = False

    def nobody_signs_twice_and_a_version_has_both(self):
        for version in PlanVersion.objects.select_related("proposal"):
            assert {s.side for s in version.proposal.signatures.all()} == {"seller", "manager"}
            assert {s.person_id for s in version.proposal.signatures.all()} == {self.plan.person_id, self.plan.manager_id}
        for proposal in Proposal.objects.all():
            assert proposal.signatures.count() == (2 if proposal.state == "signed" else 1)

    def what_was_signed_is_what_was_on_screen(self):
        for signature in Signature.objects.select_related("proposal"):
            text = bytes(signature.proposal.body)
            assert self.texts_signed[signature.pk] == text
            assert bytes(signature.text_digest) == hashlib.sha256(bytes(signature.proposal.salt) + text).digest()
        for version in PlanVersion.objects.select_related("proposal"):
            assert bytes(version.body) == bytes(version.proposal.body)
        assert verify(PlanVersion)

    def an_agreed_plan_says_what_is_in_force(self):
        plan = self.now()
        assert (plan.status == "proposed") == Proposal.objects.filter(state="open").exists()
        if plan.status == "agreed":
            day = datetime.date.fromisoformat(json.loads(bytes(plan.in_force.body))["effective_on"])
            assert _meaning(json.loads(written(plan, effective_on=day))) == _meaning(plan.in_force.text)

    def ledger_and_targets_match_the_text_in_force(self):
        plan = self.now()
        if plan.in_force_id is None:
            assert not Commitment.objects.exists()
            assert not Target.objects.exists()
            return
        offers = {offer["id"]: (offer["side"], offer["text"], goal) for goal, offer in offers_of(plan.in_force.text)}
        rows = Commitment.objects.filter(state="open")
        assert all(offers[str(c.offer_id)] == (c.side, c.text, str(c.goal_id) if c.goal_id else None) for c in rows)
        assert {str(c.offer_id) for c in Commitment.objects.exclude(state__in=["renegotiated"])} >= offers.keys()
        held = {(t.goal_id, t.metric_id) for t in Target.objects.filter(agreement_id=plan.in_force_id)}
        from_text = {(t["goal_id"], t["metric"].pk) for t in targets_of(plan.in_force.text)}
        assert {(str(goal), metric) for goal, metric in held} == from_text


def _meaning(value):
    """A text without the marks of who wrote an item last."""
    if isinstance(value, dict):
        return {key: _meaning(item) for key, item in value.items() if key != "written_by"}
    return [_meaning(item) for item in value] if isinstance(value, list) else value


@pytest.mark.django_db
def test_two_people_in_any_order_keep_every_promise_of_the_plan():
    some = settings(max_examples=100, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(TwoPeople, settings=some)

"""A seller and their managers do whatever they like, in any order: what must always be true stays true.

Two ways of looking for trouble with the same moves: a machine of Hypothesis, which finds short sequences and makes them shorter,
and long walks by a seed: ten of a thousand actions each.
"""

import datetime
import hashlib
import json
import random

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from metrics.models import Target
from people.actions import change_manager
from people.chain import verify
from people.verdict import Refused
from plans import actions
from plans.body import offers_of, written
from plans.ledger import targets_of
from plans.models import Choice, Comment, Commitment, Plan, PlanVersion, Proposal, Signature
from plans.working import Working, stamp
from tests.factories import PersonFactory, PlanFactory

WALKS, STEPS = 10, 1000
PEOPLE = ["seller", "manager", "second", "third"]
TEXTS = ["Grow", "Grow in hospitals", "Protect renewals", "Écoute 🎧", "שלום"]


class Company:
    """One plan, its seller and three who may lead them, each with what they last had on screen."""

    def __init__(self):
        self.plan = PlanFactory(ready=True, ready__goals=2)
        self.people = {
            "seller": self.plan.person,
            "manager": self.plan.manager,
            "second": PersonFactory(name="Nora New"),
            "third": PersonFactory(name="Omar Osei"),
        }
        self.admin, self.changes_of_line = PersonFactory(admin=True), 0
        self.screens = {}  # what each saw last: revision, versions of items, proposal and its digest
        self.texts_signed = {}  # signature id -> the text that was on screen
        self.is_changed, self.in_force, self.done = True, None, dict.fromkeys(MOVES, 0)
        for who in PEOPLE:
            self.look(who)

    def now(self):
        return Plan.objects.get(pk=self.plan.pk)

    def attempt(self, action, *arguments, **named):
        """Do it, or be refused with a sentence; any other error is a fault."""
        try:
            with transaction.atomic():
                answer = action(*arguments, **named)
        except (Refused, ValidationError) as refused:
            assert str(refused)
            return None
        self.is_changed = True
        return answer

    def do(self, move, *arguments):
        """One move, and a look at everything that must be true."""
        changed_before, self.is_changed, before = self.is_changed, False, self.in_force
        getattr(self, move)(*arguments)
        self.done[move] += self.is_changed or move == "look"
        if self.is_changed:
            self.everything_holds(may_be_signed=move in ("sign", "agree_quickly"), before=before)
        self.is_changed |= changed_before  # of a move that is made of several

    # -- moves ----------------------------------------------------------------------------------------------------------

    def look(self, who, *_rest):
        plan = self.now()
        working = Working(plan)
        waiting = plan.proposals.open().first()
        self.screens[who] = {
            "revision": plan.revision,
            "items": [(item, item.version) for item in [*working.goals, *working.measures, *working.offers]],
            "stamps": [(goal, stamp(working.block(goal))) for goal in working.goals],
            "text": written(plan, effective_on=plan.first_effective_day()),
            "proposal": (waiting.pk, bytes(waiting.text_digest).hex(), bytes(waiting.body)) if waiting else None,
        }

    def _item(self, who, pick):
        items = self.screens[who]["items"]
        return items[pick % len(items)] if items else (None, 0)

    def edit(self, who, pick, text):
        item, version = self._item(who, pick)
        if item is not None:
            field = "title" if hasattr(item, "title") else "text"
            self.attempt(actions.edit_item, item, by=self.people[who], seen_version=version, **{field: text})

    def drop(self, who, pick, _text):
        if pick % 2:
            self.look(who)
        item, version = self._item(who, pick)
        if item is not None and pick % 3 == 0:
            self.attempt(actions.drop_item, item, by=self.people[who], seen_version=version)

    def restore(self, who, pick, _text):
        item, _version = self._item(who, pick)
        if item is not None:
            self.attempt(actions.restore_item, item, by=self.people[who])

    def move(self, who, pick, _text):
        item, _version = self._item(who, pick)
        if item is not None:
            self.attempt(actions.reorder, item, by=self.people[who], places=pick % 5 - 2)

    def copy(self, who, pick, _text):
        item, _version = self._item(who, pick)
        if item is not None and self.now().offers.count() < 40:
            self.attempt(actions.duplicate_item, item, by=self.people[who])

    def offer(self, who, pick, text):
        goals = [goal for goal, _stamp in self.screens[who]["stamps"]]
        goal, side = goals[pick % len(goals)] if goals else None, ["seller", "manager"][pick % 2]
        if self.now().offers.count() < 40:
            self.attempt(actions.add_offer, self.now(), by=self.people[who], side=side, text=text, goal=goal)

    def agree(self, who, pick, _text):
        stamps = self.screens[who]["stamps"]
        if stamps:
            goal, seen = stamps[pick % len(stamps)]
            self.attempt(actions.agree_item, goal, by=self.people[who], seen_stamp=seen)

    def propose(self, who, pick=1, _text=""):
        if pick % 2 == 0:
            self.mend()
            self.look(who)
        me, screen = self.people[who], self.screens[who]
        made = self.attempt(actions.propose, self.now(), by=me, seen_revision=screen["revision"], typed_name=me.name)
        if made:
            self.texts_signed[made.signatures.get().pk] = screen["text"]

    def sign(self, who, *_rest):
        seen, me = self.screens[who]["proposal"], self.people[who]
        if seen:
            version = self.attempt(actions.sign, self.now(), by=me, proposal_id=seen[0], seen_digest=seen[1], typed_name=me.name)
            if version:
                self.texts_signed.setdefault(version.proposal.signatures.get(person=me).pk, seen[2])

    def agree_quickly(self, who, *_rest):
        """Both look, one mends what keeps it from being signed, and both sign: so that versions come about often."""
        plan = self.now()
        pair = [who, "seller"] if who != "seller" else ["seller", self._name_of(plan.manager)]
        self.mend()
        for step, person in zip((self.look, self.propose, self.look, self.sign), [pair[0]] * 2 + [pair[1]] * 2, strict=True):
            step(person)

    def mend(self):
        """What keeps it from being signed goes: promises that are handed over are chosen, and each goal has all that it needs."""
        plan = self.now()
        for promise in Commitment.objects.undecided(plan):
            self.attempt(actions.choose_handover, promise, by=plan.manager, choice="take")
        if not Working(plan).goals:
            self.attempt(actions.add_goal, self.now(), by=plan.person, family="team", title="Help", why="", due_on=plan.ends_on)
        for goal in Working(plan).goals:
            if not goal.its_measures:
                self.attempt(actions.add_measure, goal, by=plan.person, kind="criteria", text="Both see it", due_on=plan.ends_on)
            for side in ("seller", "manager"):
                if not any(offer.side == side for offer in goal.its_offers):
                    self.attempt(actions.add_offer, self.now(), by=plan.person, side=side, text="Help", goal=goal)

    def _name_of(self, person):
        return next(name for name, one in self.people.items() if one == person)

    def counter(self, who, *_rest):
        self.attempt(actions.counter, self.now(), by=self.people[who], reason="Not yet")

    def answer_quickly(self, who, *_rest):
        """The manager proposes what was mended, and the seller counters."""
        self.mend()
        manager = self._name_of(self.now().manager)
        self.look(manager)
        self.propose(manager)
        self.do("counter", "seller")

    def hand_over_quickly(self, _who, pick, text):
        """What waits is taken back; another leads the seller, takes the plan over, and says what becomes of each promise."""
        others = [name for name in PEOPLE[1:] if self.people[name] != self.now().manager]
        who = others[pick % len(others)]
        for one in PEOPLE:
            self.do("withdraw", one)
        self.do("change_line", who, 0, text)
        self.do("take_over", who, 1, text)
        for place in range(self.plan.commitments.filter(side="manager").count()):
            self.do("choose", who, place, text)

    def withdraw(self, who, *_rest):
        self.attempt(actions.withdraw, self.now(), by=self.people[who])

    def expire(self, _who, pick, _text):
        if actions.expire_proposals(as_of=timezone.localdate() + datetime.timedelta(days=pick + 20)):
            self.is_changed = True

    def amend(self, who, *_rest):
        self.attempt(actions.amend, self.now(), by=self.people[who], reason="It changed")

    def give_up(self, who, *_rest):
        self.attempt(actions.give_up_amendment, self.now(), by=self.people[who])

    def change_line(self, who, pick, _text):
        """Another leads the seller from the next day of the past on; at most as often as there are such days."""
        day = self.plan.starts_on + datetime.timedelta(days=self.changes_of_line + 1)
        if who != "seller" and pick % 4 == 0 and day < timezone.localdate():
            self.changes_of_line += 1
            seller = type(self.plan.person).objects.get(pk=self.plan.person_id)
            self.attempt(change_manager, seller, self.people[who], by=self.admin, on=day)

    def take_over(self, who, pick, _text):
        leads = type(self.plan.person).objects.get(pk=self.plan.person_id).manager()
        self.attempt(actions.take_over, self.now(), by=leads if pick % 2 else self.people[who])

    def choose(self, who, pick, _text):
        left = list(Commitment.objects.filter(side="manager", plan=self.plan).order_by("made_at", "pk"))
        if left:
            choice = Choice.values[pick % 3]
            me = self.now().manager if pick % 2 else self.people[who]
            self.attempt(actions.choose_handover, left[pick % len(left)], by=me, choice=choice)

    def promise(self, who, pick, text):
        """Something promised beside the text, as in a talk; not so often that the walk drowns in it."""
        side = "seller" if who == "seller" else "manager"
        if pick % 4 == 0 and Commitment.objects.filter(state="open").count() < 30:
            self.attempt(actions.promise, self.now(), by=self.people[who], side=side, text=text, origin="session")

    def remark(self, who, pick, text):
        """Something said about an item, or an answer to what was said; it may settle that."""
        item, _version = self._item(who, pick)
        last = Comment.objects.filter(plan=self.plan).order_by("at").last()
        if last is None or pick % 3 == 0:
            self.attempt(actions.comment, self.now(), by=self.people[who], item_id=item.pk if item else self.plan.pk, text=text)
        elif pick % 3 == 1:
            self.attempt(actions.answer, last, by=self.people[who], text=text)
        else:
            self.attempt(actions.settle, last, by=self.people[who])

    def live(self, who, pick, _text):
        """Keep, miss, let go, grant or put off one of the promises."""
        rows = list(Commitment.objects.order_by("made_at", "pk"))
        if not rows:
            return
        name = ["keep", "miss", "drop_commitment", "grant", "decline", "reopen_commitment", "renegotiate"][pick % 7]
        later = {"due_on": timezone.localdate() + datetime.timedelta(days=1 + pick)} if name == "renegotiate" else {}
        self.attempt(getattr(actions, name), rows[(pick * 7 + len(rows)) % len(rows)], by=self.people[who], **later)

    # -- what is always true ----------------------------------------------------------------------------------------------

    def everything_holds(self, may_be_signed, before):
        plan = self.now()
        self.in_force = plan.in_force_id
        assert may_be_signed or self.in_force == before, "something else than a signature changed what is in force"
        self.nobody_signs_twice_and_a_version_has_both()
        self.what_was_signed_is_what_was_on_screen(is_new=self.in_force != before)
        self.an_agreed_plan_says_what_is_in_force(plan)
        self.no_promise_is_an_orphan(plan, is_new=self.in_force != before)

    def nobody_signs_twice_and_a_version_has_both(self):
        signed = {}
        for proposal_id, person_id, side in Signature.objects.values_list("proposal", "person", "side"):
            signed.setdefault(proposal_id, []).append((side, person_id))
        for proposal in Proposal.objects.defer("body").all():
            signatures = signed[proposal.pk]
            assert len(signatures) == len({person for _side, person in signatures}) == (2 if proposal.state == "signed" else 1)
            assert {side for side, _person in signatures} == ({"seller", "manager"} if len(signatures) == 2 else {proposal.side})
            assert (proposal.ended_at is None) == (proposal.state == "open")
            assert proposal.answers_id is None or proposal.answers_id in signed
        assert PlanVersion.objects.count() == sum(len(signatures) == 2 for signatures in signed.values())

    def what_was_signed_is_what_was_on_screen(self, is_new):
        for signature in Signature.objects.select_related("proposal").exclude(pk__in=self.seen_well):
            text = bytes(signature.proposal.body)
            assert self.texts_signed[signature.pk] == text
            assert bytes(signature.text_digest) == hashlib.sha256(bytes(signature.proposal.salt) + text).digest()
            self.seen_well.add(signature.pk)
        if is_new:
            newest = PlanVersion.objects.select_related("proposal").latest("number")
            assert bytes(newest.body) == bytes(newest.proposal.body)
            assert verify(PlanVersion)

    def an_agreed_plan_says_what_is_in_force(self, plan):
        assert (plan.status == "proposed") == Proposal.objects.filter(state="open").exists()
        if plan.status == "agreed":
            day = datetime.date.fromisoformat(plan.in_force.text["effective_on"])
            now, signed = _meaning(json.loads(written(plan, effective_on=day))), _meaning(plan.in_force.text)
            assert {**now, "parties": None} == {**signed, "parties": None}

    def no_promise_is_an_orphan(self, plan, is_new):
        if plan.in_force_id is None:
            assert not Commitment.objects.exclude(offer_id=None).exists()
            assert not Target.objects.exists()
            return
        text = plan.in_force.text
        offers = {offer["id"]: (offer["side"], offer["text"], goal) for goal, offer in offers_of(text)}
        rows = list(Commitment.objects.all())
        continued = {row.succeeds_id for row in rows}
        last = [row for row in rows if row.offer_id and row.pk not in continued]
        for row in rows:
            assert row.state != "open" or row.offer_id is None or str(row.offer_id) in offers, (
                "an open promise that no text holds"
            )
            assert (row.state == "open") or row.closed_at is not None
            if row.state == "open" and row.offer_id:
                assert offers[str(row.offer_id)] == (row.side, row.text, str(row.goal_id) if row.goal_id else None)
        told = [str(row.offer_id) for row in last if str(row.offer_id) in offers]
        assert sorted(told) == sorted(offers), "each promise of the text has exactly one commitment, open or closed"
        if is_new:
            manager = text["parties"]["manager"]["id"]
            assert {str(row.by_id) for row in rows if row.state == "open" and row.side == "manager"} <= {manager}
            assert {str(row.to_id) for row in rows if row.state == "open" and row.side == "seller"} <= {manager}
            held = {(str(t.goal_id), t.metric_id) for t in Target.objects.filter(agreement_id=plan.in_force_id)}
            assert held == {(t["goal_id"], t["metric"].pk) for t in targets_of(text)}

    @property
    def seen_well(self):
        return self.__dict__.setdefault("_seen_well", set())


MOVES = {  # how often a walk makes each move
    "look": 18, "edit": 14, "drop": 4, "restore": 3, "move": 4, "copy": 2, "offer": 4, "agree": 4, "propose": 10, "sign": 8,
    "agree_quickly": 8, "counter": 3, "withdraw": 2, "expire": 2, "amend": 10, "give_up": 2, "change_line": 3, "take_over": 4,
    "choose": 8, "promise": 3, "live": 8, "remark": 3, "answer_quickly": 2, "hand_over_quickly": 2,
}  # fmt: skip


def _meaning(value):
    """A text without the marks of who wrote an item last."""
    if isinstance(value, dict):
        return {key: _meaning(item) for key, item in value.items() if key != "written_by"}
    return [_meaning(item) for item in value] if isinstance(value, list) else value


def next_move(company, pick):
    """Every second one that has not come about yet; what it needs comes about in between."""
    missing = [move for move in MOVES if not company.done[move]]
    if missing and pick.random() < 0.5:
        return pick.choice(missing)
    return pick.choices([*MOVES], [*MOVES.values()])[0]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(WALKS))
def test_a_thousand_actions_in_any_order_keep_every_promise_of_the_plan(seed):
    pick, company = random.Random(seed), Company()
    for _step in range(STEPS):
        move = next_move(company, pick)
        who = pick.choices(PEOPLE, [4, 3, 2, 2])[0]
        company.do(move, who, pick.randrange(40), pick.choice(TEXTS))

    assert verify(PlanVersion).count == PlanVersion.objects.count() >= 4
    idle = {move for move, times in company.done.items() if not times}
    assert not idle, f"this walk never came to {idle}"


moves = st.tuples(st.sampled_from([*MOVES]), st.sampled_from(PEOPLE), st.integers(0, 40), st.sampled_from(TEXTS))


class Machine(RuleBasedStateMachine):
    """The same moves, as Hypothesis picks them."""

    def __init__(self):
        super().__init__()
        self.history = transaction.atomic()
        self.history.__enter__()
        self.company = Company()

    def teardown(self):
        """Nothing of one sequence is left for the next."""
        transaction.set_rollback(True)
        self.history.__exit__(None, None, None)

    @rule(move=moves)
    def act(self, move):
        self.company.do(*move)

    @rule(who=st.sampled_from(PEOPLE))
    def sign_at_once(self, who):
        self.company.do("agree_quickly", who)

    @invariant()
    def the_chain_is_whole(self):
        assert verify(PlanVersion)


@pytest.mark.django_db
def test_short_sequences_in_any_order_keep_every_promise_of_the_plan():
    some = settings(max_examples=60, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Machine, settings=some)

"""What stands in the plans of Maya's team that one comes to look at: each is written as two people would, through the actions."""

import datetime
from decimal import Decimal

from people.actions import change_manager
from perfplan.demo import lines
from perfplan.demo.clock import on
from plans import actions
from plans.models import Commitment, Goal, Plan
from plans.working import Working, stamp


def days(count):
    """So many days."""
    return datetime.timedelta(days=count)


def fresh(plan):
    """The plan as it is now."""
    return Plan.objects.get(pk=plan.pk)


def goals_of(plan):
    """The goals of its working copy in their order, with all that hangs on them."""
    return Working(fresh(plan)).goals


def edit(item, by, **fields):
    """Change an item as it stands."""
    return actions.edit_item(item, by=by, seen_version=item.version, **fields)


def agree(plan, goal, by):
    """`by` agrees with a goal and all that hangs on it."""
    working = Working(fresh(plan))
    block = working.block(next(one for one in working.goals if one.pk == goal.pk))
    actions.agree_item(block[0], by=by, seen_stamp=stamp(block))


def propose(plan, by, **fields):
    """`by` signs the working copy and asks the other to."""
    plan = fresh(plan)
    return actions.propose(plan, by=by, seen_revision=plan.revision, typed_name=by.name, **fields)


def sign(proposal, by):
    """The second signature."""
    digest = bytes(proposal.text_digest).hex()
    return actions.sign(fresh(proposal.plan), by=by, proposal_id=proposal.pk, seen_digest=digest, typed_name=by.name)


def have_read(plan, *people):
    """Each has read everything that there is so far."""
    newest = plan.history.order_by("-pk").values_list("pk", flat=True).first()
    for person in people:
        actions.mark_read(plan, by=person, upto=newest)


def portrait(plan, seller, manager, both):
    """Both voices."""
    for topic, (own, other) in both.items():
        actions.write_portrait(plan, by=seller, topic=topic, text=own)
        actions.write_portrait(plan, by=manager, topic=topic, text=other)


# -- Sam: a plan in force, with a history -----------------------------------------------------------------------------


def sam(planner, org, half, cycle, priorities, template):
    """Begun by Sam from the template and from what was left over, written with Maya, countered once, signed, and amended after
    two proposals that came to nothing.
    """
    seller, manager, first = org.sellers[0], org.managers[0], half.starts_on
    with on(first, 9):
        before = Plan.objects.filter(person=seller).first()
        left_over = Goal.objects.kept().filter(plan=before).order_by("position")[1]
        plan = actions.start(
            by=seller, person=seller, title=half.name, starts_on=first, ends_on=half.ends_on, cycle=cycle,
            template=template, earlier=[left_over.pk],
        )  # fmt: skip
        portrait(plan, seller, manager, lines.SAM_PORTRAIT)
        make_it_sams(planner, plan, seller, manager, priorities)
    with on(first + days(3), 15):
        proposal = propose(plan, manager, reason=lines.FIRST)
    with on(first + days(4), 10):
        actions.counter(fresh(plan), by=seller, reason=lines.COUNTERED)
        edit(goals_of(plan)[2], seller, specific=lines.NEGOTIATE)
    with on(first + days(5), 9):
        proposal = propose(plan, seller)
    with on(first + days(6), 11):
        sign(proposal, manager)
    coach(plan, org, first + days(20))
    amend_sam(plan, seller, manager, first + days(45))
    return fresh(plan)


def make_it_sams(planner, plan, seller, manager, priorities):
    """Five goals that are Sam's, and no longer anybody's."""
    goals = goals_of(plan)
    low, high, baseline = planner.range_of("first_meetings", 0)
    target = Decimal(round(planner.levels["won_value"][0] * 26, -3))
    new, base, negotiate, team, record, left_over = goals
    edit(new, seller, title="Win new business in hospitals", why=lines.HOSPITALS, priority=priorities[0], weight=40)
    edit(new.its_measures[0], manager, low=low, high=high, baseline=baseline)
    edit(new.its_measures[1], manager, target=target)
    actions.drop_item(base, by=seller, seen_version=base.version, reason="We go on with the one from the last half.")
    edit(left_over, manager, weight=20, priority=priorities[1])
    edit(negotiate, seller, why=lines.DISCOUNTS, weight=20)
    edit(team, manager, title="Write the hospital story down", weight=10)
    edit(record, seller, weight=10)
    for offer in [offer for goal in goals_of(plan) for offer in goal.its_offers if offer.rule == "once" and not offer.due_on]:
        who = seller if offer.side == "seller" else manager
        edit(offer, who, due_on=plan.starts_on + days(30 + 17 * (len(offer.text) % 8)))
    for side, text in lines.EASY_TO_BUY_FROM.items():
        by, due_on = plan.party(side), plan.starts_on + days(60)
        actions.add_offer(plan, by=by, side=side, goal=left_over, text=text, due_on=due_on)
    topic = plan.topics.get(text="Territory")
    edit(topic, seller, text="The two hospital groups")


def coach(plan, org, day):
    """Sam asks Tomás in, who answers a question that Sam has asked for weeks."""
    seller, tomas = org.sellers[0], org.managers[1]
    with on(day, 14):
        actions.invite(fresh(plan), by=seller, person=tomas)
        remark = actions.comment(fresh(plan), by=seller, item_id=goals_of(plan)[0].pk, text=lines.ASKS_TOMAS)
    with on(day + days(1), 9):
        actions.answer(remark, by=tomas, text=lines.TOMAS)


def amend_sam(plan, seller, manager, day):
    """The range is talked about anew. One proposal runs out over a holiday, one is taken back, the third is signed."""
    with on(day, 10):
        actions.amend(fresh(plan), by=manager, reason=lines.MOVED)
        new = goals_of(plan)[0]
        edit(new, manager, specific=lines.SPECIFIC)
        propose(plan, manager, expires_on=day + days(7))
    with on(day + days(8), 6):
        actions.expire_proposals()
    with on(day + days(10), 9):
        propose(plan, manager)
        actions.withdraw(fresh(plan), by=manager)
        new = goals_of(plan)[0]
        edit(new, manager, why=lines.HOSPITALS_AGAIN)
        proposal = propose(plan, manager)
    with on(day + days(11), 17):
        sign(proposal, seller)


def say_how_it_goes(plan, seller, manager, today):
    """Both say every week or two how the goals go."""
    goals = goals_of(plan)
    for weeks_ago, side, place, judgement, note in lines.PROGRESS:
        by = seller if side == "seller" else manager
        with on(today - datetime.timedelta(weeks=weeks_ago), 16, 10 * place):
            actions.note_progress(goals[place], by=by, judgement=judgement, note=note)


# -- Leila: a draft in the middle -------------------------------------------------------------------------------------


def leila(org, number, half, cycle, priorities, template, today):
    """Begun by Maya from the template a week ago: some of it is theirs already, some is talked about, some is untouched."""
    seller, manager, day = org.sellers[number], org.manager_of(number), today - days(7)
    with on(day, 9):
        plan = actions.start(
            by=manager, person=seller, title=half.name, starts_on=half.starts_on, ends_on=half.ends_on, cycle=cycle,
            template=template, priorities=priorities[1:2],
        )  # fmt: skip
    with on(day + days(1), 11):
        portrait(plan, seller, manager, lines.LEILA_PORTRAIT)
        new, early = goals_of(plan)[0], goals_of(plan)[-1]
        edit(new, seller, title="Win the two clinics that moved here", why="They were sold to us as cold. They are not.")
        edit(new.its_offers[0], seller, text="Tuesday and Thursday mornings belong to the clinics")
        give_dates(plan, today, goals_of(plan)[:3])
        record = goals_of(plan)[4]
        actions.drop_item(record, by=seller, seen_version=record.version, reason="My notes are read by three people already.")
        actions.add_measure(early, by=manager, kind="criteria", text="Every renewal of this year opened by its ninth month")
        for side, text in (("seller", "List them by month, this week"), ("manager", "Clear the terms with finance beforehand")):
            actions.add_offer(plan, by=manager, side=side, text=text, goal=early, due_on=today + days(12))
        edit(plan.topics.get(text="Your development"), manager, text="How the return goes")
        have_read(fresh(plan), seller, manager)
    talk_about_leilas(plan, seller, manager, goals_of(plan), day)
    return fresh(plan)


def give_dates(plan, today, goals):
    """One-off promises of these goals get a day, from whoever would keep them."""
    for goal in goals:
        for offer in goal.its_offers:
            if offer.rule == "once":
                edit(offer, plan.party(offer.side), due_on=today + days(9 + len(offer.text) % 18))


def talk_about_leilas(plan, seller, manager, goals, day):
    """Three threads, one of them settled; agreement on two goals, left behind on one by a later change."""
    new, base, negotiate = goals[:3]
    with on(day + days(2), 10):
        asks = actions.comment(fresh(plan), by=seller, item_id=new.pk, text=lines.LEILA_ASKS)
        doubts = actions.comment(fresh(plan), by=seller, item_id=negotiate.pk, text=lines.LEILA_DOUBTS)
    with on(day + days(2), 15):
        actions.answer(asks, by=manager, text=lines.MAYA_ANSWERS)
        actions.answer(doubts, by=manager, text=lines.MAYA_CALLS.format(name=seller.first_name))
        agree(plan, new, manager)
        agree(plan, base, manager)
    with on(day + days(3), 9):
        actions.answer(asks, by=seller, text="Then I can stand behind it. Thank you.")
        actions.settle(asks, by=seller)
        agree(plan, new, seller)
    with on(day + days(5), 16):
        edit(goals_of(plan)[1], seller, specific=lines.LEILA_RENEWALS)
        actions.comment(fresh(plan), by=manager, item_id=plan.pk, text=lines.MAYA_ASKS)


# -- Felix: a proposal that goes to and fro ---------------------------------------------------------------------------


def felix(plan, seller, manager, today):
    """Felix asks for other words, Maya answers why not yet, Felix proposes again: Maya's signature is waited for."""
    with on(today - days(4), 10):
        actions.amend(fresh(plan), by=seller, reason="The territory changed: two clinics moved here in spring")
        goal = goals_of(plan)[-1]
        edit(goal, seller, why=f"{goal.why} And it is what the clinics ask for.")
        first = goals_of(plan)[0]
        edit(first, seller, title="Win new business in clinics")
        propose(plan, seller)
    with on(today - days(2), 16):
        actions.counter(fresh(plan), by=manager, reason=lines.NOT_YET)
        edit(goals_of(plan)[0], manager, title="Win new business in hospitals and clinics")
    with on(today - days(1), 9):
        edit(goals_of(plan)[0], seller, specific="Clinics first until the end of September, then both.")
        propose(plan, seller, reason="With the hospitals back in, and an order to do it in.")


# -- a seller whose manager changed -----------------------------------------------------------------------------------


def change_of_manager(org, number, plan, today):
    """Somebody of Tomás's team came to Maya's this week. She has decided on two of his promises, and not yet on the others."""
    seller, maya = org.sellers[number], org.managers[0]
    with on(today - days(4), 8):
        change_manager(seller, maya, by=org.admin, on=today - days(4))
    with on(today - days(2), 10):
        plan = actions.take_over(fresh(plan), by=maya)
    left = list(Commitment.objects.left_by_others(plan).order_by("text", "pk"))
    with on(today - days(1), 11):
        for promise, choice in zip(left, ("take", "drop"), strict=False):
            actions.choose_handover(promise, by=maya, choice=choice)

"""Starting points for an installation that has none: what four roles usually answer for, and what the two usually promise.

Invented, and meant to be changed: they begin as drafts. The demo company offers the same.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def metric(key, low=None, high=None):
    """An early sign with the range that is usual for the role."""
    return {"kind": "metric", "metric": key, "is_leading": True, "low": low, "high": high}


def result(key):
    """What a goal is judged by in the end; each plan sets its own target."""
    return {"kind": "metric", "metric": key}


def words(text):
    """How both will know, in words."""
    return {"kind": "criteria", "text": text}


def seller(text, rule="once", evidence=""):
    """What the seller could promise."""
    return {"side": "seller", "text": text, "rule": rule, "evidence": evidence}


def manager(text, rule="once", evidence=""):
    """What the manager could promise."""
    return {"side": "manager", "text": text, "rule": rule, "evidence": evidence}


def goal(family, title, specific, why, measures, offers):
    """One goal."""
    return {"family": family, "title": title, "specific": specific, "why": why, "measures": measures, "offers": offers}


TOPICS = [_("Territory"), _("Key accounts"), _("Pipeline"), _("Activity plan"), _("Your development")]
BOTH = [
    seller(_("Bring one deal to each strategy session that I would rather not talk about"), "fortnightly", "strategy_session"),
    manager(_("A strategy session every two weeks, never moved on the same day"), "fortnightly", "strategy_session"),
]
EXECUTIVE = [
    goal(
        "results", _("Win new business"),
        _("First meetings with people who can decide, in accounts that fit, every week and not in waves."),
        _("Next year’s customers are met this half. A full diary in the last month is too late."),
        [metric("first_meetings", "8", "12"), result("won_value")],
        [
            seller(_("Hold two mornings a week for outreach"), "weekly"),
            seller(_("End each first meeting with a date for the second")),
            manager(_("Keep those mornings clear of team meetings"), "weekly"),
            manager(_("One field day a month, with the debrief on the way back"), "monthly", "field_day"),
        ],
    ),
    goal(
        "customer", _("Keep the base, and widen it"),
        _("Every renewal is opened by month nine, with a talk about what they need and not about the price."),
        _("A customer with two product lines stays twice as long."),
        [metric("renewals_opened_early", "0.7", "0.9"), result("customer_satisfaction")],
        [
            seller(_("Open the three oldest renewals first")),
            manager(_("Answer every question about terms within the day"), "weekly"),
        ],
    ),
    goal(
        "growth", _("Negotiate on value"),
        _("Lead a negotiation with procurement from the first number to the last, with nobody beside you."),
        _("Discounts are asked for less often than they are given."),
        [words(_("Two negotiations led without a discount that nobody asked for, each debriefed within the week"))],
        [
            seller(_("Practise the price talk with a colleague before each negotiation")),
            manager(_("Sit in on two negotiations and stay silent")),
        ],
    ),
    goal(
        "team", _("Pass on what you learn"),
        _("One page for each new kind of customer that a colleague could sell from."),
        _("What one of us finds out in March should help all of us in April."),
        [words(_("Two pages that a colleague has used in a real conversation"))],
        [
            seller(_("Tell one story in the team meeting, of a deal won or lost"), "monthly", "team_meeting"),
            manager(_("Make room for it in the agenda"), "monthly", "team_meeting"),
        ],
    ),
    goal(
        "beyond", _("Keep the record straight"),
        _("Notes on the same day, in the customer’s words. A colleague could take over tomorrow."),
        _("What is not written down has to be asked for again, and the customer notices."),
        [words(_("Five accounts picked at random, read by a colleague, understood without a question"))],
        [
            seller(_("Write up each visit on the day")),
            manager(_("Take the Monday report off your desk")),
        ],
    ),
]  # fmt: skip
DEVELOPMENT_REP = [
    goal(
        "results", _("Open doors that stay open"),
        _("First meetings that the executive would have wanted to book themselves."),
        _("Ten meetings with the wrong people cost more than three with the right ones."),
        [metric("calls", "35", "55"), metric("first_meetings") | {"is_leading": False}],
        [
            seller(_("Block the first two hours of each day for calls"), "weekly"),
            manager(_("Listen to five calls a month with you, and say what worked first"), "monthly", "impromptu"),
        ],
    ),
    goal(
        "customer", _("Be somebody worth calling back"),
        _("Each first call gives the other person something: a number, a name, a question they had not asked."),
        _("They decide in the first minute whether we are a nuisance."),
        [words(_("In ten recorded calls, the buyer asks a question of their own in at least five"))],
        [
            seller(_("Prepare one useful thing for each call list"), "weekly"),
            manager(_("Share what buyers told us this month"), "monthly", "team_meeting"),
        ],
    ),
    goal(
        "growth", _("Grow towards an account of your own"),
        _("Run discovery with an executive beside you, then with an executive behind you."),
        _("This job is a beginning, and both of us should see where to."),
        [words(_("Four discovery calls led, the last two without help"))],
        [
            seller(_("Ask for feedback within an hour of each"), "once"),
            manager(_("Find an executive who takes you along"), "once"),
        ],
    ),
]  # fmt: skip
ACCOUNT_MANAGER = [
    goal(
        "customer", _("No renewal is a surprise"),
        _("We know by month nine who will stay, who will go, and why."),
        _("A customer who leaves has told us long before. We were not listening."),
        [metric("renewals_opened_early", "0.75", "0.95"), result("customer_satisfaction")],
        [
            seller(_("See each of the top ten customers where they work, twice a year")),
            manager(_("Come along to the two most difficult ones")),
        ],
    ),
    goal(
        "results", _("Grow where we are trusted"),
        _("Every account plan names the second product line and the person who would want it."),
        _("New business in an account that trusts us costs a fifth."),
        [metric("opportunities_created", "3", "6"), result("won_value")],
        [
            seller(_("Write one account plan a month together with the customer"), "monthly"),
            manager(_("Read it within the week, and ask one hard question"), "monthly"),
        ],
    ),
    goal(
        "team", _("Bring their voice into the house"),
        _("What customers ask for reaches product and service, with a name and a number."),
        _("Nobody else hears it."),
        [words(_("Three requests taken up, and the customers told so"))],
        [
            seller(_("Write down each request in the customer’s words"), "weekly"),
            manager(_("Take the three loudest to product each quarter")),
        ],
    ),
]  # fmt: skip
RAMP = [
    goal(
        "growth", _("Know whom we help, and how"),
        _("Tell our story in two minutes to somebody who has never heard of us, and in ten to somebody who has."),
        _("Product knowledge comes by itself. This does not."),
        [words(_("Told to three colleagues and one friendly customer by day 30"))],
        [
            seller(_("Visit five customers with somebody else in the first month")),
            manager(_("Open those five doors before you start")),
            manager(_("Half an hour every day in the first two weeks"), "weekly", "impromptu"),
        ],
    ),
    goal(
        "results", _("First meetings of your own"),
        _("From two a week in the second month to the team’s usual week in the fourth."),
        _("Early meetings may go badly. That is what they are for."),
        [metric("first_meetings", "2", "8")],
        [
            seller(_("Make the call list myself from the second week"), "weekly"),
            manager(_("One field day every two weeks until day 90"), "fortnightly", "field_day"),
        ],
    ),
    goal(
        "team", _("Find your people"),
        _("Somebody to ask about each thing that one has to ask about."),
        _("New colleagues leave when they eat alone."),
        [words(_("By day 60 a name for product, for terms, for service, and for a bad day"))],
        [
            seller(_("Join one colleague’s visit each week of the first month"), "weekly"),
            manager(_("Ask two colleagues to look after you, and thank them")),
        ],
    ),
]  # fmt: skip
OFFERED = [
    (
        _("Account executive"), _("Account executive"), "performance",
        _("For a full half year with a territory of one’s own."), EXECUTIVE, BOTH,
    ),
    (
        _("Sales development rep"), _("Sales development rep"), "performance",
        _("For those who open doors for others, with a way towards an account of their own."), DEVELOPMENT_REP, BOTH,
    ),
    (
        _("Account manager"), _("Account manager"), "performance",
        _("For those who keep and widen what is there."), ACCOUNT_MANAGER, BOTH,
    ),
    (
        _("New in sales: the first 90 days"), _("Account executive"), "ramp",
        _("For the first three months, whatever the role."), RAMP, [],
    ),
]  # fmt: skip


def first_templates(metrics):
    """What each says, as `plans.actions.make_template` takes it, in the reader's language. `metrics`: the keys that are known."""
    known = {None, *metrics}
    for name, role, kind, about, goals, offers in OFFERED:
        judged = [goal | {"measures": [one for one in goal["measures"] if one.get("metric") in known]} for goal in goals]
        body = {"goals": judged, "offers": offers, "topics": TOPICS}
        yield _plain({"name": name, "role": role, "kind": kind, "about": about, "body": body})


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Promise) else value

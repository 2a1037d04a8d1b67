"""The templates of the demo company: what its leader and HR offer for each role. Invented, and meant to be used."""

from perfplan.demo.clock import on
from plans import actions


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


TOPICS = ["Territory", "Key accounts", "Pipeline", "Activity plan", "Your development"]
BOTH = [
    seller("Bring one deal to each strategy session that I would rather not talk about", "fortnightly", "strategy_session"),
    manager("A strategy session every two weeks, never moved on the same day", "fortnightly", "strategy_session"),
]
EXECUTIVE = [
    goal(
        "results", "Win new business",
        "First meetings with people who can decide, in accounts that fit, every week and not in waves.",
        "Next year’s customers are met this half. A full diary in the last month is too late.",
        [metric("first_meetings", "8", "12"), result("won_value")],
        [
            seller("Hold two mornings a week for outreach", "weekly"),
            seller("End each first meeting with a date for the second"),
            manager("Keep those mornings clear of team meetings", "weekly"),
            manager("One field day a month, with the debrief on the way back", "monthly", "field_day"),
        ],
    ),
    goal(
        "customer", "Keep the base, and widen it",
        "Every renewal is opened by month nine, with a talk about what they need and not about the price.",
        "A customer with two product lines stays twice as long.",
        [metric("renewals_opened_early", "0.7", "0.9"), result("customer_satisfaction")],
        [
            seller("Open the three oldest renewals first"),
            manager("Answer every question about terms within the day", "weekly"),
        ],
    ),
    goal(
        "growth", "Negotiate on value",
        "Lead a negotiation with procurement from the first number to the last, with nobody beside you.",
        "Discounts are asked for less often than they are given.",
        [words("Two negotiations led without a discount that nobody asked for, each debriefed within the week")],
        [
            seller("Practise the price talk with a colleague before each negotiation"),
            manager("Sit in on two negotiations and stay silent"),
        ],
    ),
    goal(
        "team", "Pass on what you learn",
        "One page for each new kind of customer that a colleague could sell from.",
        "What one of us finds out in March should help all of us in April.",
        [words("Two pages that a colleague has used in a real conversation")],
        [
            seller("Tell one story in the team meeting, of a deal won or lost", "monthly", "team_meeting"),
            manager("Make room for it in the agenda", "monthly", "team_meeting"),
        ],
    ),
    goal(
        "beyond", "Keep the record straight",
        "Notes on the same day, in the customer’s words. A colleague could take over tomorrow.",
        "What is not written down has to be asked for again, and the customer notices.",
        [words("Five accounts picked at random, read by a colleague, understood without a question")],
        [
            seller("Write up each visit on the day"),
            manager("Take the Monday report off your desk"),
        ],
    ),
]  # fmt: skip
DEVELOPMENT_REP = [
    goal(
        "results", "Open doors that stay open",
        "First meetings that the executive would have wanted to book themselves.",
        "Ten meetings with the wrong people cost more than three with the right ones.",
        [metric("calls", "35", "55"), metric("first_meetings") | {"is_leading": False}],
        [
            seller("Block the first two hours of each day for calls", "weekly"),
            manager("Listen to five calls a month with you, and say what worked first", "monthly", "impromptu"),
        ],
    ),
    goal(
        "customer", "Be somebody worth calling back",
        "Each first call gives the other person something: a number, a name, a question they had not asked.",
        "They decide in the first minute whether we are a nuisance.",
        [words("In ten recorded calls, the buyer asks a question of their own in at least five")],
        [
            seller("Prepare one useful thing for each call list", "weekly"),
            manager("Share what buyers told us this month", "monthly", "team_meeting"),
        ],
    ),
    goal(
        "growth", "Grow towards an account of your own",
        "Run discovery with an executive beside you, then with an executive behind you.",
        "This job is a beginning, and both of us should see where to.",
        [words("Four discovery calls led, the last two without help")],
        [
            seller("Ask for feedback within an hour of each", "once"),
            manager("Find an executive who takes you along", "once"),
        ],
    ),
]  # fmt: skip
ACCOUNT_MANAGER = [
    goal(
        "customer", "No renewal is a surprise",
        "We know by month nine who will stay, who will go, and why.",
        "A customer who leaves has told us long before. We were not listening.",
        [metric("renewals_opened_early", "0.75", "0.95"), result("customer_satisfaction")],
        [
            seller("See each of the top ten customers where they work, twice a year"),
            manager("Come along to the two most difficult ones"),
        ],
    ),
    goal(
        "results", "Grow where we are trusted",
        "Every account plan names the second product line and the person who would want it.",
        "New business in an account that trusts us costs a fifth.",
        [metric("opportunities_created", "3", "6"), result("won_value")],
        [
            seller("Write one account plan a month together with the customer", "monthly"),
            manager("Read it within the week, and ask one hard question", "monthly"),
        ],
    ),
    goal(
        "team", "Bring their voice into the house",
        "What customers ask for reaches product and service, with a name and a number.",
        "Nobody else hears it.",
        [words("Three requests taken up, and the customers told so")],
        [
            seller("Write down each request in the customer’s words", "weekly"),
            manager("Take the three loudest to product each quarter"),
        ],
    ),
]  # fmt: skip
RAMP = [
    goal(
        "growth", "Know whom we help, and how",
        "Tell our story in two minutes to somebody who has never heard of us, and in ten to somebody who has.",
        "Product knowledge comes by itself. This does not.",
        [words("Told to three colleagues and one friendly customer by day 30")],
        [
            seller("Visit five customers with somebody else in the first month"),
            manager("Open those five doors before you start"),
            manager("Half an hour every day in the first two weeks", "weekly", "impromptu"),
        ],
    ),
    goal(
        "results", "First meetings of your own",
        "From two a week in the second month to the team’s usual week in the fourth.",
        "Early meetings may go badly. That is what they are for.",
        [metric("first_meetings", "2", "8")],
        [
            seller("Make the call list myself from the second week", "weekly"),
            manager("One field day every two weeks until day 90", "fortnightly", "field_day"),
        ],
    ),
    goal(
        "team", "Find your people",
        "Somebody to ask about each thing that one has to ask about.",
        "New colleagues leave when they eat alone.",
        [words("By day 60 a name for product, for terms, for service, and for a bad day")],
        [
            seller("Join one colleague’s visit each week of the first month", "weekly"),
            manager("Ask two colleagues to look after you, and thank them"),
        ],
    ),
]  # fmt: skip
OFFERED = [
    (
        "Account executive", "Account executive", "performance",
        "For a full half year with a territory of one’s own.", EXECUTIVE, BOTH,
    ),
    (
        "Sales development rep", "Sales development rep", "performance",
        "For those who open doors for others, with a way towards an account of their own.", DEVELOPMENT_REP, BOTH,
    ),
    ("Account manager", "Account manager", "performance", "For those who keep and widen what is there.", ACCOUNT_MANAGER, BOTH),
    ("New in sales: the first 90 days", "Account executive", "ramp", "For the first three months, whatever the role.", RAMP, []),
]  # fmt: skip


def offer(leader, hr, day):
    """Write the templates and put them on offer; HR begins one more, which is not finished. Answers the executive's."""
    with on(day, 8):
        made = [
            actions.make_template(
                by=leader, name=name, role=role, kind=kind, about=about, body={"goals": goals, "offers": both, "topics": TOPICS}
            )
            for name, role, kind, about, goals, both in OFFERED
        ]
        for template in made:
            actions.publish_template(template, by=leader)
        half_written = {"goals": RAMP[2:], "topics": ["How you are", "What you would do differently"]}
        actions.make_template(
            by=hr, name="Back from a long leave", role="Account executive", kind="ramp",
            about="For the first weeks after a leave. Still being talked about.", body=half_written,
        )  # fmt: skip
    return made[0]

"""What people at the demo company write. Invented, and meant to sound like people who sell."""

PRIORITIES = [
    (
        "start",
        "Hospitals and clinics first",
        "Two regional groups buy again this year. We know their buyers, and nobody has shown them the new line yet.",
    ),
    (
        "start",
        "Open renewals by month nine",
        "A renewal opened in month eleven is a price talk. Opened in month nine it is a talk about what they need.",
    ),
    (
        "continue",
        "Sell the whole line",
        "Customers with two product lines stay twice as long. Every account plan names the second line.",
    ),
    (
        "continue",
        "Bring specialists in before the needs summary",
        "The deals that we lose late are those where a specialist came after the offer.",
    ),
    (
        "stop",
        "Discounting to close the quarter",
        "It moved deals by three weeks and cost four points of margin. We say no, and managers carry it with you.",
    ),
]
PORTRAIT = {
    "strengths": [
        (
            "Patient discovery. Buyers tell me things that they did not tell my predecessor.",
            "Keeps the buyer talking; the notes are the best in the team.",
        ),
        (
            "I know the product better than most and I can explain it without slides.",
            "Credible with technical buyers from the first five minutes.",
        ),
    ],
    "weaknesses": [
        ("I wait too long before I ask for the next meeting.", "Good first meetings that end without a date for the second."),
        ("I take price questions personally and answer too fast.", "Gives a number before the value is on the table."),
    ],
    "results": [("Finish the year above plan without a heroic last month.", "An even year: no quarter below ninety percent.")],
    "growth": [
        ("Lead a negotiation with procurement on my own.", "Ready for a larger account within the year, if negotiation grows.")
    ],
    "opportunities": [
        (
            "Two clinics moved to my patch in spring; nobody has called on them.",
            "The clinics, and the event list that marketing owes us.",
        )
    ],
    "obstacles": [("Half of Monday goes into reports that nobody reads.", "Reporting is mine to cut. I will.")],
}
GOALS = {
    "results": [
        (
            "Win new business in hospitals",
            "Two groups decide this half, and we are on both lists.",
            "first_meetings",
            "won_value",
        ),
        (
            "Build enough pipeline to choose from",
            "With three offers open, one can say no to a bad one.",
            "opportunities_created",
            "won_value",
        ),
        ("Close more of what we start", "We lose half of our offers to silence and not to a rival.", "proposals", "deals_won"),
    ],
    "customer": [
        ("Keep the base we have", "A renewal costs a tenth of a new customer.", "renewals_opened_early", None),
        ("Be easy to buy from", "Buyers said that our offers take a week. Theirs take two days.", "customer_satisfaction", None),
    ],
    "growth": [
        (
            "Negotiate on value, not on price",
            "Three deals last half went at a discount that nobody had asked for.",
            None,
            "Two negotiations led without a discount, each debriefed",
        ),
        (
            "Run a demo that the buyer drives",
            "Buyers remember what they did, not what they saw.",
            None,
            "Four demos in which the buyer has the keyboard, one observed a month",
        ),
    ],
    "team": [
        (
            "Pass on what we learn",
            "The hospital story lives in one head.",
            None,
            "A page for each hospital group that a colleague could sell from",
        ),
        ("Help a new colleague into the patch", "Someone did it for me.", None, "Three joint visits with the new colleague"),
    ],
    "beyond": [
        (
            "Keep the record",
            "What is not written down has to be asked for again.",
            None,
            "Notes on the same day, in the customer's words",
        ),
        (
            "Own the trade fair follow-up",
            "Last year's list went cold for five weeks.",
            None,
            "Every contact of the fair answered within five days",
        ),
    ],
}
EXACTLY = {  # what a goal is in exact words, by its title; some of the demo's goals still lack them
    "Win new business in hospitals": "Two hospital groups sign a first order, with the **clinical director** behind it.",
    "Build enough pipeline to choose from": "At any time three open offers of at least £40k each, none older than six weeks.",
    "Close more of what we start": "Every offer has a next date that the buyer has confirmed.",
    "Keep the base we have": "Each renewal is opened ninety days before its date, with the user beside the buyer.",
    "Negotiate on value, not on price": "No discount without something in return, and the return is written in the offer.",
    "Run a demo that the buyer drives": "The buyer names the three tasks before the demo, and does them.",
    "Pass on what we learn": "One page for each group: who decides, what they fear, what they have tried.",
    "Keep the record": "Notes stand in the system on the day of the visit.",
}
AGENDA = ["Territory", "Key accounts", "Pipeline", "Activity plan", "Development"]
SELLER_WILL = [
    ("Hold Tuesday and Thursday mornings for outreach", "weekly", ""),
    ("Ask for the next meeting before the first one ends", "once", ""),
    ("Bring a specialist to both discovery calls", "once", ""),
    ("Send the offer within two days of the needs summary", "once", ""),
    ("Practise the price talk before each negotiation", "once", ""),
    ("Write the account page for the first hospital group", "once", ""),
    ("Open the three oldest renewals", "once", ""),
    ("Call back every contact of the fair", "once", ""),
]
MANAGER_WILL = [
    ("One field day a month, with the debrief on the way back", "monthly", "field_day"),
    ("Keep those mornings clear of team meetings", "weekly", ""),
    ("Get the event list from marketing", "once", ""),
    ("Introduce you to the buyer at St Luke's", "once", ""),
    ("Take the Monday report off your desk", "once", ""),
    ("Sit in on two negotiations and stay silent", "once", ""),
    ("Get a specialist two days a month", "once", ""),
    ("Answer every discount request within the day", "once", ""),
]
NOTES = {
    "strategy_session": [
        "Territory, key accounts, pipeline, activity, development. Most of the time went to the two hospital groups: who decides, and what they fear.",
        "Pipeline is wide and thin. We picked three to push and two to let go.",
    ],
    "field_day": [
        "Three visits. Held the price question until the needs summary was on the table; the buyer came back to it herself.",
        "Asked the buyer what would happen if they did nothing. She talked for ten minutes.",
    ],
    "impromptu": [
        "Caught up after the Northgate call. Good opening; the close came too early.",
        "Said the week feels like filling a bucket with a hole. We looked at where the hours go.",
        "Five minutes on the stairs: the clinic wants a reference. I will find one.",
    ],
    "weekly_slot": [
        "Went through the week: two first meetings moved, one renewal opened.",
        "Short week. Promises on both sides are current.",
    ],
    "team_meeting": [
        "The team looked at three lost offers together. All three went quiet after the demo.",
        "Numbers, then one story: how the clinic deal was saved.",
    ],
}
TRY_NEXT = [
    "Ask what happens if they do nothing",
    "End with a date",
    "Let the silence work for ten seconds",
    "Open with their words",
]
RECOGNITION = [
    "The way you let the buyer find the answer on Thursday was a lesson for all of us.",
    "You opened four renewals before anybody asked. That is the habit we wanted.",
]
REVIEW = {
    "seller": [
        "The first half went where we said. I asked for help earlier than last year, and it came.",
        "I wrote less than I sold, and it showed in the handover. The mornings held, most weeks.",
    ],
    "manager": [
        "An even half. The prospecting mornings are the best habit on the team, and the list behind them holds.",
        "The change of territory cost you open pipeline that we never reset in your range. That was mine to raise.",
    ],
    "promises": [
        "Most of what was promised to me was kept. The event list came two weeks late, and said so.",
        "The field days happened, every month but one.",
    ],
    "next": ["Fewer accounts, deeper. Negotiation first.", "Measured on the accounts that stay."],
}
COMMENTS = [
    "Could we say until when? I would rather stand behind a date.",
    "Fair. Shall we look at it again at the end of the quarter?",
    "This is the one that I worry about.",
    "Agreed, and I would add the second group.",
]
AMENDMENTS = ["The territory changed: two clinics moved here in spring", "The range was set before the product was late"]
SUMMARIES = [
    "A steady half with one long dip that was seen in time.",
    "Above what we hoped in customers, below in new business, and we know why.",
]
ANSWERS = [
    ("time", "The tender took the first half of every week.", "Block two mornings again, from Monday on"),
    ("territory", "Two accounts moved to another patch, and the new ones are cold.", "Call the ten new accounts once each"),
    ("skill", "The talks end well and without a next step.", "Practise the close with a colleague before each visit"),
]
MUTED = "Her accounts are surveyed once, in spring. Until then these numbers come from two customers."
TYPED = "One more on Friday at St Luke’s, which is not in the CRM yet."

"""What Sam, Leila, Maya and Tomás say to each other in the plans that one comes to look at. Invented."""

SAM_PORTRAIT = {
    "strengths": (
        "Patient discovery. Buyers tell me things that they did not tell my predecessor.",
        "Keeps the buyer talking, and writes it down. The notes are the best in the team.",
    ),
    "weaknesses": (
        "I wait too long before I ask for the next meeting. I know it while it happens.",
        "Good first meetings that end without a date for the second. Three of them would have changed the last half.",
    ),
    "results": (
        "Finish the year above plan without a heroic last month.",
        "An even year: no quarter below ninety percent.",
    ),
    "growth": (
        "Lead a negotiation with procurement on my own, and be asked to take somebody along.",
        "Ready for a larger account within the year, if negotiation grows. I will say so upstairs when it does.",
    ),
    "opportunities": (
        "Two hospital groups decide this half, and we are on both lists for the first time.",
        "The hospitals, and the event list that marketing has owed us since May. I will get it.",
    ),
    "obstacles": (
        "Half of Monday goes into reports that nobody reads.",
        "Reporting is mine to cut. The Hartwell bid will eat weeks too; let us say so when it does.",
    ),
}
EASY_TO_BUY_FROM = {
    "seller": "Send the offer within two days of the needs summary",
    "manager": "Give you the right to sign standard terms yourself",
}
FIRST = "I think this is it. Read it slowly."
COUNTERED = (
    "I can lead two negotiations. I can not promise that nobody will ask for a discount: let us say what I do, not what they do."
)
NEGOTIATE = (
    "Lead two negotiations with procurement from the first number to the last.\n\n"
    "- the walk-away price is agreed **before** the first meeting\n"
    "- every concession gets something in return\n"
    "- we talk it through within the week, won or lost"
)
HOSPITALS = "Two groups decide this half. Whoever is in the room in September is on the list in December."
HOSPITALS_AGAIN = (
    "Two groups decide this half, and the second has moved its decision to November. "
    "Whoever is in the room in September is on the list in December."
)
DISCOUNTS = "Three deals last half went at a discount that nobody had asked for. I asked myself why, and the answer was me."
MOVED = "The second hospital group moved its decision to November"
SPECIFIC = (
    "First meetings with people who can decide: purchasing, the medical director, or the head of the ward that will use it. "
    "A meeting with somebody who brings us to one of them counts when it has done so."
)
ASKS_TOMAS = "@Tomás you sold to the hospitals in the south. Whom did you meet first: purchasing or the wards?"
TOMAS = "The wards, always. Purchasing buys what the ward fights for. Come along on the 12th and listen to how they talk."
PROGRESS = [  # weeks ago, side, place of the goal, judgement, note
    (14, "seller", 0, "on_course", "Eleven first meetings in two weeks. Most of them came from the old list."),
    (13, "manager", 0, "on_course", "The mornings hold. I saw three good openings on the field day."),
    (12, "seller", 4, "on_course", "Offers go out in two days now. Two buyers said so without being asked."),
    (11, "manager", 4, "on_course", "The terms came back from finance: you can sign the standard ones."),
    (10, "seller", 1, "drifting", "No negotiation in sight yet, so nothing to learn from."),
    (9, "seller", 0, "ahead", "St Luke’s is in, and brought a second ward."),
    (9, "manager", 1, "on_course", "One comes in October. We prepare it together; that counts for me."),
    (8, "manager", 2, "on_course", "The page on the first group was used by two colleagues this week."),
    (7, "seller", 2, "on_course", "One page done, the second half done."),
    (6, "seller", 0, "on_course", "Still within the range, but the Hartwell bid starts on Monday."),
    (5, "manager", 0, "drifting", "Four meetings in a week, then three. I would rather ask now than in December."),
    (4, "seller", 1, "on_course", "Led the first one alone. Gave two days of training and got the longer term."),
    (4, "manager", 1, "ahead", "I said nothing for an hour, and nothing was missing."),
    (3, "seller", 0, "off_course", "The bid takes both mornings. I see it too, and I do not want to drop either."),
    (2, "manager", 0, "off_course", "Same picture. Who could take the bid’s paperwork? I will ask today."),
    (2, "seller", 3, "on_course", "Notes are a day late at most."),
    (1, "seller", 4, "ahead", "Nobody waited longer than a day this month."),
    (1, "manager", 2, "on_course", "Second page is out. Short, and it sounds like Sam."),
]
LEILA_PORTRAIT = {
    "strengths": (
        "People buy from me a second time.",
        "Nobody in the team has customers who call her before they call us.",
    ),
    "obstacles": (
        "I was away for four months, and half of my names have moved on.",
        "I should have kept the accounts warm while she was away. I will help to open them again.",
    ),
}
LEILA_ASKS = "“Every week” frightens me a little for the first month back. Could we begin lower?"
MAYA_ANSWERS = "Yes. Six is fine until the end of the month, and I would rather see five good ones than eight."
LEILA_DOUBTS = "This one is from the template, and I am not sure it is mine. I have no negotiation before winter."
MAYA_CALLS = "Fair, @{name}. What would be worth learning for you instead? I thought of the demo that the buyer drives."
LEILA_RENEWALS = (
    "Begin with the seven that renew in January: all of them opened by the end of this month, by a visit and not by a letter."
)
MAYA_ASKS = "I like where this goes. Two goals still sound like everybody’s; shall we take half an hour on Thursday?"
NOT_YET = "Clinics, gladly. But the hospitals are two thirds of what you have open: I can not sign a plan that leaves them out."

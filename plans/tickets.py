"""The ticket of an open page: with it, the page asks what is new without a session and without the database.

It is given with a page or an answer that checked the reader's rights, says nothing but who looks at which plan, and is worth
nothing after LIFE seconds. Whoever loses their rights meanwhile can still see who is there, and not a word of the plan.
"""

from django.core import signing

from plans import rules
from plans.presence import Reader

LIFE = 600
SALT = "plans.tickets"


def issue(plan, me):
    """A ticket for `me`, who may read the working copy of `plan`."""
    facts = [str(plan.pk), str(me.pk), me.first_name, rules.side_of(me, plan) or ""]
    return signing.dumps(facts, salt=SALT)


def holder(ticket, plan_id):
    """The Reader whom a ticket for that plan was given to; None if it is too old, for another plan, or not ours."""
    try:
        plan, person, name, side = signing.loads(ticket, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    return Reader(person, name, side) if plan == str(plan_id) else None

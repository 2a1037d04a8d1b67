"""The ticket of an open page: with it, the page asks what is new without a session and without the database.

It is given with a page or an answer that checked the reader's rights, says nothing but who looks at which plan, and is worth
nothing after LIFE seconds. Whoever loses their rights meanwhile can still see who is there, and not a word of the plan.
"""

import secrets

from django.core import signing

from plans import rules
from plans.presence import Reader

LIFE = 600
SALT = "plans.tickets"
MARK = f"ticket-{secrets.token_hex(16)}"  # stands on a page that is kept, in the place of each answer's own ticket


def issue(plan, me):
    """A ticket for `me`, who may read the working copy of `plan`."""
    return signed(claims(plan, me))


def claims(plan, me):
    """What a ticket says."""
    return [str(plan.pk), str(me.pk), me.first_name, str(rules.side_of(me, plan) or "")]


def signed(facts):
    """A ticket that says this, from now on."""
    return signing.dumps(facts, salt=SALT)


def holder(ticket, plan_id):
    """The Reader whom a ticket for that plan was given to; None if it is too old, for another plan, or not ours."""
    try:
        plan, person, name, side = signing.loads(ticket, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    return Reader(person, name, side) if plan == str(plan_id) else None

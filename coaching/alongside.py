"""What of this room stands on pages of others: what is in the way, beneath its goal and on its person's page."""

from coaching import rules
from coaching.models import Roadblock
from coaching.reads import in_the_way_of
from people.alongside import GOAL, PERSON, Part, register


def beneath_goals(plan, reader):
    """The open roadblocks of a plan's goals that `reader` may read."""
    return Roadblock.objects.visible_to(reader).open().filter(goal__plan=plan)


def of_person(person, reader):
    """The open roadblocks of a person, to the two whom they concern; None for anybody else."""
    can_raise = rules.can_raise(reader, person)
    if not can_raise and reader.pk != person.pk:
        return None
    rows = list(in_the_way_of([person], reader=reader))
    return {"roadblocks": rows, "can_raise": can_raise} if rows or can_raise else None


register(GOAL, Part("coaching/_goal_roadblocks.html", beneath_goals, people=("owner",)))
register(PERSON, Part("coaching/_person_roadblocks.html", of_person))

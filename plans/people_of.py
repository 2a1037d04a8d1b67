"""The people whom the rows of a plan name. Nearly all of them are the plan's two, who are there already."""

from people.models import Person


class People:
    """Those who are known beside one plan; whoever else is named is read once."""

    def __init__(self, plan):
        self.known = {plan.person_id: plan.person, plan.manager_id: plan.manager}

    def put(self, rows, *names):
        """Give each row the person behind each of these names (`changed_by`, ...); a query only if somebody is not known yet."""
        rows = list(rows)
        wanted = {getattr(row, f"{name}_id") for row in rows for name in names} - {None}
        if missing := wanted - self.known.keys():
            self.known |= Person.objects.in_bulk(missing)
        for row in rows:
            for name in names:
                row._meta.get_field(name).set_cached_value(row, self.known.get(getattr(row, f"{name}_id")))
        return rows

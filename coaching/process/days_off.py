"""The days on which somebody is not expected to do anything: absences of their own, holidays of their team or of everybody."""

import datetime
from collections import defaultdict
from functools import cached_property

from people.models import Absence, Holiday, Person, Team

DAY = datetime.timedelta(days=1)


class DaysOff:
    """The days off from `first` to `last`, read once for everybody, the first time that somebody's are asked for."""

    def __init__(self, first, last):
        self.first, self.last = first, last

    def of(self, people):
        """The days on which at least one of these people (ids) was away: nothing could move that needs both."""
        found = set()
        for person in people:
            found |= self._absent[person] | self._holidays_of(self._teams.get(person))
        return found

    @cached_property
    def _absent(self):
        found = defaultdict(set)
        away = Absence.objects.filter(starts_on__lte=self.last, ends_on__gt=self.first)
        for person, starts_on, ends_on in away.values_list("person", "starts_on", "ends_on"):
            first, end = max(starts_on, self.first), min(ends_on, self.last + DAY)
            found[person] |= {first + DAY * number for number in range((end - first).days)}
        return found

    @cached_property
    def _holidays(self):
        """{team id, or None for everybody: days}."""
        found = defaultdict(set)
        for team, day in Holiday.objects.filter(day__range=(self.first, self.last)).values_list("team", "day"):
            found[team].add(day)
        return found

    @cached_property
    def _teams(self):
        return dict(Person.objects.filter(team__isnull=False).values_list("pk", "team"))

    @cached_property
    def _parents(self):
        return dict(Team.objects.values_list("pk", "parent"))

    def _holidays_of(self, team):
        """Those of everybody, of a team and of all teams that it is in."""
        days, seen = set(self._holidays[None]), set()
        while team is not None and team not in seen:
            days |= self._holidays[team]
            seen.add(team)
            team = self._parents.get(team)
        return days

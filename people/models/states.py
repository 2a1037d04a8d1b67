"""Rows whose state moves along a table."""

from django.db import models

from people.verdict import Refused


class Moving(models.Model):
    """A row with a state that changes by the steps of a table, and under a lock.

    A model names its table (`steps`: from each state the set of those that may follow), its field (`state_field`) and the
    sentence that refuses any other step (`stands`, with %(now)s for the state it is in).
    """

    steps = None
    stands = None
    state_field = "state"

    class Meta:
        abstract = True

    def lock(self):
        """Read this row afresh and keep others from changing it until the transaction ends."""
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update(no_key=True, of=("self",)))

    def may_become(self, state):
        """Whether the table of states has that step."""
        return state in self.steps[getattr(self, self.state_field)]

    def move_to(self, state, **stamps):
        """Move to `state` if the table allows it, and save that with the fields of `stamps`. Call `lock` first."""
        if not self.may_become(state):
            raise Refused(self.stands % {"now": self._get_FIELD_display(self._meta.get_field(self.state_field))})
        for field, value in {self.state_field: state, **stamps}.items():
            setattr(self, field, value)
        self.save(update_fields=[self.state_field, *stamps])

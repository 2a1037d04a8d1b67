"""Was it kept? What either side says of a promise, and what a conversation that is logged says by itself."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import Refused
from plans import occurring, rules
from plans.actions.history import record_promise
from plans.models import CommitmentState, Occurrence
from plans.recurrence import period_of


@transaction.atomic
def keep(commitment, *, by, on=None):
    """Mark a promise as kept; one that comes back in the period that holds the day `on` (today). Twice is once."""
    commitment.lock()
    if not commitment.is_recurring:
        if commitment.state != CommitmentState.KEPT:
            rules.can_keep(by, commitment).enforce()
            _close(commitment, CommitmentState.KEPT, by)
        return commitment
    rules.can_keep(by, commitment).enforce()
    today = timezone.localdate()
    if on is not None and on > today:
        raise Refused(_("That day is still to come."))
    _keep_in_period(commitment, on or today, by=by, at=timezone.now())
    return commitment


@transaction.atomic
def keep_by_evidence(commitment, *, by, on, at, evidence_id):
    """A conversation of the kind that a promise asks for took place at the time `at`, on the day `on`: that keeps it. One that
    was before the promise, or finds it kept or closed, changes nothing.
    """
    commitment.lock()
    if commitment.state == CommitmentState.OPEN and commitment.since <= on <= commitment.asks_until:
        if commitment.is_recurring:
            _keep_in_period(commitment, on, by=by, at=at, evidence_id=evidence_id)
        else:
            _close(commitment, CommitmentState.KEPT, by)
    return commitment


@transaction.atomic
def unkeep(commitment, *, by, on):
    """Take back that a promise that comes back was kept in the period that holds the day `on`. A second time changes nothing."""
    commitment.lock()
    found = _occurrence(commitment, on)
    rules.can_unkeep(by, commitment, found).enforce()
    if found.kept_at is not None:
        found.kept_at = found.kept_by = None
        found.save(update_fields=["kept_at", "kept_by"])
        record_promise(commitment, "plans.commitment_unkept", by=by)
    return commitment


@transaction.atomic
def miss(commitment, *, by, note=""):
    """Say that a promise was not kept."""
    commitment.lock()
    rules.can_miss(by, commitment).enforce()
    return _close(commitment, CommitmentState.MISSED, by, note)


@transaction.atomic
def explain(commitment, *, by, note, on=None):
    """Say what happened where a promise was not kept; of one that comes back in the period that holds the day `on`."""
    commitment.lock()
    found = _occurrence(commitment, on) if commitment.is_recurring else None
    rules.can_explain(by, commitment, found).enforce()
    if not note.strip():
        raise ValidationError({"note": _("Say what happened, in a few words.")})
    if found is None:
        commitment.note = note
        commitment.save(update_fields=["note"])
    else:
        found.note, found.note_by = note, by
        found.save(update_fields=["note", "note_by"])
    record_promise(commitment, "plans.commitment_explained", by=by, note=note)
    return commitment


@transaction.atomic
def reopen_commitment(commitment, *, by, note=""):
    """Say that a promise marked as kept or not kept is still open. Refused where something else was signed in its place since."""
    commitment.lock()
    rules.can_reopen(by, commitment).enforce()
    commitment.move_to(CommitmentState.OPEN, closed_at=None, closed_by=None, note=note)
    record_promise(commitment, "plans.reopened", by=by, note=note)
    return commitment


@transaction.atomic
def produce_occurrences(*, as_of=None, by=None):
    """Bring the periods of all promises that come back up to the day `as_of` (today). Nobody does this but the clock (`by` is
    None); a second time finds nothing. Answers how many began.
    """
    return occurring.bring_up_to(as_of or timezone.localdate())


# -- the moves that these share ---------------------------------------------------------------------------------------


def _close(commitment, state, by, note=""):
    commitment.close_as(state, by, note)
    record_promise(commitment, f"plans.commitment_{state}", by=by, note=note)
    return commitment


def _occurrence(commitment, on):
    found = commitment.occurrences.filter(starts_on__lte=on, ends_on__gte=on).first() if on and commitment.is_recurring else None
    if found is None:
        raise Refused(_("This promise asks for nothing on that day."))
    return found


def _keep_in_period(commitment, day, *, by, at, evidence_id=None):
    since = commitment.since
    first, last = period_of(commitment.rule, max(day, since), since)
    found, _made = Occurrence.objects.get_or_create(commitment=commitment, starts_on=first, defaults={"ends_on": last})
    if found.kept_at is None:
        found.kept_at, found.kept_by, found.evidence_id = at, by, evidence_id
        found.save(update_fields=["kept_at", "kept_by", "evidence_id"])
        record_promise(commitment, "plans.commitment_kept", by=by, period=first.isoformat())

"""The kinds of reminders that reviews owe. No mail carries a word of what somebody wrote."""

import datetime

from django.utils.translation import gettext_lazy as _

from people.verdict import YES, Verdict
from reminders.kinds import Kind, register
from reviews import rules
from reviews.models import Export, ExportState, Review, ReviewState

GONE = _("They no longer have a part in this review.")


def _still(reminder, states):
    review = Review.objects.for_page().filter(pk=reminder.subject_id).first()
    if review is None or rules.view_of(reminder.recipient, review) not in ("seller", "manager"):
        return Verdict(GONE)
    return YES if review.state in states else Verdict(_("The review has gone on meanwhile."))


def still_to_write(reminder):
    """A review is being written, and the recipient still has a side in it."""
    return _still(reminder, [ReviewState.WRITING])


def still_shared(reminder):
    """The other side's words are there to read."""
    return _still(reminder, list(ReviewState))


def still_to_acknowledge(reminder):
    """It is concluded, and not acknowledged yet."""
    return _still(reminder, [ReviewState.CONCLUDED])


def step_waits(reminder):
    """The step of a review that its day comes nearer to is still the recipient's."""
    waiting = Review.objects.waiting_for(reminder.recipient).filter(pk=reminder.subject_id).first()
    waits = waiting is not None and waiting.state == reminder.facts["step"]
    return YES if waits else Verdict(_("The review has gone on meanwhile."))


def day_in(reminder):
    """The day that a reminder speaks of, for its templates to write in the reader's language."""
    return {"day": datetime.date.fromisoformat(reminder.facts["day"])}


def still_ready(reminder):
    """The file is there to be fetched."""
    ready = Export.objects.filter(pk=reminder.subject_id, state=ExportState.READY).exists()
    return YES if ready else Verdict(_("The file is no longer there."))


OPENED = register(Kind("reviews.opened", _("A review to write"), can_mute=False, still_owed=still_to_write))
SHARED = register(Kind("reviews.shared", _("The other side of a review is shared"), still_owed=still_shared))
CONCLUDED = register(Kind("reviews.concluded", _("A review to acknowledge"), can_mute=False, still_owed=still_to_acknowledge))
ACKNOWLEDGED = register(Kind("reviews.acknowledged", _("A review was acknowledged"), still_owed=still_shared))
DUE = register(Kind("reviews.due", _("The day of a review comes nearer"), still_owed=step_waits, weight=6, adds=day_in))
REOPENED = register(Kind("reviews.reopened", _("A review was opened again"), can_mute=False, still_owed=still_shared))
EXPORT_READY = register(Kind("reviews.export_ready", _("An export is ready"), still_owed=still_ready))

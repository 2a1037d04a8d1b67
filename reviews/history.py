"""What a plan's history says of its reviews."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.actions.history import record

WORDS = {
    "opened": gettext_lazy("opened the review “%(round)s”"),
    "shared": gettext_lazy("shared their side of the review “%(round)s”"),
    "taken_over": gettext_lazy("took over the review “%(round)s”"),
    "concluded": gettext_lazy("concluded the review “%(round)s”"),
    "acknowledged": gettext_lazy("received the review “%(round)s”"),
    "refused": gettext_lazy("recorded that the review “%(round)s” was not acknowledged"),
    "reopened": gettext_lazy("opened the review “%(round)s” again"),
}


def write_history(review, what, by):
    """One line in the history of the plan that is reviewed, within the caller's transaction."""
    return record(review.plan, f"reviews.{what}", by=by, text=_(WORDS[what]) % {"round": review.round.name})

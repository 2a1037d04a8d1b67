"""What has come to rest, in words: a fact and a step, never a judgement of anybody."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.models import SignalKind
from metrics.sentences import ended_words

RHYTHMS = {
    "weekly": gettext_lazy("every week"),
    "fortnightly": gettext_lazy("every two weeks"),
    "monthly": gettext_lazy("every month"),
}


def words_of(signal):
    """The sentence of a case of the process, for its two parties."""
    facts = {**signal.facts, "day": day_in_words(signal.onset_on), "name": signal.person.first_name}
    return SENTENCES[signal.kind](facts)


def day_in_words(day):
    """3 March, with its year if that is another."""
    return date_format(day, "j F" if day.year == timezone.localdate().year else "j F Y")


def _no_session(facts):
    start = _("No conversation of the two yet; what both signed holds since %(day)s.") if facts.get("never") else ""
    start = start or _("No conversation of the two since %(day)s.")
    if not facts.get("rhythm"):
        return start % facts
    return f"{start % facts} {_('The plan says %(rhythm)s.') % {'rhythm': RHYTHMS[facts['rhythm']]}}"


def _untouched_goal(facts):
    if facts.get("never"):
        return _("Nobody has talked about “%(title)s” yet; it holds since %(day)s.") % facts
    return _("Nobody has talked about “%(title)s” since %(day)s.") % facts


def _late_commitment(facts):
    if facts.get("is_recurring"):
        return (
            _("“%(text)s”, as %(by)s promised: the period that ended on %(day)s went by without it, and none was since.") % facts
        )
    if facts.get("is_of_before"):
        return _("“%(text)s” was promised for %(day)s by %(by)s. Who takes it over, or can it go?") % facts
    return _("“%(text)s”: the day that %(by)s chose, %(day)s, has passed. A new date, a hand, or letting it go?") % facts


def _unsigned_plan(facts):
    start = _("A change of “%(title)s” is being written since %(day)s.") if facts.get("is_amendment") else ""
    start = start or _("“%(title)s” was begun on %(day)s and is not signed yet.")
    return f"{start % facts} {WAITS[facts.get('waits_for', 'both')] % facts}"


def _idle_development(facts):
    if facts.get("never"):
        return _("“%(title)s” waits for its first step since %(day)s.") % facts
    return _("Nothing has moved on “%(title)s” since %(day)s.") % facts


def _unopened_plan(facts):
    sentences = {
        "seller": _("%(name)s has not opened “%(title)s” since %(day)s."),
        "manager": _("%(name)s’s manager has not opened “%(title)s” since %(day)s."),
    }
    return sentences.get(facts.get("who"), _("Neither of the two has opened “%(title)s” since %(day)s.")) % facts


WAITS = {
    "seller": gettext_lazy("It waits for %(name)s."),
    "manager": gettext_lazy("It waits for %(name)s’s manager."),
    "both": gettext_lazy("What is still open between the two?"),
}

SENTENCES = {
    SignalKind.NO_SESSION: _no_session,
    SignalKind.UNTOUCHED_GOAL: _untouched_goal,
    SignalKind.LATE_COMMITMENT: _late_commitment,
    SignalKind.UNSIGNED_PLAN: _unsigned_plan,
    SignalKind.IDLE_DEVELOPMENT: _idle_development,
    SignalKind.UNOPENED_PLAN: _unopened_plan,
}

ENDS = {
    "moved": gettext_lazy("It moved again, so the case closed by itself."),
    "done": gettext_lazy("It was done, so the case closed by itself."),
    "allowed": gettext_lazy("It is within what the company allows now, so the case closed by itself."),
    "gone": gettext_lazy("What it was about is no longer there, so the case closed by itself."),
    "unwatched": gettext_lazy("This is no longer looked at, so the case closed by itself."),
}


def end_of(signal):
    """Why a case closed by itself, or that what it is about is over; empty for one that a person closed."""
    if not signal.is_of_process:
        return ended_words(signal)
    return ENDS.get(signal.facts.get("ended"), "")

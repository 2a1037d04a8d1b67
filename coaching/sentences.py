"""Reasons to talk, in words: a headline, and questions that open the conversation."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST = 90  # letters of a promise in a headline


def headline(reason, name):
    """What the slot is about, as one line; `name` is the rep's first name."""
    facts = {"name": name, **reason.facts}
    if "text" in facts:
        facts["text"] = Truncator(facts["text"]).chars(LONGEST)
    return SENTENCES.get(reason.key, _signal)(facts)


def _promise(facts):
    return _("%(by)s said: %(text)s") % facts if facts["by"] else _("You said: %(text)s") % facts


def _signal(facts):
    sentences = {
        "off_course": _("%(metric)s: off course. What would help?"),
        "no_data": _("%(metric)s: nothing reported lately. What happened?"),
    }
    return sentences.get(facts["verdict"], _("%(metric)s: drifting. What would help?")) % facts


def _silence(facts):
    return ngettext("No talk with %(name)s for %(days)s day", "No talk with %(name)s for %(days)s days", facts["days"]) % facts


SENTENCES = {
    "promise_own": _promise,
    "promise_theirs": _promise,
    "hindrance": lambda facts: _("In the way: %(text)s") % facts,
    "praise": lambda facts: _("%(metric)s: ahead. Worth saying so") % facts,
    "session": lambda facts: _("Prepare: %(title)s") % facts,
    "goal": lambda facts: _("A word about: %(title)s") % facts,
    "never": lambda facts: _("No talk with %(name)s yet") % facts,
    "silence": _silence,
    "slot": lambda facts: _("All is well. Ask how it goes"),
}


def _day(day):
    return date_format(day, "j F" if day.year == timezone.localdate().year else "j F Y")


def why(reason):
    """The date or the time behind the headline; empty where the headline says it all."""
    facts = reason.facts
    if reason.key == "hindrance":
        return _hindrance(facts)
    if "due_on" in facts:
        passed = facts["due_on"] < facts["today"]
        return (_("date passed %(day)s") if passed else _("due %(day)s")) % {"day": _day(facts["due_on"])}
    if "since" in facts:
        return _("found on %(day)s") % {"day": _day(facts["since"])}
    if "on" in facts:
        return date_format(facts["on"], "l j F")
    if "weeks" in facts:
        return ngettext(
            "nobody has talked about it for %(n)s week", "nobody has talked about it for %(n)s weeks", facts["weeks"]
        ) % {"n": facts["weeks"]}
    return ""


def _hindrance(facts):
    if facts["due_on"] < facts["today"]:
        return _("the day to clear it, %(day)s, has passed") % {"day": _day(facts["due_on"])}
    known = {"by": facts["by"], "day": _day(facts["due_on"])}
    return (_("%(by)s clears it by %(day)s") if facts["by"] else _("you clear it by %(day)s")) % known


def ways_in(reason):
    """Two questions that open the talk."""
    questions = {
        "promise_own": [_("I owe you this one. Is it still what you need?"), _("What would make it more useful?")],
        "promise_theirs": [_("How does this stand?"), _("What is in the way, and is any of it mine?")],
        "hindrance": [_("What does it keep you from?"), _("Who else could move it?")],
        "signal": [_("What has changed in your weeks since then?"), _("What would help most, and from whom?")],
        "praise": [_("What are you doing differently?"), _("Who else should hear how?")],
        "session": [_("What should be on the page before we meet?"), _("What is open from last time?")],
        "goal": [_("Is this still the right goal?"), _("What is the next small step?")],
    }
    return questions.get(reason.key, [_("How is the week going?"), _("What would you like to talk about?")])

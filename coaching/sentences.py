"""Reasons to talk, in words: a headline, and questions that open the conversation."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def headline(reason, name):
    """What the slot is about, as one line."""
    facts = {"name": name, **reason.facts}
    sentences = {
        "promise_own": lambda: _("You said: %(text)s") % facts,
        "promise_theirs": lambda: _("%(name)s said: %(text)s") % facts,
        "signal": lambda: _("%(metric)s: off its course. What would help?") % facts
        if facts.get("verdict") == "off_course"
        else _("%(metric)s is drifting. What would help?") % facts,
        "praise": lambda: _("%(metric)s rose. Worth saying so") % facts,
        "session": lambda: _("Prepare: %(title)s") % facts,
        "goal": lambda: _("A word about: %(title)s") % facts,
        "never": lambda: _("You have not talked yet, as far as this plan knows"),
        "silence": lambda: ngettext("No talk for %(days)s day", "No talk for %(days)s days", facts.get("days", 0)) % facts,
        "slot": lambda: _("All is well. Ask how it goes"),
    }
    return sentences[reason.key]()


def why(reason):
    """The date or the time behind the headline; empty where the headline says it all."""
    facts = reason.facts
    if "due_on" in facts:
        return _("due %(day)s") % {"day": date_format(facts["due_on"], "j F")}
    if "since" in facts:
        return _("since the week of %(day)s") % {"day": date_format(facts["since"], "j F")}
    if "on" in facts:
        return date_format(facts["on"], "l j F")
    if "weeks" in facts:
        return ngettext("nobody has talked about it for %(n)s week", "nobody has talked about it for %(n)s weeks", facts["weeks"]) % {
            "n": facts["weeks"]
        }
    return ""


def ways_in(reason):
    """Two questions that open the talk."""
    questions = {
        "promise_own": [_("I owe you this one. Is it still what you need?"), _("What would make it more useful?")],
        "promise_theirs": [_("How does this stand?"), _("What is in the way, and is any of it mine?")],
        "signal": [_("What has changed in your weeks since then?"), _("What would help most, and from whom?")],
        "praise": [_("What are you doing differently?"), _("Who else should hear how?")],
        "session": [_("What should be on the page before we meet?"), _("What is open from last time?")],
        "goal": [_("Is this still the right goal?"), _("What is the next small step?")],
    }
    return questions.get(reason.key, [_("How is the week going?"), _("What would you like to talk about?")])

"""The three questions about a metric, never mixed up: is it on the agreed pace, has it changed, will it get there.

Each has a word, a sentence, an icon and a look of its own. The first two are about what was (variation), the third about what
is to come (assurance).
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from metrics.models import Cadence, Direction, Kind, Verdict
from metrics.outlook import done_words, outlook_words
from metrics.sentences import early_words, run_length_of, silence_words, small_number_words, verdict_words

SPEAKS_FIRST = {Verdict.OFF_COURSE, Verdict.AHEAD}
QUIET = {"quiet", "closed"}
ASSURANCE = {"likely": ("flag", "ok"), "open": ("scale", "none"), "unlikely": ("flag-off", "drift")}


@dataclass(frozen=True)
class Answer:
    """The answer to one question: a word, a sentence, an icon, and a look (ok, drift, off, watch or none)."""

    key: str
    question: str
    word: str
    sentence: str
    icon: str
    look: str


def answers(series, outlook=None):
    """The answers for one series; the third only where a plan names a total."""
    found = [_pace(series), _change(series)]
    return [*found, _end(series, outlook)] if outlook else found


def facts_of(judgement, detector):
    """What that detector says in the last scan, or None where the other one spoke.

    The worst news comes first: off course before drifting, what crossed its limit before what is worth a look (`metrics.drift`).
    """
    return judgement if judgement is not None and judgement.detector == detector else None


def notes_on(series):
    """What else one should know: that it is early, that little happens each week, that it moved with the whole team."""
    judgement = series.judgement
    if judgement is None or series.state == Verdict.NO_DATA:
        return []
    mean = judgement.expected / judgement.weeks if judgement.expected and judgement.weeks else None
    is_count = series.metric.kind == Kind.COUNT and series.metric.cadence == Cadence.WEEK
    few = small_number_words(mean, series.phi or 1.0, run_length_of(judgement)) if is_count else ""
    team = _("The whole team moved in these weeks; that was taken out before looking.") if judgement.is_team_moving else ""
    return [note for note in (early_words(getattr(judgement, "history", None), series.metric.cadence), few, team) if note]


def _pace(series):
    question = _("Is it on the agreed pace?")
    if series.lo is None and series.hi is None and series.target is None:
        sentence = _("No plan in force names a range for it, so this is not judged.")
        return Answer("pace", question, _("Nothing agreed"), sentence, "route", "none")
    if nothing := _nothing_known("pace", question, series, "route"):
        return nothing
    found = facts_of(series.judgement, "target")
    if found is None:
        return Answer("pace", question, _("On pace"), _("Nothing says that it has left the agreed pace."), "route", "ok")
    words = verdict_words(found, series.metric)
    if found.stage in QUIET:
        return Answer("pace", question, _("On pace"), words, "route", "ok")
    if found.state == Verdict.AHEAD:
        return Answer("pace", question, _("Above it"), words, "trending-up", "ok")
    if found.stage == "watch":
        return Answer("pace", question, _("Worth a look"), words, "eye", "watch")
    return Answer("pace", question, _("Off the pace"), words, _way(found), "off")


def _change(series):
    question = _("Has it changed?")
    if nothing := _nothing_known("change", question, series, "equal"):
        return nothing
    found = facts_of(series.judgement, "baseline")
    if found is None and series.judgement.state in SPEAKS_FIRST and series.judgement.stage != "watch":
        sentence = _("The agreed pace comes first: while that is off, the earlier level is not judged beside it.")
        return Answer("change", question, _("Not judged beside it"), sentence, "circle-question-mark", "none")
    if found is None:
        return Answer("change", question, _("Steady"), _("No change from the own earlier level was found."), "equal", "ok")
    words = verdict_words(found, series.metric)
    if found.stage in QUIET:
        return Answer("change", question, _("Steady"), words, "equal", "ok")
    if found.stage == "watch":
        return Answer("change", question, _("Worth a look"), words, "eye", "watch")
    rises = _way(found) == "trending-up"
    is_good = rises == (series.metric.direction == Direction.HIGHER)
    word = _("Has risen") if rises else _("Has fallen")
    return Answer("change", question, word, words, _way(found), "ok" if is_good else "drift")


def _way(found):
    return "trending-up" if (found.actual or 0) > (found.expected or 0) else "trending-down"


def _nothing_known(key, question, series, icon):
    """The answer where reports have stopped, or nothing was judged yet."""
    if series.state == Verdict.NO_DATA:
        return Answer(key, question, _("No data"), silence_words(series.weeks_silent).capitalize(), "circle-off", "none")
    if series.judgement is None or series.state == Verdict.TOO_EARLY:
        return Answer(key, question, _("Too early to say"), _("Too few weeks to say anything yet."), "hourglass", "none")
    return None


def _end(series, outlook):
    question = _("Will it get there?")
    words = {"likely": _("Likely"), "open": _("Open"), "unlikely": _("Unlikely at this rate")}
    icon, look = ASSURANCE[outlook.assurance]
    sentence = f"{outlook_words(outlook, series.metric)} {done_words(outlook, series.metric)}"
    return Answer("end", question, words[outlook.assurance], sentence, icon, look)

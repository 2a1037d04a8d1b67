"""Words on the page: states, people's initials, dates as one says them, redlines, and long texts as safe HTML."""

import math
import re
from collections import Counter
from datetime import datetime
from functools import lru_cache
from html import unescape

import nh3
from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from plans.redline import diff_words

register = template.Library()

# -- states: always shape, word and colour ------------------------------------------------------------------------------

STATES = {  # key: (class of shape and colour, word)
    "on_course": ("ok", gettext_lazy("On course")),
    "ahead": ("ok", gettext_lazy("Ahead")),
    "watch": ("watch", gettext_lazy("Worth a look")),
    "drifting": ("drift", gettext_lazy("Drifting")),
    "off_course": ("off", gettext_lazy("Off course")),
    "too_early": ("none", gettext_lazy("Too early to say")),
    "no_data": ("none", gettext_lazy("No data")),
}


@register.simple_tag
def state(key, short=False, word=""):
    """The state of a metric, goal or plan; `short` hides the word from the eye but not from a screen reader."""
    look, usual = STATES[str(key)]
    body = format_html('<span class="vh">{}</span>', word or usual) if short else (word or usual)
    return format_html('<span class="state {}">{}</span>', look, body)


# -- people -------------------------------------------------------------------------------------------------------------


@register.simple_tag
def initials(person):
    """Two letters for a person, or for a name."""
    known = getattr(person, "initials", "")
    words = str(person).split()
    return known or "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.simple_tag
def avatar(person, side="", size=""):
    """The round mark that stands beside a name; `side` (seller, manager) gives it that person's colour."""
    looks = " ".join(filter(None, ["who", str(side), str(size)]))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', looks, initials(person))


# -- redline ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def redline(old, new, side="seller"):
    """What `side` changed, marked with <del> and <ins>, which keep their meaning for a screen reader."""
    return format_html('<span class="redline by-{}">{}</span>', side, _marked(diff_words(str(old or ""), str(new or ""))))


def _marked(pieces):
    out = []
    for piece in pieces:
        if not piece.is_change:
            out.append(conditional_escape(piece.kept))
            continue
        if piece.removed.strip():
            before = piece.removed[: len(piece.removed) - len(piece.removed.lstrip())]
            out.append(format_html("{}<del>{}</del>{}", before, piece.removed.strip(), _gap(piece.removed) or " "))
        if piece.added.strip():
            out.append(format_html("<ins>{}</ins>{}", piece.added.rstrip(), _gap(piece.added)))
    return mark_safe("".join(out).rstrip())


def _gap(text):
    """The white space at the end of a piece, which stays outside the coloured mark."""
    return text[len(text.rstrip()) :]


# -- long texts ---------------------------------------------------------------------------------------------------------

_writer = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")
_allowed = {"p", "br", "em", "strong", "s", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "a", "h3", "h4"}
_allowed |= {"table", "thead", "tbody", "tr", "th", "td"}
_lower = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_numbering = re.compile(r"^[ >]*\d{1,9}[.)](?=\s)", re.MULTILINE)
_word = re.compile(r"[^\W_]+")


@register.simple_tag
def markdown(text):
    """A text that somebody wrote in Markdown, as HTML in which nothing harmful is left; headings fit below the page's own.

    People sign what they read: where marks would hide a word (a definition, too deep a nest, a cell too many), the text stands
    there as it was typed.
    """
    return _html(str(text or ""))


@lru_cache(maxsize=1024)
def _html(text):
    tokens = _writer.parse(text)
    for token in tokens:
        token.tag = _lower.get(token.tag, token.tag)
    html = _writer.renderer.render(tokens, _writer.options, {})
    html = nh3.clean(html, tags=_allowed, attributes={"a": {"href", "title"}, "ol": {"start"}}, link_rel="noopener nofollow")
    return mark_safe(html if _says_it_all(text, html) else linebreaks(text, autoescape=True))


def _says_it_all(text, html):
    """Whether every word of the text can be read in the HTML, as often as it was written."""
    return Counter(_word.findall(_numbering.sub("", text))) <= Counter(_word.findall(unescape(html)))


# -- numbers ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def percent(share, digits=0):
    """A share between 0 and 1 as a percentage; nothing known is a dash, never 0."""
    if share is None:
        return "–"
    return _("%(number)s%%") % {"number": number_format(share * 100, digits, use_l10n=True)}


@register.simple_tag
def quantity(value, unit=""):
    """A number with its unit as one says it: £412k, 3.2×, 74%, 12 days; nothing known is a dash, never 0."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    unit = str(unit or "")
    if unit == "%":
        return percent(value)
    if unit in CURRENCIES:
        return f"{'-' if value < 0 else ''}{unit}{_short(abs(float(value)))}"
    number = _plain(value)
    return f"{number}{unit}" if unit in {"", "×"} else f"{number} {unit}"


CURRENCIES = {"£", "$", "€", "CHF "}
STEPS = [(1e9, "bn"), (1e6, "m"), (1e3, "k")]


def _short(value):
    for size, suffix in STEPS:
        if value >= size:
            return _plain(float(f"{value / size:.3g}")) + suffix
    return _plain(value)


def _plain(value):
    """No more digits than carry meaning, grouped as the reader's language does."""
    value = float(value)
    digits = 0 if value == int(value) or abs(value) >= 100 else 1
    return number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)


# -- days and times -----------------------------------------------------------------------------------------------------


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _written(value, form):
    """A day or time in the reader's language."""
    return _in_language(get_language(), value.isoformat(), value, form)


@lru_cache(maxsize=4096)
def _in_language(_language, _on_the_wall, value, form):
    return date_format(value, form)  # the same moment in two time zones is one value, and two on the wall


def _time(value, words):
    """The words in a <time>, with the exact date for machines and on hover."""
    value = _local(value)
    exact = _written(value, "j F Y, H:i" if isinstance(value, datetime) else "j F Y")
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact, words)


def _days_until(value):
    value = _local(value)
    return ((value.date() if isinstance(value, datetime) else value) - timezone.localdate()).days


@register.filter(expects_localtime=False)
def day(value):
    """A day as one says it: 9 March, with the year only if it is another."""
    if not value:
        return ""
    return _time(value, _written(_local(value), "j F" if _local(value).year == timezone.localdate().year else "j F Y"))


@register.filter(expects_localtime=False)
def moment(value):
    """A point in time near today: 10:51, Friday 16:12, or 9 March, 10:51."""
    if not value:
        return ""
    days, local = _days_until(value), _local(value)
    form = "H:i" if days == 0 else "l H:i" if -6 <= days <= 6 else "j F, H:i"
    if local.year != timezone.localdate().year and abs(days) > 6:
        form = "j F Y, H:i"
    return _time(value, _written(local, form))


@register.filter(expects_localtime=False)
def due(value):
    """When something is due: today, tomorrow, Wed 11, 26 March; once passed, so it says."""
    if not value:
        return ""
    days, local = _days_until(value), _local(value)
    if days in (0, 1):
        words = _("today") if days == 0 else _("tomorrow")
    elif 1 < days < 7:
        words = _written(local, "D j")
    else:
        words = _written(local, "j F" if local.year == timezone.localdate().year else "j F Y")
    return _time(value, words if days >= 0 else _("date passed %(day)s") % {"day": words})


@register.filter(expects_localtime=False)
def ago(value):
    """How long since, or until, in one rounded unit: 3 weeks ago, in 2 days, today."""
    if not value:
        return ""
    if isinstance(value, datetime):
        seconds = (timezone.now() - value).total_seconds()
        if abs(seconds) < 86_400 and _days_until(value) == 0:
            return _time(value, _recently(seconds))
    return _time(value, _days_ago(-_days_until(value)))


def _recently(seconds):
    minutes = int(abs(seconds) // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        words = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    else:
        words = ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return _since(words, seconds >= 0)


def _days_ago(days):
    known = {0: _("today"), 1: _("yesterday"), -1: _("tomorrow")}
    if days in known:
        return known[days]
    size = abs(days)
    if size < 14:
        words = ngettext("%(n)d day", "%(n)d days", size) % {"n": size}
    elif size < 60:
        words = ngettext("%(n)d week", "%(n)d weeks", size // 7) % {"n": size // 7}
    elif size < 700:
        words = ngettext("%(n)d month", "%(n)d months", round(size / 30.4)) % {"n": round(size / 30.4)}
    else:
        words = ngettext("%(n)d year", "%(n)d years", round(size / 365.25)) % {"n": round(size / 365.25)}
    return _since(words, days > 0)


def _since(words, past):
    return (_("%(time)s ago") if past else _("in %(time)s")) % {"time": words}

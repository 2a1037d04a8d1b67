"""Names that are called in a text: "@Maya" or "@Maya Lindqvist". Pure.

A name counts when exactly one of the people who may read the text bears it; all else stays plain text.
"""

import re
import unicodedata
from html import escape

AT = re.compile(r"(?<![\w@.+-])@(?=\w)")
TAGS = re.compile(r"(<[^>]*>)")
UNTOUCHED = ("code", "pre", "a")


def mentioned(text, people):
    """Those of `people` (with `name` and `first_name`) who are called in the text, in the order of their first call."""
    calls = _calls(people)
    found = [person for _start, _end, person in _found(unicodedata.normalize("NFC", text), calls)]
    return list(dict.fromkeys(found))


def marked(html, people):
    """Rendered text with the calls of these people marked, links and code left alone. `html` holds safe markup only."""
    calls = {escape(name, quote=False): person for name, person in _calls(people).items()}
    if not calls or "@" not in html:
        return html
    parts, inside = TAGS.split(html), 0
    for place, part in enumerate(parts):
        if place % 2:
            inside += _depth(part)
        elif not inside:
            parts[place] = _mark(part, calls)
    return "".join(parts)


def _calls(people):
    """Every way to call each of them that is theirs alone, longer ones first."""
    ways = {}
    for person in people:
        for name in {" ".join(person.name.split()), person.first_name}:
            ways.setdefault(unicodedata.normalize("NFC", name).casefold(), set()).add(person)
    alone = {name: bearers.pop() for name, bearers in ways.items() if len(bearers) == 1 and name}
    return dict(sorted(alone.items(), key=lambda way: -len(way[0])))


def _found(text, calls):
    """Where each call begins and ends, and whom it calls."""
    for at in AT.finditer(text):
        start = at.end()
        for name, person in calls.items():
            end = start + len(name)
            if text[start:end].casefold() == name and not _goes_on(text, end):
                yield at.start(), end, person
                break


def _goes_on(text, end):
    """Whether the word goes on where the name ends: "@Mayas" and "@Maya-Lena" are somebody else."""
    following = text[end : end + 2]
    return bool(re.match(r"\w|-\w", following))


def _mark(text, calls):
    pieces, last = [], 0
    for start, end, _person in _found(text, calls):
        pieces += [text[last:start], f'<span class="call">{text[start:end]}</span>']
        last = end
    return "".join([*pieces, text[last:]])


def _depth(tag):
    name = re.match(r"</?\s*([a-z0-9]+)", tag, re.I)
    if name is None or name[1].lower() not in UNTOUCHED:
        return 0
    return -1 if tag.startswith("</") else 1

"""The head of a table: which separator, which columns, and where those that are asked for stand."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from people.tables.decoding import Unreadable, odd_byte
from people.tables.lines import LINES_IN_A_ROW, Broken, cells_of
from people.tables.refusals import printable

COLUMNS = 1_000
SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Wanted:
    """The columns that somebody asks for. `called`: what the file calls them, where that is not their own name."""

    required: tuple
    optional: tuple = ()
    called: dict = field(default_factory=dict)

    def places(self, header):
        """{name asked for: place in the header} of those that are there."""
        folded = [name.casefold() for name in header]
        names = {name: self.called.get(name, name).casefold() for name in (*self.required, *self.optional)}
        return {name: folded.index(there) for name, there in names.items() if there in folded}

    def missing(self, header):
        """What is required and not there, as the file would call it."""
        places = self.places(header)
        return [self.called.get(name, name) for name in self.required if name not in places]

    def check(self, header):
        """Raise `Unreadable` if this header is not one to read by."""
        if missing := self.missing(header):
            facts = {"missing": ", ".join(missing), "found": ", ".join(name[:40] for name in header[:30])}
            raise Unreadable(_("The header has no column %(missing)s. It has: %(found)s.") % facts)
        check_names(header)


def check_names(header):
    """Raise `Unreadable` for a header that is too wide, that cannot be read, or that says one name twice."""
    if len(header) > COLUMNS:
        raise Unreadable(
            _("The header has %(count)s columns; at most %(limit)s can be read.") % {"count": len(header), "limit": COLUMNS}
        )
    if any(odd_byte(letter) for name in header for letter in name):
        raise Unreadable(_("The header row is not UTF-8. Save the file as CSV UTF-8, or name its encoding: cp1252, cp1250, ..."))
    folded = [name.casefold() for name in header]
    twice = sorted({name for name in folded if name and folded.count(name) > 1})
    if twice:
        raise Unreadable(_("The header has the column %(name)s twice. Which of them counts?") % {"name": ", ".join(twice)})


def told_apart(header):
    """The header as it can be shown and kept, with a number behind each name that came before: value, value (2)."""
    seen, names = {}, []
    for name in (printable(one.strip()) for one in header):
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        count = seen[name.casefold()]
        names.append(f"{name} ({count})" if count > 1 and name else name)
    return names


def head_of(lines):
    """Pass the line `sep=;`, if there is one, and the header. Gives (the separator it names or None, the header's lines)."""
    first = lines.next()
    named = re.fullmatch(r"sep=(.)\s*", first[1].lstrip("\ufeff"), re.IGNORECASE) if first else None
    if named:
        first = lines.next()
    if first is None:
        raise Unreadable(_("This file has no header row."))
    taken = [first[1].lstrip("\ufeff")]
    while "".join(taken).count('"') % 2 and len(taken) < LINES_IN_A_ROW and (more := lines.next()) is not None:
        taken.append(more[1])
    return (named[1] if named else None), taken


def headers(taken, separators=SEPARATORS):
    """{separator: header} for each of these separators by which the header's lines can be read."""
    found = {}
    for separator in separators:
        try:
            found[separator] = [name.strip() for name in cells_of(taken, separator)]
        except (Broken, TypeError):
            continue
    if not found:
        raise Unreadable(_("The header row cannot be read: its quotation marks or its separator do not fit."))
    return found


def read_header(lines, wanted, delimiter):
    """(separator, header) by whichever separator makes the header hold the most of what is required."""
    named, taken = head_of(lines)
    found = headers(taken, [delimiter or named] if delimiter or named else SEPARATORS)
    if wanted.called:
        found = {separator: told_apart(header) for separator, header in found.items()}
    separator = min(found, key=lambda one: (len(wanted.missing(found[one])), -len(found[one])))
    wanted.check(found[separator])
    return separator, found[separator]

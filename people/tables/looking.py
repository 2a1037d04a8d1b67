"""A first look at a file: what can be known of it before anybody has said how it is to be read."""

import codecs
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from people.tables.decoding import CHUNK, MARKS, Unreadable, check_all_of_it, refuse_other_kinds, text_of, wide_text_in
from people.tables.heads import SEPARATORS, head_of, headers, told_apart
from people.tables.lines import Lines, cells_of, records
from people.tables.reading import first_row, opened
from people.tables.refusals import printable
from people.tables.workbooks import is_workbook, opened_workbook

ENCODINGS = ("cp1252", "cp1250", "cp1251", "iso-8859-1")
SEEN = 8
SAMPLE = 120


@dataclass
class Look:
    """What a file is: its header (names that come twice told apart), its first rows, and what is not certain about it.

    `encodings`: {encoding: how a telling line looks in it} when that has to be asked, `separators`: all that fit when more than
    one does, `sheets`: the names of a workbook's sheets.
    """

    codec: str = ""
    separator: str = ""
    sheet: str = ""
    header: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    encodings: dict = field(default_factory=dict)
    separators: list = field(default_factory=list)
    sheets: list = field(default_factory=list)


def look_at(source, *, encoding="", delimiter="", sheet=""):
    """A first `Look` at the file, with what has been said of it already. Raises `Unreadable` for what is no table at all."""
    with opened(source) as file:
        file.seek(0)
        start = file.read(CHUNK)
        if is_workbook(start):
            return _of_workbook(file, sheet)
        refuse_other_kinds(start)
        return _of_text(file, start, encoding, delimiter)


def _of_workbook(file, sheet):
    with opened_workbook(file) as book:
        heads = {name: first_row(book, name) for name in book.sheets}
        names = [name for name, head in heads.items() if head]
        if not names:
            raise Unreadable(_("No sheet of this workbook has a row."))
        name = sheet if sheet in names else names[0]
        number, header = heads[name]
        return Look(sheet=name, sheets=names, header=told_apart(header), rows=_first(book.rows(name), number))


def _first(rows, head):
    found = []
    for number, cells in rows:
        if number > head:
            found.append([printable(str(cell))[:SAMPLE] for cell in cells])
        if len(found) >= SEEN:
            break
    return found


def _of_text(file, start, encoding, delimiter):
    codec, encodings = _encoding(file, start, encoding)
    check_all_of_it(file, codec)
    file.seek(0)
    lines = Lines(text_of(file, codec))
    named, taken = head_of(lines)
    texts = [record for _number, record in zip(range(SEEN), _texts(lines), strict=False)]
    fitting = _fitting(taken, texts, delimiter or named)
    separator = fitting[0]
    header = told_apart(headers(taken, [separator])[separator])
    rows = [[printable(cell)[:SAMPLE] for cell in cells_of([text], separator)] for text in texts if _is_plain(text)]
    return Look(codec, separator, header=header, rows=rows, encodings=encodings, separators=fitting if len(fitting) > 1 else [])


def _texts(lines):
    """The first physical lines that are not empty."""
    while (line := lines.next()) is not None:
        if line[1].strip():
            yield line[1]


def _is_plain(text):
    return not any(reason for _line, _cells, reason in records(_Once(text), ","))


class _Once:
    """One line, as `records` reads lines."""

    def __init__(self, text):
        self.left = [(1, text)]

    def next(self):
        return self.left.pop() if self.left else None

    def put_back(self, lines):
        self.left = []


def _fitting(taken, texts, said):
    """The separators by which header and first lines have the same number of cells, most cells first; at least one."""
    if said:
        return [said]
    found = headers(taken)
    widths = {separator: len(header) for separator, header in found.items()}
    several = [separator for separator in SEPARATORS if widths.get(separator, 0) > 1]
    even = [one for one in several if all(text.count(one) >= widths[one] - 1 for text in texts)]
    best = sorted(even or several, key=lambda separator: -widths[separator])
    return best or [","]


def _encoding(file, start, said):
    """(codec, {encoding: sample} to choose from when it is not certain)."""
    for mark, name in MARKS:
        if start.startswith(mark):
            return name, {}
    if said:
        return said, {}
    if wide := wide_text_in(start):
        return wide, {wide: printable(start[:SAMPLE].decode(wide, "replace"))}
    telling = _not_utf8(file)
    if telling is None:
        return "utf-8", {}
    samples = {name: _decoded(telling, name) for name in ENCODINGS}
    return ENCODINGS[0], {name: sample for name, sample in samples.items() if sample}


def _decoded(telling, name):
    try:
        return printable(telling.decode(name))[:SAMPLE]
    except UnicodeDecodeError:
        return ""


def _not_utf8(file):
    """The first line that is not UTF-8, or None."""
    decoder, before = codecs.getincrementaldecoder("utf-8")(), b""
    file.seek(0)
    while chunk := file.read(CHUNK):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            text = before + chunk
            place = len(before) + max(error.start - (len(error.object) - len(chunk)), 0)
            begin = max(text.rfind(b"\n", 0, place) + 1, place - SAMPLE // 2)
            return text[begin : begin + SAMPLE].partition(b"\n")[0].strip()
        before = chunk[-SAMPLE:]
    return None

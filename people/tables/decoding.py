"""What kind of file it is, judged by its content, and in which encoding its text is."""

import codecs
import io

from django.utils.translation import gettext as _

CHUNK = 1 << 16
LINE_LIMIT = 1_000_000
MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
HTML = (b"<!doctype", b"<html", b"<head", b"<?xml", b"<body")


class Unreadable(Exception):
    """A file that cannot be taken at all. The message says why, and what to do, in words for whoever sent it."""


def refuse_other_kinds(start):
    """Raise `Unreadable` when the first bytes are those of something else than text: a workbook, a PDF, a web page."""
    if not start.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise Unreadable(_("This file is empty."))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old Excel workbook (XLS), whatever its name says. Save it as CSV (UTF-8)."))
    if start.startswith(b"\x1f\x8b"):
        raise Unreadable(_("This file is compressed (gzip). Unpack it first."))
    if start.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF, whatever its name says. Export the table as CSV."))
    if start.startswith(PICTURES):
        raise Unreadable(_("This is a picture, whatever its name says. Save the table itself as CSV (UTF-8) or XLSX."))
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(HTML):
        raise Unreadable(_("This is a web page, not CSV. Perhaps the download ended at a log-in page: sign in and export again."))


def encoding_of(start, asked=None):
    """The codec to read with: the one whose mark the file bears, else the one asked for, else UTF-8."""
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if not asked:
        _refuse_wide_text_without_mark(start)
        return "utf-8"
    try:
        "".encode(asked)
    except (LookupError, UnicodeError):
        raise Unreadable(_("There is no encoding called %(name)s.") % {"name": asked}) from None
    return asked


def wide_text_in(start):
    """ "utf-16-be" or "utf-16-le" when these bytes are such text without the mark that says so, else None."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = max(len(start) // 2, 1)
    for zeros, others, name in ((even, odd, "utf-16-be"), (odd, even, "utf-16-le")):
        if zeros > half * 0.6 and others < half * 0.1:
            return name
    return None


def _refuse_wide_text_without_mark(start):
    if name := wide_text_in(start):
        sentence = _("This file is in %(name)s without the mark that says so. Save it as CSV UTF-8, or name the encoding.")
        raise Unreadable(sentence % {"name": name.upper()})


def check_all_of_it(file, encoding):
    """Read the whole of `file` once, so that what keeps it from being a table is found before any row of it is taken.

    A byte that cannot be read refuses its row alone, where the encoding goes on behind it; one of UTF-16 refuses the file.
    """
    decoder, line, length = codecs.getincrementaldecoder(encoding)(errors_in(encoding)), 1, 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        text = _decoded(decoder, chunk, line, encoding)
        end = max(text.rfind("\n"), text.rfind("\r"))
        length = len(text) - end - 1 if end >= 0 else length + len(text)
        line += text.count("\n")
        if length >= LINE_LIMIT:
            facts = {"line": line, "limit": LINE_LIMIT}
            raise Unreadable(_("Line %(line)s is longer than %(limit)s characters: this is not a table with rows.") % facts)
    if decoder.getstate()[0]:
        raise Unreadable(_("The file ends in the middle of a character (line %(line)s): it was cut off.") % {"line": line})
    file.seek(0)


def errors_in(encoding):
    """How bytes that cannot be read are treated: kept as what `odd_byte` knows, or, where the rest would go wrong, an error."""
    return "strict" if encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32", "utf-7")) else "surrogateescape"


def odd_byte(letter):
    """The byte that this letter stands for, as 0xE7, if it could not be read; else None."""
    return f"0x{ord(letter) - 0xDC00:02X}" if "\udc80" <= letter <= "\udcff" else None


def _decoded(decoder, chunk, line, encoding):
    try:
        return decoder.decode(chunk)
    except UnicodeDecodeError as error:
        where = line + error.object[: error.start].count(b"\n")
        raise Unreadable(f"{_('line')} {where}: {not_in(encoding, f'0x{error.object[error.start]:02X}')}") from None
    except UnicodeError:
        raise Unreadable(not_in(encoding, f"0x{chunk[0]:02X}")) from None


def not_in(encoding, byte):
    """The sentence about a byte that is no text in that encoding."""
    sentence = _(
        "This is not %(name)s (byte %(byte)s). Save the file as CSV UTF-8, or name its encoding: cp1252 for Western European"
        " Excel, cp1250 for Central European, cp1251 for Cyrillic."
    )
    return sentence % {"byte": byte, "name": encoding.removesuffix("-sig").upper()}


def text_of(file, encoding):
    """`file` as text, line ends untouched; closing the text leaves `file` open."""
    return io.TextIOWrapper(io.BufferedReader(_Borrowed(file), CHUNK), encoding=encoding, errors=errors_in(encoding), newline="")


class _Borrowed(io.RawIOBase):
    """The bytes of a file that somebody else will close."""

    def __init__(self, file):
        self.file = file

    def readable(self):
        return True

    def readinto(self, buffer):
        piece = self.file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

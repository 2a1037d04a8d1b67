"""Tables that people hand over as text: read row by row, right or refused with line and column, never guessed.

`read_table` takes CSV in its common forms (separators , ; tab and |, UTF-8, UTF-16 with its mark, quoted line breaks) and
sheets of XLSX workbooks; `look_at` says what a file is before anybody has said how it is to be read. A file that cannot be
taken as a whole raises `Unreadable` with the sentence that says what to do; a row that cannot be taken comes out as a `Refusal`
in its place, and the rows after it are still read. Memory stays the same for any size of file.
"""

from people.tables.decoding import Unreadable
from people.tables.lines import Block
from people.tables.looking import Look, look_at
from people.tables.reading import FIELD_LIMIT, Table, read_table
from people.tables.refusals import Refusal, Row, Sure, safe_cell, write_refusals
from people.tables.telling import tell_refusals

__all__ = [
    "FIELD_LIMIT",
    "Block",
    "Look",
    "Refusal",
    "Row",
    "Sure",
    "Table",
    "Unreadable",
    "look_at",
    "read_table",
    "safe_cell",
    "tell_refusals",
    "write_refusals",
]

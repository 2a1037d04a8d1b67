"""What people wrote in Markdown as a small tree of plain data, that a template sets without ever reading markup.

A text is a list of blocks, each a dictionary with its kind `k`: p (runs, rtl), h (runs, rtl), list (items, is_ordered, start),
quote (blocks), code (text), table (head, rows), rule. Runs are dictionaries with a text `t` and the marks `b`, `i`, `s`, `code`
and `href`, or a line break `br`.
"""

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

DEEPEST = 6  # lists and quotes within each other; what lies deeper is set as if it did not
WIDEST = 8  # columns of a table; a wider one is set line by line
LONGEST_LINK = 2000
LINKS = ("https://", "http://", "mailto:")
UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
UNBROKEN = re.compile("[!-~\u00a1-\u024f]{33,}")
ZERO_WIDTH_SPACE = "\u200b"
MARKED = re.compile(r"[*_`~|<>&\[\]\\#=\t\r]|^ {0,3}[-+]|^ {0,3}\d+[.)]|^ {4}|  $", re.MULTILINE)
PARAGRAPHS = re.compile(r"\n[ \n]*\n")
RIGHT_TO_LEFT = {"R", "AL"}
STRONG = {"L", *RIGHT_TO_LEFT}
MARKS = {"strong": "b", "em": "i", "s": "s"}

reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")


def plain(text):
    """A text in one line, as a document shows it: without control characters, endless words broken where a line ends.

    Controls that turn the direction of what follows are left out, so that no name can turn the words around it.
    """
    return _shown(text).replace("\n", " ").replace("\t", " ").strip()


def prose(text):
    """A long text as blocks."""
    if not MARKED.search(text or ""):
        return [_plain_paragraph(part) for part in PARAGRAPHS.split(UNPRINTED.sub("", text or "").strip()) if part]
    return _blocks(SyntaxTreeNode(reader.parse(UNPRINTED.sub("", text or ""))).children, 0)


def _plain_paragraph(text):
    """What the reader of Markdown makes of a paragraph without any marks, and takes fifty times as long for."""
    runs = [run for line in text.split("\n") for run in ({"br": True}, {"t": _shown(line.strip())})][1:]
    return {"k": "p", "runs": runs, "rtl": is_right_to_left(runs)}


def _shown(text):
    return UNBROKEN.sub(_with_breaks, UNPRINTED.sub("", text or ""))


def _with_breaks(found):
    word = found.group()
    return ZERO_WIDTH_SPACE.join(word[at : at + 24] for at in range(0, len(word), 24))


def _blocks(nodes, depth):
    return [block for node in nodes for block in _block(node, depth)]


def _block(node, depth):
    kind = node.type
    if kind in ("bullet_list", "ordered_list"):
        return _list(node, depth)
    if kind == "blockquote":
        within = _blocks(node.children, depth + 1)
        return [{"k": "quote", "blocks": within}] if depth < DEEPEST else within
    if kind in ("fence", "code_block"):
        return [{"k": "code", "lines": [_shown(line) for line in node.content.rstrip("\n").expandtabs(4).split("\n")]}]
    if kind == "table":
        return _table(node)
    if kind == "hr":
        return [{"k": "rule"}]
    return [_paragraph(node)]


def _list(node, depth):
    items = [_blocks(item.children, depth + 1) for item in node.children]
    if depth >= DEEPEST:
        return [block for item in items for block in item]
    is_ordered = node.type == "ordered_list"
    return [
        {"k": "list", "items": items, "is_ordered": is_ordered, "start": int(node.attrs.get("start", 1)) if is_ordered else 1}
    ]


def _table(node):
    lines = [[_runs(cell.children) for cell in line.children] for part in node.children for line in part.children]
    if len(lines[0]) <= WIDEST:
        return [{"k": "table", "head": lines[0], "rows": lines[1:]}]
    return [{"k": "p", "runs": [run for cell in line for run in [*cell, {"t": " "}]], "rtl": False} for line in lines]


def _paragraph(node):
    runs = _runs(node.children)
    return {"k": "h" if node.type == "heading" else "p", "runs": runs, "rtl": is_right_to_left(runs)}


def _runs(nodes, marks=None):
    """The words of an inline tree as runs, each with the marks of all that it stands in."""
    marks, found = marks or {}, []
    for node in nodes:
        if node.type in ("softbreak", "hardbreak"):
            found.append({"br": True})
        elif node.children:
            found += _runs(node.children, {**marks, **_mark(node)})
        elif node.content:
            code = {"code": True} if node.type == "code_inline" else {}
            found.append({"t": _shown(node.content), **marks, **code})
    return found


def _mark(node):
    if node.type == "link":
        href = str(node.attrs.get("href", ""))
        return {"href": href} if href.startswith(LINKS) and len(href) <= LONGEST_LINK else {}
    return {MARKS[node.type]: True} if node.type in MARKS else {}


def is_right_to_left(runs):
    """Whether the first letter that has a direction runs from right to left."""
    letters = (unicodedata.bidirectional(letter) for run in runs for letter in run.get("t", ""))
    return next((direction in RIGHT_TO_LEFT for direction in letters if direction in STRONG), False)

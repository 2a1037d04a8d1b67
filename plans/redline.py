"""What changed between two texts, in words: pure, no HTML, no database.

A plain word diff of prose is confetti ("build~~protect~~ pipeline~~the~~"). Here an unchanged run of only a few words between two
changes is folded into them, so that a reader sees phrases: what was taken out, then what was put in.
"""

import difflib
import re
from dataclasses import dataclass

WORD = re.compile(r"\S+\s*|\s+")
PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `kept` in both, or `removed` from the old and `added` in the new (either may be empty)."""

    kept: str = ""
    removed: str = ""
    added: str = ""

    @property
    def is_change(self):
        """Whether the two texts differ here."""
        return bool(self.removed or self.added)


def diff_words(old, new, keep=3):
    """Pieces that lead from `old` to `new`, in reading order.

    `keep` is the least number of words that is shown as unchanged between two changes. Joining `kept` and `removed` of all pieces
    gives `old`, word for word; joining `kept` and `added` gives `new` exactly.
    """
    before, after = WORD.findall(old or ""), WORD.findall(new or "")
    pieces, gap = [], ""
    for same, (i1, i2), (j1, j2) in _folded(before, after, keep):
        was, now = "".join(before[i1:i2]), "".join(after[j1:j2])
        pieces.append(Piece(kept=now) if same else Piece(removed=gap + was if was else "", added=now))
        gap = was[len(was.rstrip()) :] if same and now == now.rstrip() else ""  # the new text ends here, the old goes on
    return pieces


def has_changed(old, new):
    """Whether the words differ, whatever the white space between them."""
    return (old or "").split() != (new or "").split()


def _folded(before, after, keep):
    """Opcodes as (same, old slice, new slice), neighbouring changes and short islands between them merged."""
    bare = [[word.strip() for word in words] for words in (before, after)]
    opcodes = difflib.SequenceMatcher(None, *bare, autojunk=False).get_opcodes()
    folded = []
    for index, (kind, i1, i2, j1, j2) in enumerate(opcodes):
        island = 0 < index < len(opcodes) - 1 and i2 - i1 < keep and not _ends_paragraph(before[i1:i2])
        same = kind == "equal" and not island
        if not same and folded and not folded[-1][0]:
            folded[-1] = (False, (folded[-1][1][0], i2), (folded[-1][2][0], j2))
        else:
            folded.append((same, (i1, i2), (j1, j2)))
    return folded


def _ends_paragraph(words):
    """A short line that stands alone (a heading, one item of a list) is shown as kept, however short."""
    return any("\n" in word for word in words)

"""What changed between two texts, in words: pure, no HTML, no database.

A plain word diff of prose is confetti ("build~~protect~~ pipeline~~the~~"). Here an unchanged run of only a few words between two
changes is folded into them, so that a reader sees phrases: what was taken out, then what was put in.
"""

import difflib
import re
from collections import Counter
from dataclasses import dataclass

WORD = re.compile(r"\S+\s*|\s+")
SENTENCE_ENDS = re.compile(r"[.!?;:…。！？]\W*$")
LONGEST_SENTENCE = 40  # words
MOST_PAIRS = 20_000  # pairs of equal words, of which the time of a word diff depends: more are compared by sentences first
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
    opcodes = _opcodes(*([word.strip() for word in words] for words in (before, after)))
    folded = []
    for index, (kind, i1, i2, j1, j2) in enumerate(opcodes):
        island = 0 < index < len(opcodes) - 1 and i2 - i1 < keep and not _ends_paragraph(before[i1:i2])
        same = kind == "equal" and not island
        if not same and folded and not folded[-1][0]:
            folded[-1] = (False, (folded[-1][1][0], i2), (folded[-1][2][0], j2))
        else:
            folded.append((same, (i1, i2), (j1, j2)))
    return folded


def _opcodes(before, after):
    """As difflib's, neighbours of a kind joined: of long texts first by sentences, then by the words of those that differ."""
    if _pairs(before, after) <= MOST_PAIRS:
        return difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    old, new = _sentences(before), _sentences(after)
    texts = [[tuple(words[start:end]) for start, end in spans] for words, spans in ((before, old), (after, new))]
    found = []
    if _pairs(*texts) <= MOST_PAIRS:
        for kind, a, b, c, d in difflib.SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
            i1, i2, j1, j2 = *_span(old, a, b), *_span(new, c, d)
            found += [(kind, i1, i2, j1, j2)] if kind == "equal" else _within(before, after, i1, i2, j1, j2)
    return _joined(found or [("replace", 0, len(before), 0, len(after))])


def _within(before, after, i1, i2, j1, j2):
    """The opcodes of one stretch, by words where that does not take long."""
    if _pairs(before[i1:i2], after[j1:j2]) > MOST_PAIRS:
        return [("replace", i1, i2, j1, j2)]
    matcher = difflib.SequenceMatcher(None, before[i1:i2], after[j1:j2], autojunk=False)
    return [(kind, i1 + a, i1 + b, j1 + c, j1 + d) for kind, a, b, c, d in matcher.get_opcodes()]


def _pairs(before, after):
    """How many pairs of equal tokens there are."""
    counts = Counter(after)
    return sum(times * counts[token] for token, times in Counter(before).items())


def _sentences(words):
    """Where each sentence begins and ends; one without an end is cut after `LONGEST_SENTENCE` words."""
    spans, start = [], 0
    for place, word in enumerate(words, 1):
        if SENTENCE_ENDS.search(word) or place - start >= LONGEST_SENTENCE:
            spans.append((start, place))
            start = place
    return [*spans, (start, len(words))] if start < len(words) else spans


def _span(spans, first, last):
    """The words from one sentence to another; nothing, at its place, where there is none."""
    if first < last:
        return spans[first][0], spans[last - 1][1]
    here = spans[first - 1][1] if first else 0
    return here, here


def _joined(opcodes):
    """The same with neighbours of a kind (equal or not) made one."""
    joined = []
    for kind, i1, i2, j1, j2 in opcodes:
        if joined and (joined[-1][0] == "equal") == (kind == "equal"):
            last = joined.pop()
            kind, i1, j1 = ("equal" if kind == "equal" else "replace"), last[1], last[3]
        joined.append((kind, i1, i2, j1, j2))
    return joined


def _ends_paragraph(words):
    """A short line that stands alone (a heading, one item of a list) is shown as kept, however short."""
    return any("\n" in word for word in words)

"""What a redline says on paper: what changed from one text of a plan to another."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from people.typesetting import plain
from plans.compare import compare, sections
from plans.documents.contents import standing_of
from plans.documents.wording import Prose, moment
from plans.redline import diff_words


def changes_of(old, new):
    """The redline of two texts (`texts.Text`), the older first, as data for its template."""
    before, after = _comparable(old, new)
    found = sections(compare(before, after), before, after)
    title = _title(old, new)
    names = {side: after["parties"][side]["name"] for side in ("seller", "manager")}
    return {
        "title": title,
        "sub": _("%(title)s, %(seller)s with %(manager)s") % {"title": after["title"], **names},
        "facts": [[_("From"), _said_of(old)], [_("To"), _said_of(new)]],
        "reason": Prose(new.version.reason if new.version else new.plan.amend_reason),
        "mark": standing_of(new)[1] if new.version is None else "",
        "head": f"{names['seller']}, {title}",
        "foot": _("As of %(moment)s") % {"moment": moment(new.at)},
        "sections": [_section(section, names) for section in found],
        "legend": _(
            "[+ ] stands around words that were added, underlined in the colour of the side that wrote them; [− ] around words "
            "that were taken out, struck through in grey."
        ),
        "same": _("The words are the same."),
    }


def _comparable(old, new):
    """Both bodies; a draft does not say yet from when it would be in force."""
    if new.version or new.proposal:
        return old.body, new.body
    return {**old.body, "effective_on": None}, {**new.body, "effective_on": None}


def _title(old, new):
    if new.version:
        return _("From version %(old)s to version %(new)s") % {"old": old.number, "new": new.number}
    if new.proposal:
        return _("From version %(old)s to what is proposed") % {"old": old.number}
    return _("From version %(old)s to the draft") % {"old": old.number}


def _said_of(text):
    if text.version:
        return _("Version %(number)s, sealed %(moment)s") % {"number": text.number, "moment": moment(text.at)}
    return _("%(status)s, as of %(moment)s") % {"status": standing_of(text)[0], "moment": moment(text.at)}


def _section(section, names):
    changes = [section.goal] if section.goal else []
    return {"title": section.title, "changes": [_change(change, names) for change in [*changes, *section.changes]]}


def _change(change, names):
    how = {"added": _("new"), "removed": _("taken out"), "moved": _("moved")}.get(change.how, _("changed"))
    kinds = {"goal": _("Goal"), "measure": _("Measure"), "offer": _("Promise"), "topic": _("Topic"), "portrait": _("Portrait")}
    places = _("from place %(old)s to %(new)s") % dict(zip(("old", "new"), change.places, strict=True)) if change.places else ""
    by = _("last written by %(name)s") % {"name": names[change.side]} if change.kind != "terms" else ""
    return {
        "title": change.title,
        "is_gone": change.how == "removed",
        "side": change.side,
        "tag": capfirst(", ".join(filter(None, [kinds.get(change.kind, ""), how]))),
        "note": ", ".join(filter(None, [by, places])),
        "fields": [{"label": field.label, "runs": Runs(runs_of(field.old, field.new))} for field in change.fields],
    }


class Runs(list):
    """Stretches of a redline that are clean already."""


def runs_of(old, new):
    """The words of both texts as runs: `t` with the mark `ins`, `del` or none, and `br` where a line ends."""
    runs = []
    for piece in diff_words(old, new):
        runs += [*_lines(piece.kept, ""), *_lines(piece.removed, "del"), *_lines(piece.added, "ins")]
    return runs


def _lines(text, mark):
    found = []
    for place, line in enumerate(text.split("\n") if text else []):
        found += [{"br": True}] if place else []
        words = plain(line)
        if words:
            before, after = (" " if line[:1].isspace() else ""), (" " if line[-1:].isspace() else "")
            found.append({"t": words, "mark": mark, "before": before, "after": after})
    return found

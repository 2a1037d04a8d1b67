"""The columns of an export: what each says of a released review."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.models import Outcome

WORDS = {str(key): str(label) for key, label in Outcome.choices}


@dataclass(frozen=True)
class Column:
    """One column: its key in files, its name on screen, how it is read, and whether a file may go without it."""

    key: str
    name: str | Promise
    read: object
    is_always: bool = False


def _view(side):
    return lambda one: [
        {"about": step["title"], "question": asked["text"], **{k: asked["answers"][side][k] for k in ("text", "scale")}}
        for step in one.concluded["steps"]
        for asked in step["questions"]
        if side in asked["answers"]
    ]


def _goals(one):
    steps = [step for step in one.concluded["steps"] if step.get("goal")]
    return [{"goal": step["title"], **(step["outcome"] or {"word": "", "note": ""})} for step in steps]


def _said(path, part="concluded"):
    def read(one):
        value = getattr(one, part)
        for key in path.split("."):
            value = value.get(key, "") if value else ""
        return value

    return read


COLUMNS = [
    Column("round", _("Round"), _said("round.key")),
    Column("email", _("E-mail"), _said("person.email"), True),
    Column("name", _("Name"), _said("person.name"), True),
    Column("job_title", _("Job title"), _said("person.job_title")),
    Column("team", _("Team"), _said("person.team")),
    Column("manager", _("Manager"), _said("manager.name")),
    Column("manager_email", _("Manager’s e-mail"), _said("manager.email")),
    Column("plan", _("Plan"), _said("plan.title")),
    Column("plan_version", _("Version of the plan"), _said("plan.version")),
    Column("outcome", _("The whole"), _said("outcome")),
    Column("goal_outcomes", _("Outcome of each goal"), _goals),
    Column("summary", _("What both take from it"), _said("summary")),
    Column("open_ends", _("Open ends"), _said("open_ends")),
    Column("seller_view", _("The seller’s words"), _view("seller")),
    Column("manager_view", _("The manager’s words"), _view("manager")),
    Column("seller_promises_kept", _("The seller’s promises kept"), _said("promises.seller.kept")),
    Column("seller_promises_due", _("The seller’s promises due"), _said("promises.seller.due")),
    Column("manager_promises_kept", _("The manager’s promises kept"), _said("promises.manager.kept")),
    Column("manager_promises_due", _("The manager’s promises due"), _said("promises.manager.due")),
    Column("concluded_at", _("Concluded"), _said("concluded_at"), True),
    Column("acknowledgement", _("Acknowledged as"), _said("acknowledgement", "acknowledged"), True),
    Column("acknowledged_at", _("Acknowledged"), _said("acknowledged_at", "acknowledged")),
    Column("sentence", _("Sentence shown"), _said("sentence", "acknowledged")),
    Column("comment", _("The seller’s comment"), _said("comment", "acknowledged"), True),
    Column("refusal_witness", _("Refusal witnessed by"), _said("witness", "refused")),
    Column("record", _("Record"), lambda one: one.number, True),
    Column("record_digest", _("Digest of the record"), lambda one: one.digest, True),
    Column("head_digest", _("Digest of the chain"), lambda one: one.head, True),
]
BY_KEY = {column.key: column for column in COLUMNS}
OPTIONAL = [column for column in COLUMNS if not column.is_always]


def named(keys):
    """The columns of a file, in their order: those asked for (all, if none is named), and those that it never goes without."""
    return [column for column in COLUMNS if not keys or column.key in keys or column.is_always]


def row_of(columns, one):
    """What the columns say of one review, as data."""
    return {column.key: column.read(one) for column in columns}


def flat(value):
    """A value as one cell: lists become lines, outcomes words; numbers stay numbers."""
    if isinstance(value, list):
        return "\n".join(_line(item) for item in value)
    return WORDS.get(value, value) if isinstance(value, str) else value


def _line(item):
    if not isinstance(item, dict):
        return str(item)
    words = [WORDS.get(text, text) for text in (item.get("scale"), item.get("word"), item.get("note"), item.get("text")) if text]
    return f"{item.get('goal') or item.get('about')}: " + " · ".join(words)

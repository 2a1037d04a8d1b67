"""The mapping of a CRM export: what its columns, stages and products are called."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from metrics.intake.values import STRICT, Style, Wrong, number
from metrics.models import Stage
from people.tables import Refusal, Unreadable, read_table

NEEDED = {"opportunities": ("id", "owner", "stage"), "activities": ("id", "owner", "date")}
ALLOWED = {
    "opportunities": ("id", "owner", "stage", "product", "account", "created", "closed", "value", "currency"),
    "activities": ("id", "owner", "type", "date"),
}


@dataclass(frozen=True)
class Mapping:
    """How an export is read. `columns`: our name -> the export's; `stages`, `types`: folded name -> meaning; `prices`: folded
    product -> list price.

    `owners`: folded name -> e-mail address, "" for nobody. `prices` is None when the mapping names no list of products: then an
    opportunity is created at its own value.
    """

    columns: dict
    stages: dict = field(default_factory=dict)
    types: dict = field(default_factory=dict)
    prices: dict | None = None
    style: Style = STRICT
    currency: str = ""  # in which values are counted; a row that says another one is refused
    owners: dict = field(default_factory=dict)
    type_of_all: str = ""  # of activities whose export has no column for it: calls, for instance

    @property
    def required(self):
        """The columns that the export must have: all that the mapping names."""
        return list(dict.fromkeys(self.columns.values()))

    def is_nobody(self, name):
        """Whether an owner's name was said to stand for nobody here."""
        return self.owners.get(folded(name)) == ""


OWN_STAGES = {stage: stage for stage in Stage.values}


def folded(name):
    """A name without regard to case and spacing."""
    return " ".join(name.split()).casefold()


def load(path, kind, beside):
    """The mapping in a TOML file, for exports of that kind (opportunities or activities). `beside`: the folder of the export.

    Raises `Unreadable` with what is wrong in it.
    """
    try:
        given = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unreadable(_("The mapping %(path)s cannot be read: %(why)s") % {"path": path, "why": error}) from None
    columns = _columns(given, kind)
    return Mapping(
        columns,
        stages=_stages(given) if kind == "opportunities" else {},
        types={folded(name): str(meaning) for name, meaning in _section(given, "types").items()},
        prices=_prices(_section(given, "products"), beside) if kind == "opportunities" else None,
        style=Style(_dates(given), _decimal(given), frozenset(_marks(given))),
        currency=str(given.get("currency", "")),
        owners={folded(name): str(email).strip() for name, email in _section(given, "owners").items()},
        type_of_all=str(given.get("type", "")),
    )


def remembered(row):
    """The `Mapping` that somebody made in the browser (an `ImportMapping`)."""
    return Mapping(
        row.columns,
        stages=row.stages or dict(OWN_STAGES),
        types=row.types,
        style=Style(row.choices.get("dates") or "ymd", row.choices.get("decimal", ""), frozenset(row.choices.get("marks", []))),
        currency=row.choices.get("currency", ""),
        owners=row.owners,
        type_of_all=row.choices.get("type", ""),
    )


def own(kind):
    """The `Mapping` of rows that use our own names: columns id, owner, ...; stages open, won, lost."""
    return Mapping({name: name for name in ALLOWED[kind]}, stages=dict(OWN_STAGES))


def _section(given, name):
    section = given.get(name, {})
    if not isinstance(section, dict):
        raise Unreadable(_("In the mapping, [%(name)s] is a section.") % {"name": name})
    return section


def _columns(given, kind):
    columns = _section(given, kind)
    wrong = [name for name, column in columns.items() if name not in ALLOWED[kind] or not isinstance(column, str)]
    missing = [name for name in NEEDED[kind] if name not in columns]
    if kind == "activities" and "type" not in columns and not given.get("type"):
        missing.append("type")
    if wrong or missing:
        facts = {"kind": kind, "names": ", ".join(missing or wrong), "allowed": ", ".join(ALLOWED[kind])}
        sentence = _("The mapping's section [%(kind)s] does not say which column is %(names)s.")
        raise Unreadable((sentence if missing else _("[%(kind)s] knows only %(allowed)s, not %(names)s.")) % facts)
    return columns


def _stages(given):
    stages = {folded(name): meaning for name, meaning in _section(given, "stages").items()}
    wrong = [name for name, meaning in stages.items() if meaning not in Stage.values]
    if wrong or not stages:
        raise Unreadable(_("In the mapping, [stages] says for each stage of the CRM whether it is open, won or lost."))
    return stages


def _decimal(given):
    decimal = given.get("decimal", "")
    if decimal not in ("", ".", ","):
        raise Unreadable(_('In the mapping, decimal is "." or ",".'))
    return decimal


def _marks(given):
    marks = given.get("marks", [])
    if not isinstance(marks, list) or not all(isinstance(mark, str) for mark in marks):
        raise Unreadable(_("In the mapping, marks is a list of the signs that stand beside numbers."))
    return marks


def _dates(given):
    dates = given.get("dates", "ymd")
    if dates not in ("ymd", "dmy", "mdy"):
        raise Unreadable(_("In the mapping, dates is ymd, dmy or mdy."))
    return dates


def _prices(section, beside):
    """{folded name of a product: list price}, its aliases included; None without a list of products."""
    if not section:
        return None
    try:
        name, price, file = section["name"], section["price"], section["file"]
    except KeyError as missing:
        raise Unreadable(_("The mapping's section [products] does not say %(name)s.") % {"name": missing}) from None
    prices = {}
    for row in read_table(Path(beside) / file, required=[name, price]):
        if isinstance(row, Refusal):
            raise Unreadable(f"{file}, {_('line')} {row.line}: {row.reason}")
        try:
            prices[folded(row.cells[name])] = number(row.cells[price])
        except Wrong as wrong:
            raise Unreadable(f"{file}, {_('line')} {row.line}: {wrong}") from None
    for alias, product in section.get("aliases", {}).items():
        if folded(product) not in prices:
            raise Unreadable(
                _("The alias %(alias)s means %(name)s, which %(file)s does not have.")
                % {"alias": alias, "name": product, "file": file}
            )
        prices[folded(alias)] = prices[folded(product)]
    return prices

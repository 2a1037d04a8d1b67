"""How the file of an import is read: what was said about it, as a table, a style and a mapping."""

import hashlib
import re

from metrics.intake.crm_map import ALLOWED, NEEDED, Mapping, folded
from metrics.intake.observations import OPTIONAL, REQUIRED
from metrics.intake.values import Style
from metrics.models import Stage
from people.tables import read_table

COLUMNS = {
    "observations": {"needed": REQUIRED, "all": (*REQUIRED, *OPTIONAL)},
    "opportunities": {"needed": NEEDED["opportunities"], "all": ALLOWED["opportunities"]},
    "activities": {"needed": NEEDED["activities"], "all": ALLOWED["activities"]},
}
USUAL = {  # our column: what others call it, folded and without spaces
    "email": "email emailaddress mail user useremail owner owneremail seller rep",
    "metric": "metric measure kpi metrickey",
    "period_start": "periodstart week weekof weekstart weekbeginning monday date period",
    "value": "value amount count number total",
    "denominator": "denominator cases base outof",
    "id": "id opportunityid dealid recordid activityid taskid opportunityname",
    "owner": "owner opportunityowner dealowner assigned assignedto activityassignedto salesagent rep seller owneremail",
    "stage": "stage dealstage status stagename",
    "product": "product productname",
    "account": "account accountname company associatedcompany",
    "created": "created createddate createdate engagedate opened",
    "closed": "closed closedate closeddate",
    "currency": "currency opportunitycurrency currencyisocode dealcurrency",
    "type": "type activitytype tasktype subtype",
    "date": "date activitydate duedate completeddate happened",
}


def digest_of(header):
    """A word by which a header is known again, whatever its case and spacing."""
    return hashlib.sha256("\n".join(folded(name) for name in header).encode()).hexdigest()


def missing_columns(fact, header, columns, fixed):
    """Which of our columns are needed and not certain: neither in this header once, nor said to be called otherwise, nor the same
    for all rows."""
    there = {name.casefold() for name in header}
    if not columns:
        there -= {name for name in there if f"{name} (2)" in there}
    return [
        name
        for name in COLUMNS[fact]["needed"]
        if name not in fixed and (columns.get(name) or ("" if columns else name)).casefold() not in there
    ]


def guesses(fact, header):
    """{our column: the name in this header that probably means it}."""
    plain = {re.sub(r"[^a-z0-9]", "", name.casefold()): name for name in reversed(header)}
    found = {}
    for ours in COLUMNS[fact]["all"]:
        names = [ours.replace("_", ""), *USUAL.get(ours, "").split()]
        if theirs := next((plain[name] for name in names if name in plain), None):
            found[ours] = theirs
    return found


def style_of(choices):
    """How days and numbers are written."""
    return Style(choices.get("dates") or "ymd", choices.get("decimal", ""), frozenset(choices.get("marks", [])))


def mapping_of(fact, choices, header):
    """The `Mapping` by which the rows of a CRM's file are read."""
    columns = choices.get("columns") or {name: name for name in ALLOWED[fact] if name in {one.casefold() for one in header}}
    return Mapping(
        columns,
        stages={stage: stage for stage in Stage.values} | choices.get("stages", {}),
        types=choices.get("types", {}),
        style=style_of(choices),
        currency=choices.get("currency", ""),
        owners=choices.get("owners", {}),
        type_of_all=choices.get("type", ""),
    )


def table_of(file, batch, header):
    """The file of an import as a table. Raises `Unreadable`."""
    choices = batch.choices
    how = {name: choices.get(name) or None for name in ("encoding", "sheet")} | {"delimiter": choices.get("separator") or None}
    if batch.fact == "observations":
        columns, fixed = choices.get("columns") or {}, choices.get("fixed", {})
        required = [name for name in REQUIRED if name not in fixed]
        optional = [name for name in OPTIONAL if not columns or columns.get(name)]
        return read_table(file, required=required, optional=optional, called=columns, **how)
    names = mapping_of(batch.fact, choices, header).required
    return read_table(file, required=names, called={name: name for name in names}, **how)

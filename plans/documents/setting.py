"""Documents of plans as PDF."""

from pathlib import Path

from django.utils.functional import Promise

from metrics.pictures import picture
from people.typesetting import plain, prose, typeset
from plans.documents.changes import Runs, changes_of
from plans.documents.contents import contents_of
from plans.documents.wording import Chart, Exact, Prose

HERE = Path(__file__).resolve().parent
PLAN, CHANGES = HERE / "plan.typ", HERE / "changes.typ"


def pdf_of(text, me):
    """One text of a plan for one reader; dated when it was signed, so that the same text gives the same bytes."""
    contents = contents_of(text, me)
    return typeset(PLAN, as_data({"title": contents["head"], "plans": [contents], "contents": None}), made_at=text.at)


def pdf_of_changes(old, new):
    """What changed from one text of a plan to another."""
    return typeset(CHANGES, as_data(changes_of(old, new)), made_at=new.at)


def pdf_of_binder(title, first_page, plans, *, made_at):
    """Many plans (each as `contents_of` and `as_data` give it) behind a page of contents."""
    return typeset(PLAN, {**as_data({"title": title, "contents": first_page}), "plans": plans}, made_at=made_at)


def as_data(value):
    """The same as data that a template can set: prose in its marks, charts drawn, all other words plain."""
    if isinstance(value, Prose):
        return prose(value.text)
    if isinstance(value, Chart):
        drawn = picture(value.series, now=value.now)
        return {"svg": drawn["svg"], "alt": plain(drawn["alt"])}
    if isinstance(value, Exact):
        return str(value)
    if isinstance(value, dict):
        return {key: as_data(one) for key, one in value.items()}
    if isinstance(value, list) and not isinstance(value, Runs):
        return [as_data(one) for one in value]
    return plain(str(value)) if isinstance(value, str | Promise) else value

"""Texts of plans as `plans.body` writes them, for tests of what is pure."""

METRIC = {"id": "x", "key": "calls", "name": "Calls", "unit": "", "kind": "count", "direction": "higher"}
SAM, MAYA = {"id": "s", "name": "Sam", "job_title": ""}, {"id": "m", "name": "Maya", "job_title": ""}


def offer(side, **fields):
    """A promise of one side, once, with its day."""
    return {
        "id": f"o-{side}",
        "side": side,
        "text": "Help",
        "rule": "once",
        "due_on": "2026-09-01",
        "evidence": "",
        "written_by": side,
    } | fields


def measure(**fields):
    """An early sign with its agreed range."""
    return {
        "id": "m", "kind": "metric", "is_leading": True, "metric": METRIC,
        "baseline": None, "target": None, "low": "14", "high": "20", "text": "", "due_on": None, "written_by": "seller",
    } | fields  # fmt: skip


def goal(**fields):
    """A goal that lacks nothing."""
    return {
        "id": "g", "family": "results", "title": "Grow", "specific": "Ten new customers", "why": "It matters", "duty": "",
        "starts_on": None, "priority": None, "weight": None,
        "due_on": "2026-12-31", "written_by": "manager", "measures": [measure()], "offers": [offer("seller"), offer("manager")],
    } | fields  # fmt: skip


def body(*goals, **fields):
    """The text of a plan for the second half of 2026."""
    return {
        "format": "perfplan.plan/2", "plan": "p", "kind": "performance", "title": "Second half", "cycle": None,
        "starts_on": "2026-07-01", "ends_on": "2026-12-31", "effective_on": "2026-07-01",
        "parties": {"seller": SAM, "manager": MAYA},
        "portrait": [], "goals": list(goals), "offers": [], "topics": [],
    } | fields  # fmt: skip


THREE = [goal(id="1"), goal(id="2", family="customer"), goal(id="3", family="growth")]

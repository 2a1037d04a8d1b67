"""What each kind may be told with: every choice of words that its templates have."""

from itertools import product

NAMES = {
    "who": "Maya Lindqvist", "by": "Maya Lindqvist", "first": "Maya", "name": "Sam", "person": "Sam Okafor",
    "title": "Second half 2026", "round": "Year-end 2026", "metric": "Opportunities created", "session": "Strategy session",
    "when": "Friday 6 March, 09:30", "number": 3, "digest": "ab12cd34", "day": "2026-03-06", "weeks": 3, "format": "CSV",
}  # fmt: skip
CHOICES = {
    "coaching.session_planned": {"what": ["planned", "moved", "cancelled"]},
    "coaching.roadblock": {"what": ["raised", "taken", "put_off", "removed", "given_up"]},
    "coaching.roadblock_due": {"own": [True, False]},
    "coaching.roadblock_passed": {"own": [True, False]},
    "metrics.signal": {"good": [True, False], "again": [True, False], "team": [True, False]},
    "metrics.signal_of_rep": {"good": [True, False], "again": [True, False], "team": [True, False]},
    "plans.day_passed": {"mine": [True, False]},
    "plans.rests": {"is_first": [True, False]},
    "reviews.due": {"step": ["writing", "shared", "concluded"], "mine": [True, False]},
    "reviews.shared": {"is_readable": [True, False]},
}
PROCESS = ["no_session", "untouched_goal", "late_commitment", "unsigned_plan", "idle_development", "unopened_plan"]
for _kind in ("coaching.process", "coaching.process_of_other"):
    CHOICES[_kind] = {"kind": PROCESS, "who": ["seller", "manager"], "own": [True, False]}
CHOICES["coaching.recheck"] = {"what": ["Opportunities created"], "name": ["Sam"], "own": [True, False], "mine": [True, False]}


def sayings_of(kind):
    """All facts with which a kind is told."""
    choices = CHOICES.get(kind.name, {})
    for chosen in product(*choices.values()):
        yield NAMES | dict(zip(choices, chosen, strict=True))

"""The arrows between rooms, beyond what the import-linter contracts in pyproject.toml say."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["people", "reminders", "metrics", "plans", "coaching", "reviews"]
PUBLIC = {
    "models",
    "rules",
    "actions",
    # named modules that other rooms may use: pure, or reads with a name
    "people.alongside",
    "people.canonical",
    "people.chain",
    "people.errands",
    "people.rows",
    "people.tables",
    "people.text",
    "people.typesetting",
    "people.verdict",
    "reminders.days",
    "reminders.kinds",
    "metrics.drift",
    "metrics.fingerprint",
    "metrics.happenings",
    "metrics.pictures",
    "metrics.sentences",
    "metrics.series",
    "plans.body",
    "plans.compare",
    "plans.history",
    "plans.readiness",
    "plans.recurrence",
    "plans.redline",
}


def modules(room):
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


def imported_names(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def is_public(name):
    """Whether a dotted name of another room stands behind one of its public doors."""
    room, door, *_rest = [*name.split("."), ""]
    return door in PUBLIC or f"{room}.{door}" in PUBLIC or door == ""


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_only_the_public_doors_of_others(room):
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(room)
        for name in imported_names(path)
        if name.split(".")[0] in ROOMS and name.split(".")[0] != room and not is_public(name)
    ]

    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_reads_settings_through_django(room):
    wrong = [str(path) for path in modules(room) if "perfplan.settings" in list(imported_names(path))]

    assert wrong == []


def test_pure_modules_know_no_database_and_no_clock():
    pure = [*(ROOT / "metrics/drift").glob("*.py"), *(ROOT / "plans").glob("re*[dl]ine*.py"), ROOT / "plans/compare.py"]
    forbidden = ("django.db", "django.utils.timezone", "datetime.now", "time.time")
    wrong = [
        f"{path.name}: {name}" for path in pure if path.exists() for name in imported_names(path) if name.startswith(forbidden)
    ]

    assert wrong == []

"""bin/test: linters, arrows, missing migrations, and the whole test suite on servers of its own."""

import os
import shutil
import subprocess
import sys

from perfplan.local import folders, testing_servers
from perfplan.local.manage import run_forwarding

PYTHON = [sys.executable, "-m"]
LINTERS = {
    "ruff check": [*PYTHON, "ruff", "check", "--quiet", "."],
    "ruff format": [*PYTHON, "ruff", "format", "--quiet", "--check", "."],
    "djlint": [*PYTHON, "djlint", "templates", "--lint", "--quiet"],
    "arrows": [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
}


def find_chromium():
    return next(filter(None, (os.environ.get("CHROMIUM"), shutil.which("chromium"), shutil.which("chromium-browser"))), None)


def lint(lines):
    """The names of the linters that are not content; what they say is shown, the first lines of it."""
    running = {
        name: subprocess.Popen(command, cwd=folders.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for name, command in LINTERS.items()
    }
    failed = []
    for name, process in running.items():
        said, _ = process.communicate()
        if process.returncode:
            shown = said.splitlines()
            more = [f"... and {len(shown) - lines} lines more"] if len(shown) > lines else []
            print("\n".join([f"---- {name}", *shown[:lines], *more]), flush=True)
            failed.append(name)
    return failed


def pytest_command(arguments):
    """pytest on two cores; the arguments of the caller win."""
    spread = [] if any(a.startswith("-n") for a in arguments) else ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return [*PYTHON, "pytest", *spread, *arguments]


def main(arguments):
    failed = lint(lines=12 if arguments else 1000)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if not find_chromium():
        print("NO BROWSER: journeys are skipped, because there is no chromium (set CHROMIUM to its path).", flush=True)
        if os.environ.get("CI") == "true":
            failed.append("a browser for the journeys")
    with testing_servers.ready():
        check_migrations = [sys.executable, folders.ROOT / "manage.py", "makemigrations", "--check", "--dry-run"]
        if not arguments and run_forwarding(check_migrations, cwd=folders.ROOT):
            failed.append("makemigrations --check")
        if run_forwarding(pytest_command(arguments), cwd=folders.ROOT):
            failed.append("pytest")
    print(f"bin/test: {'FAILED: ' + ', '.join(failed) if failed else 'all hold'}", flush=True)
    return 1 if failed else 0

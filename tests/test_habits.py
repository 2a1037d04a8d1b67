"""Habits that reviews would otherwise have to remember."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests import factories
from tests.test_house import ROOMS, ROOT, modules

OWN_MODELS = [model for model in apps.get_models() if model._meta.app_label in ROOMS and not model.__name__.endswith("Audit")]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def action_files():
    for room in ROOMS:
        single, package = ROOT / room / "actions.py", ROOT / room / "actions"
        yield from [single] if single.exists() else sorted(package.glob("*.py"))


def public_functions(path):
    return [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]


@pytest.mark.parametrize("path", list(action_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_action_is_one_transaction_and_says_who_acts(path):
    for function in public_functions(path):
        decorators = [ast.unparse(decorator) for decorator in function.decorator_list]
        arguments = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}

        assert any("atomic" in decorator for decorator in decorators), f"{path.name}: {function.name} is not atomic"
        assert "by" in arguments, f"{path.name}: {function.name} does not take `by`"
        assert ast.get_docstring(function), f"{path.name}: {function.name} says nothing"


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
def test_every_model_has_a_meaning_a_name_and_a_factory(model):
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")
    assert "__str__" in vars(model) or any("__str__" in vars(base) for base in model.__mro__[1:] if base is not models.Model)
    assert any(
        inspect.isclass(factory) and getattr(getattr(factory, "_meta", None), "model", None) is model
        for factory in vars(factories).values()
    ), f"no factory makes a {model.__name__}"


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("room", ROOMS)
def test_migrations_import_no_live_code(room):
    for path in (ROOT / room / "migrations").glob("0*.py"):
        wrong = [line for line in path.read_text().splitlines() if re.match(rf"\s*(from|import) ({'|'.join(ROOMS)})\b", line)]

        assert wrong == [], path.name


@pytest.mark.parametrize("room", ROOMS)
def test_a_state_is_written_only_by_move_to(room):
    pattern = re.compile(r"\.(status|state) = (?!=)|\.update\((?:[^)]*\b)?(?:status|state)=")
    allowed = {"models.py", "models", "outbox.py", "outbox"}
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in modules(room)
        if not allowed & {path.name, path.parent.name}
        for line in path.read_text().splitlines()
        if pattern.search(line)
    ]

    assert wrong == []


def test_every_template_is_used():
    sources = "\n".join(path.read_text() for path in [*ROOT.glob("*/**/*.py"), *TEMPLATES] if ".venv" not in path.parts)
    unused = []
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        if (
            name.startswith(("account/", "mfa/", "perfplan_forms/", "allauth/", "cotton/"))
            or "/mail/" in name
            or "/inbox/" in name
        ):
            continue  # found by name, by Django's packages or by a reminder's kind
        if re.match(r"\d\d\d", name):
            continue
        if name not in sources:
            unused.append(name)

    assert unused == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_has_inline_scripts_or_styles(path):
    text = path.read_text()
    if "/mail/" in str(path):
        return  # letters carry their own look

    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert not re.search(r"<style\b|\sstyle=\"|\son[a-z]+=\"", text)


def test_the_web_never_publishes_to_the_broker():
    pattern = re.compile(r"\.(delay|apply_async|delay_on_commit|send_task)\(")
    wrong = [
        f"{path.relative_to(ROOT)}" for room in [*ROOMS, "perfplan"] for path in modules(room) if pattern.search(path.read_text())
    ]

    assert wrong == []


def test_views_read_through_named_querysets():
    pattern = re.compile(r"\.objects\.(filter|get|all|exclude)\(")
    files = [path for room in ROOMS for path in [*(ROOT / room).glob("views.py"), *(ROOT / room / "views").glob("*.py")]]
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        for line in path.read_text().splitlines()
        if pattern.search(line)
    ]

    assert wrong == []


def test_every_text_of_a_template_is_translatable():
    """Words between tags stand inside translate or blocktranslate."""
    loose = []
    for path in TEMPLATES:
        text = re.sub(r"{% block (wrap_class|body_class) %}.*?{% endblock %}", "", path.read_text())
        text = re.sub(
            r"{% blocktranslate.*?{% endblocktranslate %}|{% comment %}.*?{% endcomment %}|{#.*?#}|{%.*?%}|{{.*?}}",
            "",
            text,
            flags=re.S,
        )
        text = re.sub(r"<(script|style|svg|code).*?</\1>", "", text, flags=re.S)
        for words in re.findall(r">([^<>]*[A-Za-z]{3,}[^<>]*)<", text):
            loose.append(f"{path.relative_to(ROOT / 'templates')}: {words.strip()[:60]}")

    assert [line for line in loose if not line.startswith(("perfplan/styleguide", "cotton/"))] == []


def test_every_file_is_readable_in_one_sitting():
    long = [
        f"{path.relative_to(ROOT)}: {n}"
        for room in [*ROOMS, "perfplan"]
        for path in modules(room)
        if (n := len(Path(path).read_text().splitlines())) > 400
    ]

    assert long == []

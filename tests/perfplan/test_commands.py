"""Commands that do nothing say why, and end with 2."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories import TeamFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("demo", {"sellers": 0}),
        ("demo", {"weeks": 11}),
        ("derive_metrics", {"map": "no such.toml"}),
        ("backup", {"path": "no such folder/backup"}),
        ("restore", {"path": "no such backup"}),
    ],
)
def test_what_cannot_begin_ends_with_2(tmp_path, command, options):
    given = {name: tmp_path / value if isinstance(value, str) else value for name, value in options.items()}
    path = [given.pop("path")] if "path" in given else []

    with pytest.raises(CommandError) as stop:
        call_command(command, *path, **given)

    assert stop.value.returncode == 2
    assert str(stop.value)


@pytest.mark.django_db
def test_a_demo_in_an_installation_in_use_ends_with_2():
    TeamFactory()

    with pytest.raises(CommandError, match="for an empty one") as stop:
        call_command("demo", sellers=1, weeks=12)

    assert stop.value.returncode == 2

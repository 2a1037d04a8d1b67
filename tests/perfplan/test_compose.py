"""docker-compose.yml and the Dockerfile run what bin/up runs."""

import importlib.util
import json
import re
import subprocess
import sys

import pytest
import yaml

from perfplan.local.folders import ROOT
from perfplan.local.processes import processes

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SETTINGS = (ROOT / "perfplan/settings.py").read_text()
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "PERFPLAN_OWNER_PASSWORD", "PERFPLAN_APP_PASSWORD")
OURS = ["web", "worker", "beat", "migrate"]


def test_the_services_are_those_of_a_deployment():
    assert sorted(SERVICES) == sorted([*OURS, "postgres", "redis"])


@pytest.mark.parametrize("process", processes("0.0.0.0:8000"), ids=lambda process: process.name)
def test_a_service_has_the_command_of_bin_up(process):
    assert SERVICES[process.name]["command"] == process.command


def test_the_image_starts_the_web_server_unless_told_otherwise():
    command = json.loads(DOCKERFILE[DOCKERFILE.rindex("CMD ") + 4 :].replace("\\\n", ""))
    assert command == processes("0.0.0.0:8000")[0].command


@pytest.mark.parametrize("process", processes("0.0.0.0:8000"), ids=lambda process: process.name)
def test_the_programs_exist_and_take_these_arguments(process):
    assert importlib.util.find_spec(process.module) is not None
    arguments = [*process.arguments]
    if process.module == "celery":
        where = arguments.index("worker" if "worker" in arguments else "beat") + 1
        arguments.insert(where, "--help")
    else:
        arguments.append("--help")
    said = subprocess.run([sys.executable, "-m", process.module, *arguments], capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")
    for option in (argument for argument in process.arguments if argument.startswith("--")):
        assert option in said.stdout + "--quiet --app"


def test_migrations_are_made_by_the_owner_before_anything_starts():
    migrate = SERVICES["migrate"]
    assert migrate["command"] == ["python", "manage.py", "migrate"]
    assert (ROOT / "manage.py").exists() and (ROOT / "people/management/commands/migrate.py").exists()
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    owners = [name for name in OURS if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]]
    assert owners == ["migrate"]


def test_the_health_of_the_web_server_is_asked_by_a_program_that_exists():
    test = SERVICES["web"]["healthcheck"]["test"]
    assert test[:3] == ["CMD", "python", "-m"] and importlib.util.find_spec(test[3]) is not None


@pytest.mark.parametrize("service", OURS)
def test_every_setting_given_is_one_that_the_settings_read(service):
    for name in SERVICES[service]["environment"]:
        assert f'"{name}"' in SETTINGS


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_required_and_never_written_down(secret):
    text = (ROOT / "docker-compose.yml").read_text()
    uses = re.findall(rf"\$\{{{secret}(.*?)\}}", text)
    assert uses and all(use.startswith(":?") for use in uses)


def test_the_image_does_not_run_as_root_and_has_no_secret():
    assert re.search(r"^USER perfplan$", DOCKERFILE, re.M)
    assert DOCKERFILE.index("USER perfplan") < DOCKERFILE.rindex("CMD")
    assert not re.search(r"^(ENV|ARG).*(SECRET_KEY|PASSWORD)", DOCKERFILE, re.M)


def test_what_the_image_needs_is_not_ignored():
    kept = {line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert rooms | {"perfplan", "static", "templates", "manage.py", "pyproject.toml", "uv.lock", "bin"} <= kept


def test_the_broker_never_evicts():
    command = SERVICES["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_roles_of_the_image_are_those_that_the_addresses_name():
    script = (ROOT / "docker/make-roles.sh").read_text()
    mounted = "./docker/make-roles.sh:/docker-entrypoint-initdb.d/make-roles.sh:ro"
    assert mounted in SERVICES["postgres"]["volumes"]
    for role in ("perfplan_app", "perfplan_owner"):
        assert f"CREATE ROLE {role} LOGIN" in script
        assert f"postgresql://{role}:" in json.dumps(SERVICES["migrate"]["environment"])

"""The examples of docs/api.md, run as they stand there: by curl, over HTTP."""

import json
import os
import re
import shutil
import subprocess

import pytest

from metrics.models import Activity, Observation, Opportunity
from tests.factories import CommitmentFactory, PersonFactory, PlanFactory, SignalFactory
from tests.perfplan.calling import description, secret_of
from tests.test_house import ROOT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("curl"), reason="NO CURL: the examples of docs/api.md are not run"),
]
DOCS = (ROOT / "docs/api.md").read_text()
EXAMPLES = re.findall(r"```sh\n(.*?)```(?:\n\n```json\n(.*?)```)?", DOCS, re.S)


@pytest.fixture
def run(live_server):
    """Run an example as Sam's manager; gives what was answered."""
    maya = PersonFactory(name="Maya Lindqvist")
    sam = PersonFactory(name="Sam Okafor", email="sam@firm.example", reports_to=maya)
    plan = PlanFactory(person=sam, manager=maya)
    CommitmentFactory(plan=plan, side="manager", by=maya, to=sam, text="Ride along")
    SignalFactory(person=sam)
    environment = os.environ | {"PERFPLAN": live_server.url, "TOKEN": secret_of(maya), "NO_PROXY": "*"}

    def example(text):
        text = text.replace("curl ", "curl --silent --show-error --fail-with-body ", 1)
        done = subprocess.run(["sh", "-c", text], env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return example


def test_every_example_does_what_it_says(run):
    answers = {re.search(r"/api/v1/(\w+)", text)[1]: (run(text), said) for text, said in EXAMPLES}

    assert set(answers) == {"observations", "opportunities", "activities", "commitments", "signals"}
    for answer, said in answers.values():
        assert not said or answer == json.loads(said)
    assert (Observation.objects.get(metric__key="calls").value, Opportunity.objects.count(), Activity.objects.count()) == (
        42,
        1,
        1,
    )
    assert [one["text"] for one in answers["commitments"][0]["items"]] == ["Ride along"]
    assert [one["person"]["name"] for one in answers["signals"][0]["items"]] == ["Sam Okafor"]


def test_the_page_names_every_route_and_every_problem():
    paths = {re.sub(r"\{\w*?_?id\}", "{id}", path).replace("{number}", "{n}") for path in description()["paths"]}
    statuses = {status for ops in description()["paths"].values() for op in ops.values() for status in op["responses"]} - {"200"}

    assert [path for path in paths if f"`{path}`" not in DOCS and f"POST {path}`" not in DOCS] == []
    assert [status for status in statuses if not re.search(rf"^\|[^|]*\b{status}\b", DOCS, re.M)] == []

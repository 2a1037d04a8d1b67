"""The scan on whole CRM exports: a company that moves together is not many people drifting, and one planted fall is found."""

import csv
import datetime

import pytest

from metrics.actions import scan
from metrics.models import Metric, Signal
from metrics.scanning import judge, read
from people.models import Person
from perfplan.demo import crm
from tests.factories import TargetFactory
from tests.metrics.test_import_crm import bring, real, with_people  # noqa: F401 (a fixture)

KEY = "opportunities_created"
SINCE = datetime.date(2017, 8, 28)


def drifting(day, key=KEY):
    """E-mails of those whose metric is in an open bad episode as of that day."""
    findings = [finding for finding in judge(read(day)) if finding.metric.key == key]
    return {f.person.email for f in findings if f.is_open and not f.is_good}, len(findings)


def thin_out(path, agent, since, keep_every):
    """Plant a fall: of what an agent engaged from that day on, only every so-manieth row stays. Gives the agent's e-mail."""
    header, *lines = path.read_text().splitlines()
    kept, seen = [], 0
    for line, row in zip(lines, csv.DictReader([header, *lines]), strict=True):
        is_his = row["sales_agent"] == agent and row["engage_date"] >= since.isoformat()
        seen += is_his
        if not is_his or seen % keep_every == 0:
            kept.append(line)
    path.write_text("\n".join([header, *kept]) + "\n")
    return f"{agent.lower().replace(' ', '.')}@crm.example"


@pytest.mark.django_db
def test_a_fall_of_the_real_company_at_the_end_of_the_year_flags_few_of_its_thirty_agents(real, capsys):  # noqa: F811
    with_people(real)

    counts = {}
    for day in ("2017-10-30", "2017-11-13", "2017-11-27", "2017-12-11", "2017-12-25"):
        found, series = drifting(datetime.date.fromisoformat(day))
        counts[day] = len(found)
        assert series == 30

    with capsys.disabled():
        print(f"\n{KEY}, agents in an open bad episode of 30 (28 without the team index): {counts}")
    assert max(counts.values()) <= 8
    assert counts["2017-12-25"] <= counts["2017-10-30"]


@pytest.mark.django_db
@pytest.mark.parametrize("agent", ["Darcel Schlecht", "Vicki Laflamme", "Anna Snelling"])
def test_a_fall_planted_in_one_real_agent_is_found(real, agent):  # noqa: F811
    email = thin_out(real, agent, SINCE, keep_every=4)
    with_people(real)
    before, _series = drifting(SINCE)
    assert email not in before

    found, _series = drifting(SINCE + datetime.timedelta(weeks=8))

    assert email in found


@pytest.mark.django_db
def test_a_fall_planted_in_one_agent_of_a_made_export_opens_their_signal(tmp_path, capsys):
    since, last = datetime.date(2017, 8, 28), datetime.date(2017, 10, 30)
    agent = crm.names_of(41)[9]
    crm.generate(falls=[crm.Fall(agent, since, 0.1)], a_week=7.0).write(tmp_path)
    with_people(tmp_path / "sales_pipeline.csv")
    seller, metric = Person.objects.get(name=agent), Metric.objects.get(key=KEY)
    year = {"starts_on": datetime.date(2017, 1, 2), "ends_on": datetime.date(2017, 12, 31)}
    TargetFactory(person=seller, metric=metric, low=1, high=60, **year)

    result = scan(as_of=last)

    signal = Signal.objects.get()
    assert (signal.person, signal.metric) == (seller, metric)
    assert abs((signal.onset_on - since).days) <= 14
    assert signal.detected_on < last
    weeks = (signal.detected_on - since).days // 7 + 1
    with capsys.disabled():
        print(f"\n{result}; the planted fall found after {weeks} weeks")
    assert scan(as_of=last).opened == 0


@pytest.mark.django_db
def test_weeks_after_the_day_change_nothing_on_a_whole_export(tmp_path):
    crm.generate(agents=12, managers=2, idle=1).write(tmp_path)
    path = tmp_path / "sales_pipeline.csv"
    with_people(path)
    day = datetime.date(2017, 9, 4)
    before = [finding.facts for finding in judge(read(day))]

    header, *lines = path.read_text().splitlines()
    dates = [(line, line.split(",")[5] or "2017-01-01") for line in lines]
    path.write_text(
        "\n".join([header, *(line.replace("OPP", "NEW") for line, engaged in dates if engaged >= "2017-10-01")]) + "\n"
    )
    bring(path)

    assert [finding.facts for finding in judge(read(day))] == before

"""What Salesforce and HubSpot export comes in by the mappings in docs/examples, and a changed meaning of a stage is followed."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from metrics import actions
from metrics.models import Activity, Import, ImportMapping, Observation, Opportunity
from people.verdict import Refused
from tests.factories import PersonFactory
from tests.metrics.files import sent
from tests.metrics.test_import_observations import run
from tests.test_house import ROOT

EXAMPLES = ROOT / "docs/examples"
AUGUST = datetime.date(2026, 8, 31)
SALESFORCE = """"Opportunity Owner","Account Name","Opportunity Name","Stage","Fiscal Period","Amount","Probability (%)","Age","Close Date","Created Date","Opportunity ID"
"Sam Okafor","Müller AG","Renewal","Closed Won","Q3-2026","1,250.50","100","28","8/31/2026","8/3/2026","006A000001"
"Sam Okafor","Acme","New line","Negotiation/Review","Q4-2026","80,000","90","20","12/15/2026","8/11/2026","006A000002"
"Lena Hofer","Acme","Pilot","Closed Lost","Q3-2026","0","0","9","9/2/2026","8/24/2026","006A000003"

"Opportunities of the team"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"""  # noqa: E501
TASKS = """"Assigned","Subject","Date","Status","Priority","Task","Task Subtype","Activity ID"
"Sam Okafor","Call: Acme","8/31/2026","Completed","Normal","1","Call","00T1"
"Sam Okafor","Intro","9/1/2026","Completed","Normal","1","List Email","00T2"
"""
DEALS = (
    "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Create Date,Pipeline,Associated Company\n"
    "9001,Renewal,Closed Won (Sales Pipeline),2026-08-31 14:30,Sam Okafor,1250.50,2026-08-03 09:12,Sales Pipeline,Müller AG\n"
    "9002,New line,Contract Sent (Sales Pipeline),2027-01-15 00:00,Sam Okafor,80000,2026-08-11 10:00,Sales Pipeline,Acme\n"
)
HUBSPOT_TASKS = (
    "Record ID,Activity type,Activity date,Activity assigned to\n"
    "71,CALL,2026-08-31 10:00,Sam Okafor\n72,Meeting,2026-09-01 10:00,Sam Okafor\n"
)


@pytest.fixture(autouse=True)
def people(db):
    return PersonFactory(name="Sam Okafor", email="sam@firm.example"), PersonFactory(name="Lena Hofer")


@pytest.fixture
def bring(tmp_path):
    def command(text, mapping, kind="opportunities", encoding="utf-8", *arguments):
        path = tmp_path / "export.csv"
        path.write_bytes(text.encode(encoding))
        codec = ["--encoding", encoding] if encoding != "utf-8" else []
        return run(path, "--as", kind, "--map", str(EXAMPLES / mapping), *codec, *arguments, command="import_crm")

    return command


def weekly(key):
    found = Observation.objects.filter(metric__key=key, value__gt=0, person__name="Sam Okafor")
    return {str(day): float(value) for day, value in found.values_list("period_start", "value")}


def test_a_salesforce_report_of_opportunities_comes_in(bring):
    status, last, said = bring(SALESFORCE, "salesforce-opportunities.map.toml", encoding="iso-8859-1")

    assert (status, last) == (1, "accepted=3 unchanged=0 refused=2")
    assert "line 6" in said and "line 7" in said
    facts = Opportunity.objects.order_by("external_id").values_list("external_id", "stage", "account", "closed_on", "value")
    assert list(facts) == [
        ("006A000001", "won", "Müller AG", AUGUST, pytest.approx(1250.5)),
        ("006A000002", "open", "Acme", None, 80000),
        ("006A000003", "lost", "Acme", datetime.date(2026, 9, 2), 0),
    ]
    assert weekly("won_value") == {"2026-08-31": 1250.5}
    assert weekly("opportunities_created") == {"2026-08-03": 1, "2026-08-10": 1}
    again = bring(SALESFORCE, "salesforce-opportunities.map.toml", "opportunities", "iso-8859-1")
    assert again[1] == "accepted=0 unchanged=3 refused=2"


def test_a_salesforce_report_of_activities_comes_in(bring):
    assert bring(TASKS, "salesforce-activities.map.toml", "activities", "iso-8859-1")[:2] == (
        0,
        "accepted=2 unchanged=0 refused=0",
    )
    assert weekly("activities_call") == weekly("activities_email") == {"2026-08-31": 1}
    assert weekly("activities") == {"2026-08-31": 2}


def test_a_hubspot_export_of_deals_comes_in(bring):
    assert bring(DEALS, "hubspot-deals.map.toml")[:2] == (0, "accepted=2 unchanged=0 refused=0")
    assert weekly("won_value") == {"2026-08-31": 1250.5}
    assert Opportunity.objects.get(external_id="9002").crm_closed_on == datetime.date(2027, 1, 15)


def test_a_hubspot_export_of_activities_comes_in(bring):
    assert bring(HUBSPOT_TASKS, "hubspot-activities.map.toml", "activities")[:2] == (0, "accepted=2 unchanged=0 refused=0")
    assert set(Activity.objects.values_list("type", flat=True)) == {"call", "meeting"}


def test_every_mapping_in_the_examples_is_tried_here():
    tried = {"salesforce-opportunities", "salesforce-activities", "hubspot-deals", "hubspot-activities"}

    assert {path.name.removesuffix(".map.toml") for path in EXAMPLES.glob("*.map.toml")} == tried | {"crm-sales-opportunities"}


# -- when a stage means something else ------------------------------------------------------------------------------------

COLUMNS = {
    "id": "Record ID",
    "owner": "Deal owner",
    "stage": "Deal Stage",
    "created": "Create Date",
    "closed": "Close Date",
    "value": "Amount",
}
STAGES = {"closed won (sales pipeline)": "won", "contract sent (sales pipeline)": "open", "verbal yes": "open"}
MORE = (
    "9003,Verbal,Verbal yes,2026-09-07 09:00,Sam Okafor,500,2026-08-24 09:00,Sales Pipeline,X\n"
    "9004,No day,Verbal yes,,Sam Okafor,500,2026-08-24 09:00,Sales Pipeline,X\n"
)


@pytest.fixture
def mapping(kept_files):
    admin = PersonFactory(admin=True)
    batch = actions.upload(sent(DEALS + MORE, "deals.csv"), by=admin, fact="opportunities")
    actions.set_reading(batch, {"columns": COLUMNS}, by=admin)
    actions.set_reading(batch, {"stages": STAGES}, by=admin)
    assert str(actions.confirm(batch, by=admin)) == "accepted=4 unchanged=0 refused=0"
    return ImportMapping.objects.get()


def change(mapping, by=None, **facts):
    facts = {"name": mapping.name, "stages": mapping.stages, "owners": mapping.owners} | facts
    return actions.change_mapping(mapping, by=by or mapping.made_by, **facts)


def test_when_a_stage_means_something_else_the_weekly_numbers_follow(mapping):
    assert weekly("deals_won") == {"2026-08-31": 1}

    assert change(mapping, stages=STAGES | {"verbal yes": "won"}) == (1, 1)
    assert weekly("deals_won") == {"2026-08-31": 1, "2026-09-07": 1}
    assert weekly("won_value") == {"2026-08-31": 1250.5, "2026-09-07": 500}
    assert Opportunity.objects.get(external_id="9004").stage == "open"

    assert change(mapping, stages=STAGES) == (1, 0)
    assert weekly("deals_won") == {"2026-08-31": 1}


def test_opportunities_that_came_by_another_way_are_left_alone(mapping):
    actions.add_opportunities([{"id": "X", "owner": "sam@firm.example", "stage": "open"}], by=None, source="call")
    Opportunity.objects.filter(external_id="X").update(crm_stage="Verbal yes", crm_closed_on=AUGUST)

    change(mapping, stages=STAGES | {"verbal yes": "won"})

    assert Opportunity.objects.get(external_id="X").stage == "open"


def test_a_mapping_is_changed_by_whoever_made_it_or_by_an_administrator(mapping):
    maya = PersonFactory()
    PersonFactory(reports_to=maya)
    with pytest.raises(Refused, match="Only whoever made"):
        change(mapping, by=maya, name="Mine")
    change(mapping, by=PersonFactory(admin=True), name="Deals")

    assert ImportMapping.objects.get().name == "Deals"


def test_the_page_of_a_mapping_changes_what_a_stage_means(client, mapping):
    client.force_login(mapping.made_by)
    page = client.get(mapping.get_absolute_url()).content.decode()
    assert "The stage “verbal yes” means" in page

    answer = client.post(
        mapping.get_absolute_url(), {"name": "Deals", "stage-0": "won", "stage-1": "open", "stage-2": "won"}, follow=True
    )

    assert "1 opportunities stand elsewhere now" in answer.content.decode()
    assert "1 have no day on which they closed" in answer.content.decode()
    assert "Deals" in client.get(reverse("metrics:mapping_list")).content.decode()


def test_everything_can_be_computed_again(client, mapping):
    Observation.objects.filter(metric__key="deals_won").update(value=99)
    with pytest.raises(Refused):
        actions.derive_again(by=PersonFactory())
    client.force_login(mapping.made_by)

    client.post(reverse("metrics:derive_again"))

    assert weekly("deals_won") == {"2026-08-31": 1}


def test_a_command_lets_every_opportunity_stand_where_a_mapping_file_means(bring, tmp_path, capsys):
    bring(DEALS, "hubspot-deals.map.toml")
    changed = (
        (EXAMPLES / "hubspot-deals.map.toml")
        .read_text()
        .replace('"Closed Won (Sales Pipeline)" = "won"', '"Closed Won (Sales Pipeline)" = "lost"')
    )
    path = tmp_path / "changed.map.toml"
    path.write_text(changed)

    call_command("derive_metrics", "--map", str(path))

    assert capsys.readouterr().out.strip().splitlines()[-1].startswith("moved=1 ")
    assert (weekly("deals_won"), weekly("deals_lost")) == ({}, {"2026-08-31": 1})
    assert Import.objects.count() == 1

"""A CRM export into weekly metrics: on the real one where it is, on a made one of the same shape everywhere."""

import csv
import datetime
import random
import shutil
import time
from collections import defaultdict
from decimal import Decimal

import pytest

from metrics.models import Activity, Import, Metric, Observation, Opportunity, RefusedRow
from people.models import Person
from perfplan.demo import crm
from tests.factories import ObservationFactory, PersonFactory
from tests.metrics.test_import_observations import refused_rows, run
from tests.test_house import ROOT

MAP = ROOT / "docs/examples/crm-sales-opportunities.map.toml"
SMALL = {"agents": 6, "managers": 2, "idle": 1, "weeks": 40}
PRICES = {name: price for name, _series, price in crm.PRODUCTS} | {"GTXPro": 4821}


@pytest.fixture
def export(tmp_path):
    crm.generate(**SMALL).write(tmp_path)
    return tmp_path / "sales_pipeline.csv"


def bring(path, *arguments, mapping=MAP, kind="opportunities"):
    return run(path, "--as", kind, "--map", str(mapping), *arguments, command="import_crm")


def with_people(path):
    return bring(path, "--people", str(path.with_name("people.csv")))


def monday(text):
    day = datetime.date.fromisoformat(text)
    return day - datetime.timedelta(days=day.weekday())


def by_hand(path):
    """{(owner, key, week): (value, denominator)} counted row by row, without any of the code under test."""
    rows = list(csv.DictReader(path.read_text().splitlines()))
    owners = sorted({row["sales_agent"] for row in rows})
    days = [day for row in rows for day in (row["engage_date"], row["close_date"]) if day]
    weeks, week = [], monday(min(days))
    while week <= monday(max(days)):
        weeks.append(week)
        week += datetime.timedelta(days=7)
    sums = defaultdict(Decimal)
    cycles = defaultdict(list)
    for row in rows:
        owner, created = row["sales_agent"], row["engage_date"]
        if created:
            sums[owner, "opportunities_created", monday(created)] += 1
            sums[owner, "pipeline_created_value", monday(created)] += PRICES[row["product"]]
        if row["deal_stage"] in ("Won", "Lost"):
            closed = monday(row["close_date"])
            sums[owner, f"deals_{row['deal_stage'].lower()}", closed] += 1
            if row["deal_stage"] == "Won":
                sums[owner, "won_value", closed] += Decimal(row["close_value"])
                days = datetime.date.fromisoformat(row["close_date"]) - datetime.date.fromisoformat(created)
                cycles[owner, closed].append(days.days)
    told = {}
    for owner in owners:
        for week in weeks:
            for key in ("opportunities_created", "pipeline_created_value", "deals_won", "deals_lost", "won_value"):
                told[owner, key, week] = (sums[owner, key, week], None)
            won, lost = sums[owner, "deals_won", week], sums[owner, "deals_lost", week]
            if won + lost:
                told[owner, "win_rate", week] = (round(won / (won + lost), 4), won + lost)
            if won:
                mean = Decimal(sum(cycles[owner, week])) / len(cycles[owner, week])
                told[owner, "sales_cycle_days", week] = (mean.quantize(Decimal("0.0001"), "ROUND_HALF_UP"), None)
    return told


def stored():
    columns = ("person__name", "metric__key", "period_start", "value", "denominator")
    return {row[:3]: row[3:] for row in Observation.objects.values_list(*columns)}


def assert_same(found, expected):
    assert set(found) == set(expected)
    wrong = {key: (found[key], value) for key, value in expected.items() if abs(found[key][0] - value[0]) > Decimal("0.0001")}
    assert wrong == {}
    assert {key: row[1] for key, row in found.items()} == {key: row[1] for key, row in expected.items()}


@pytest.mark.django_db
def test_an_export_becomes_the_weekly_metrics_of_its_owners(export):
    status, last, _said = with_people(export)

    rows = len(export.read_text().splitlines()) - 1
    assert (status, last) == (0, f"accepted={rows} unchanged=0 refused=0")
    assert_same(stored(), by_hand(export))
    assert Person.objects.count() == 8
    assert Opportunity.objects.filter(created_on__isnull=True).count() > 0


@pytest.mark.django_db
def test_the_same_files_twice_change_nothing(export):
    with_people(export)
    observations, facts = list(Observation.objects.order_by("id").values()), list(Opportunity.objects.order_by("id").values())

    status, last, _said = with_people(export)

    assert (status, last) == (0, f"accepted=0 unchanged={len(facts)} refused=0")
    assert list(Observation.objects.order_by("id").values()) == observations
    assert list(Opportunity.objects.order_by("id").values()) == facts


@pytest.mark.django_db
def test_a_later_export_brings_what_is_new_and_takes_back_what_is_no_more(export):
    with_people(export)
    header, *lines = export.read_text().splitlines()
    won = [line for line in lines if ",Won," in line]
    opened_again = won[0].split(",Won,")[0] + ",Engaging," + won[0].split(",")[5] + ",,"
    new = "NEW1" + won[1][won[1].index(",") :]
    export.write_text("\n".join([header, *(opened_again if line == won[0] else line for line in lines), new]) + "\n")

    status, last, _said = bring(export)

    assert (status, last) == (0, f"accepted=2 unchanged={len(lines) - 1} refused=0")
    assert_same(stored(), by_hand(export))


BROKEN = {  # what is wrong: (column, what to put there, word of the reason)
    "no agent": ("sales_agent", "", "Nobody is named"),
    "an agent who is not here": ("sales_agent", "Nessuno Niemand", "Nobody here is called"),
    "an impossible day": ("engage_date", "2017-02-30", "no day"),
    "a day in words": ("close_date", "last Tuesday", "not a day"),
    "a day that can be read in two ways": ("engage_date", "03/04/2017", "two ways"),
    "a day to come": ("close_date", "2099-01-01", "to come"),
    "text for a number": ("close_value", "a lot", "not a number"),
    "a number below zero": ("close_value", "-5", "below 0"),
    "a value in two ways": ("close_value", '"1,054"', "two ways"),
    "no value": ("close_value", "", "no value"),
    "a stage that the mapping does not know": ("deal_stage", "Dreaming", "stage"),
    "closed before it was engaged": ("close_date", "2016-01-04", "before it was created"),
    "no close date": ("close_date", "", "no day on which"),
    "a product that is not in the list": ("product", "Teleporter", "list of products"),
    "no id": ("opportunity_id", "", "no id"),
    "an id that is too long": ("opportunity_id", "X" * 121, "at most 120"),
}


def spoil(path, column, text):
    """Change one cell of the first row that was won; gives its line."""
    lines = path.read_text().splitlines()
    line = next(number for number, text in enumerate(lines) if ",Won," in text)
    cells = lines[line].split(",")
    cells[crm.COLUMNS["sales_pipeline.csv"].split(",").index(column)] = text
    lines[line] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")
    return line + 1


@pytest.mark.django_db
@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_row_is_refused_alone_with_line_column_and_reason(export, case):
    column, text, word = BROKEN[case]
    line = spoil(export, column, text)
    rows = len(export.read_text().splitlines()) - 1

    status, last, _said = with_people(export)

    assert (status, last) == (1, f"accepted={rows - 1} unchanged=0 refused=1")
    (refused,) = refused_rows(export)
    assert (int(refused["line"]), refused["column"]) == (line, column)
    assert word in refused["reason"]
    assert refused["cells"][crm.COLUMNS["sales_pipeline.csv"].split(",").index("account")] is not None
    assert RefusedRow.objects.get().line == line
    assert Opportunity.objects.count() == rows - 1


@pytest.mark.django_db
def test_an_id_that_comes_twice_is_refused_the_second_time(export):
    lines = export.read_text().splitlines()
    export.write_text("\n".join([*lines, lines[3]]) + "\n")

    status, last, _said = with_people(export)

    assert (status, last) == (1, f"accepted={len(lines) - 1} unchanged=0 refused=1")
    (refused,) = refused_rows(export)
    assert (refused["line"], refused["column"], refused["value"]) == (
        str(len(lines) + 1),
        "opportunity_id",
        lines[3].split(",")[0],
    )
    assert "Line 4" in refused["reason"]
    assert bring(export)[1] == f"accepted=0 unchanged={len(lines) - 1} refused=1"


@pytest.mark.django_db
def test_a_row_in_another_encoding_is_refused_and_read_when_the_encoding_is_named(export):
    header, *lines = export.read_text().splitlines()
    odd = [line.replace("Account", "Käufer") for line in lines[:1]]
    export.write_bytes("\n".join([header, *odd, *lines[1:]]).encode("cp1252"))
    has_account = "Account" in lines[0]

    first, again = with_people(export), bring(export, "--encoding", "cp1252")

    assert has_account
    assert first[:2] == (1, f"accepted={len(lines) - 1} unchanged=0 refused=1")
    assert "line 2, account" in first[2]
    assert again[:2] == (0, f"accepted=1 unchanged={len(lines) - 1} refused=0")


@pytest.mark.django_db
def test_semicolons_are_understood(export):
    export.write_text(export.read_text().replace(",", ";"))

    assert with_people(export)[0] == 0


@pytest.mark.django_db
def test_two_people_of_one_name_are_told_apart_by_e_mail(export):
    with_people(export)
    name = next(csv.DictReader(export.read_text().splitlines()))["sales_agent"]
    PersonFactory(name=name.upper())
    line = export.read_text().splitlines()[1]
    head = crm.COLUMNS["sales_pipeline.csv"]
    email = Person.objects.get(name=name).email
    export.write_text(f"{head}\n{line}\n{line.replace(name, email).replace('OPP', 'NEW')}\n")

    status, last, said = bring(export)

    assert (status, last) == (1, "accepted=1 unchanged=0 refused=1")
    assert "write the e-mail address" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("this is not toml", "cannot be read"),
        ("[stages]\nWon = 'won'", "id, owner, stage"),
        ("[opportunities]\nid='a'\nowner='b'\nstage='c'", "[stages]"),
        ("[opportunities]\nid='a'\nowner='b'\nstage='c'\n[stages]\nWon='victory'", "[stages]"),
        ("[opportunities]\nid='a'\nowner='b'\nstage='c'\ncolour='d'\n[stages]\nWon='won'", "colour"),
        ("[opportunities]\nid='opportunity_id'\nowner='sales_agent'\nstage='status'\n[stages]\nWon='won'", "status"),
    ],
)
def test_a_mapping_that_does_not_fit_stops_the_import_and_says_why(export, tmp_path, text, word):
    mapping = tmp_path / "map.toml"
    mapping.write_text(text)

    status, last, said = bring(export, mapping=mapping)

    assert (status, last) == (2, "accepted=0 unchanged=0 refused=0")
    assert word in said
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_a_list_of_products_that_is_not_there_stops_the_import(export):
    export.with_name("products.csv").unlink()

    assert bring(export)[0] == 2


@pytest.mark.django_db
def test_weeks_begin_where_the_owner_works_and_end_when_they_leave(tmp_path):
    last = datetime.date(2026, 3, 15)
    vienna = PersonFactory(name="Vera Wien", time_zone="Europe/Vienna", starts_on=datetime.date(2026, 2, 25))
    PersonFactory(name="Lars West", time_zone="America/Los_Angeles", left_on=datetime.date(2026, 3, 3))
    late = "2026-03-08T23:30:00+00:00"  # Monday in Vienna, still Sunday in Los Angeles
    rows = [
        f"A1,Vera Wien,call,{late}",
        f"A2,Lars West,E-Mail,{late}",
        "A3,Lars West,call,2026-02-16",
        f"A4,Vera Wien,call,{last}",
    ]
    path = tmp_path / "activities.csv"
    path.write_text("\n".join(["id,owner,type,date", *rows]) + "\n")
    mapping = tmp_path / "map.toml"
    mapping.write_text('[activities]\nid="id"\nowner="owner"\ntype="type"\ndate="date"\n[types]\n"e-mail" = "mail"\n')

    assert bring(path, mapping=mapping, kind="activities")[:2] == (0, "accepted=4 unchanged=0 refused=0")

    days = {key[1:]: int(value) for key, (value, _none) in stored().items() if key[0] == vienna.name}
    assert days == {
        ("activities", datetime.date(2026, 2, 23)): 0, ("activities", datetime.date(2026, 3, 2)): 0,
        ("activities", datetime.date(2026, 3, 9)): 2, ("activities_call", datetime.date(2026, 2, 23)): 0,
        ("activities_call", datetime.date(2026, 3, 2)): 0, ("activities_call", datetime.date(2026, 3, 9)): 2,
        ("activities_mail", datetime.date(2026, 2, 23)): 0, ("activities_mail", datetime.date(2026, 3, 2)): 0,
        ("activities_mail", datetime.date(2026, 3, 9)): 0,
    }  # fmt: skip
    lars = {key[2]: int(value) for key, (value, _none) in stored().items() if key[:2] == ("Lars West", "activities")}
    assert lars == {datetime.date(2026, 2, 16): 1, datetime.date(2026, 2, 23): 0, datetime.date(2026, 3, 2): 1}
    assert Activity.objects.get(external_id="A2").type == "mail"
    assert Metric.objects.get(key="activities_mail").is_derived
    assert bring(path, mapping=mapping, kind="activities")[1] == "accepted=0 unchanged=4 refused=0"


@pytest.mark.django_db
def test_numbers_of_others_and_of_other_metrics_stay(export):
    by_hand_told = ObservationFactory(person__name="Nobody's Owner")

    with_people(export)

    by_hand_told.refresh_from_db()


def test_the_made_export_has_the_oddities_of_the_real_one_and_is_the_same_each_time():
    export = crm.generate(**SMALL)
    columns = crm.COLUMNS["sales_pipeline.csv"].split(",")
    rows = [dict(zip(columns, map(str, row), strict=True)) for row in export.files["sales_pipeline.csv"]]

    stages = {row["deal_stage"] for row in rows}
    assert stages == {"Won", "Lost", "Engaging", "Prospecting"}
    assert {row["engage_date"] for row in rows if row["deal_stage"] == "Prospecting"} == {""}
    assert {row["close_value"] for row in rows if row["deal_stage"] == "Lost"} == {"0"}
    assert {(row["close_date"], row["close_value"]) for row in rows if row["deal_stage"] == "Engaging"} == {("", "")}
    assert {row["sales_agent"] for row in rows} == set(export.owners) < set(export.agents)
    assert "GTXPro" in {row["product"] for row in rows}
    assert "" in {row["account"] for row in rows}
    assert len({row["opportunity_id"] for row in rows}) == len(rows)
    assert min(row["close_date"] for row in rows if row["close_date"]) >= "2017-02-27"
    assert crm.generate(**SMALL).files["sales_pipeline.csv"] == export.files["sales_pipeline.csv"]
    assert crm.generate(**SMALL, seed=1).files["sales_pipeline.csv"] != export.files["sales_pipeline.csv"]


# -- the real export, where it is -----------------------------------------------------------------------------------------


@pytest.fixture
def real(shared_data, tmp_path):
    folder = tmp_path / "crm"
    shutil.copytree(shared_data / "crm-sales-opportunities", folder)
    return folder / "sales_pipeline.csv"


@pytest.mark.django_db
def test_the_real_export_goes_in_whole_and_its_numbers_are_those_counted_by_hand(real, capsys):
    start = time.perf_counter()
    status, last, _said = with_people(real)
    seconds = time.perf_counter() - start

    assert (status, last) == (0, "accepted=8800 unchanged=0 refused=0")
    assert_same(stored(), by_hand(real))
    assert Person.objects.count() == 41
    assert bring(real)[:2] == (0, "accepted=0 unchanged=8800 refused=0")
    with capsys.disabled():
        print(f"\n8,800 opportunities of 30 owners, 41 people: {seconds:.1f} s, {Observation.objects.count()} observations")


@pytest.mark.django_db
def test_broken_rows_of_the_real_export_are_refused_and_the_others_kept(real):
    lines = real.read_text().splitlines()
    chosen = random.Random(7).sample([n for n, line in enumerate(lines) if ",Won," in line], 4)
    for number, (column, text) in zip(
        chosen, [(1, ""), (5, "2017-13-01"), (7, "lots"), (0, lines[1].split(",")[0])], strict=True
    ):
        cells = lines[number].split(",")
        cells[column] = text
        lines[number] = ",".join(cells)
    real.write_text("\n".join(lines) + "\n")

    status, last, _said = with_people(real)

    assert (status, last) == (1, "accepted=8796 unchanged=0 refused=4")
    assert sorted(int(row["line"]) for row in refused_rows(real)) == sorted(number + 1 for number in chosen)

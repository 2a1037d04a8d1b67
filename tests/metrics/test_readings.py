"""Files that are not written as we would: asked about once, never guessed, and remembered by their header."""

import datetime

import pytest
from django.urls import reverse

from metrics import actions
from metrics.models import Import, ImportMapping, Metric, Observation, Opportunity
from people.tables import Unreadable
from people.verdict import Refused
from tests.factories import ObservationFactory, PersonFactory
from tests.metrics.files import sent, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_files")]
HEAD = "email,metric,period_start,value\n"
AUGUST = datetime.date(2026, 8, 31)


@pytest.fixture
def maya(db):
    return PersonFactory(name="Maya Lindqvist")


@pytest.fixture
def sam(maya):
    return PersonFactory(reports_to=maya, name="Sam Okafor", email="sam@firm.example")


def stored():
    return list(Observation.objects.order_by("metric__key").values_list("metric__key", "period_start", "value"))


def asked(content, maya, **how):
    batch = actions.upload(sent(content, how.pop("name", "week.csv")), by=maya, **how)
    return batch, batch.questions


def take(batch, maya, **choices):
    actions.set_reading(batch, choices, by=maya)
    assert batch.questions == {}, batch.questions
    return actions.confirm(batch, by=maya)


# -- days -----------------------------------------------------------------------------------------------------------------


def test_a_day_that_can_be_read_in_two_ways_is_asked_about_once_for_the_file(maya, sam):
    batch, questions = asked(HEAD + "sam@firm.example,calls,03/08/2026,5\nsam@firm.example,calls,10/08/2026,6\n", maya)

    assert list(questions) == ["dates"]
    assert questions["dates"]["example"] == "03/08/2026"
    assert questions["dates"]["ways"] == {"dmy": "2026-08-03", "mdy": "2026-03-08"}
    with pytest.raises(Refused, match="how this file is to be read"):
        actions.confirm(batch, by=maya)
    assert not stored()

    take(batch, maya, dates="dmy")
    assert stored() == [("calls", datetime.date(2026, 8, 3), 5), ("calls", datetime.date(2026, 8, 10), 6)]


@pytest.mark.parametrize(("telling", "order"), [("31/08/2026", "dmy"), ("08/31/2026", "mdy")])
def test_a_file_in_which_some_day_tells_the_order_is_read_by_it_and_says_so(client, maya, sam, telling, order):
    batch, questions = asked(f"{HEAD}sam@firm.example,calls,{telling},5\nsam@firm.example,calls,03/08/2026,6\n", maya)

    assert (questions, batch.choices["dates"]) == ({}, order)
    client.force_login(maya)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert ("the day first" if order == "dmy" else "the month first") in page


def test_a_file_that_writes_days_in_both_orders_is_asked_about(maya, sam):
    _batch, questions = asked(f"{HEAD}sam@firm.example,calls,31/08/2026,5\nsam@firm.example,calls,08/24/2026,6\n", maya)

    assert questions["dates"]["is_mixed"]


@pytest.mark.parametrize("clock", [" 00:00", ", 12:00 AM", " 9:05:30", " 4:30pm"])
def test_an_hour_beside_a_day_is_left_out(maya, sam, clock):
    batch, questions = asked(f'{HEAD}sam@firm.example,calls,"03/08/2026{clock}",5\n', maya)

    assert questions["dates"]["ways"] == {"dmy": "2026-08-03", "mdy": "2026-03-08"}
    take(batch, maya, dates="dmy")
    assert stored() == [("calls", datetime.date(2026, 8, 3), 5)]


@pytest.mark.parametrize("text", ["2026-08-03 25:00", "2026-08-03 9:61", "2026-08-03 noon", "2026-08-03 9"])
def test_what_is_no_hour_is_refused_beside_a_day(maya, sam, text):
    batch, _questions = asked(f"{HEAD}sam@firm.example,calls,{text},5\n", maya)

    assert (batch.accepted, batch.refused) == (0, 1)


# -- numbers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimal", "is_taken"), [('"1,234"', ",", "1.234"), ('"1,234"', ".", "1234"), ("1.234", ",", "1234")]
)
def test_a_number_that_can_be_read_in_two_ways_is_asked_about(maya, sam, value, decimal, is_taken):
    batch, questions = asked(f"{HEAD}sam@firm.example,won_value,2026-08-31,{value}\n", maya)

    assert list(questions) == ["decimal"]
    take(batch, maya, decimal=decimal)
    assert f"{stored()[0][2].normalize():f}" == is_taken


@pytest.mark.parametrize(
    ("values", "decimal", "taken"),
    [
        (['"1,234.50"', '"1,234"'], ".", ["1234.5", "1234"]),
        (['"1.234,50"', "1.234"], ",", ["1234.5", "1234"]),
        (['"12,5"', '"1.234.567,5"'], ",", ["12.5", "1234567.5"]),
        (["1 234.50", "12.5"], ".", ["1234.5", "12.5"]),
        (["1’234’567.50", "7"], ".", ["1234567.5", "7"]),
        (['"1\u00a0234,5"', "7"], ",", ["1234.5", "7"]),
    ],
)
def test_where_some_number_tells_the_decimal_mark_the_others_are_read_by_it(maya, sam, values, decimal, taken):
    days = ["2026-08-31", "2026-09-07"]
    rows = "".join(f"sam@firm.example,won_value,{day},{value}\n" for day, value in zip(days, values, strict=True))
    batch, questions = asked(HEAD + rows, maya)

    assert (questions, batch.choices["decimal"]) == ({}, decimal)
    assert str(actions.confirm(batch, by=maya)) == "accepted=2 unchanged=0 refused=0"
    found = Observation.objects.order_by("period_start").values_list("value", flat=True)
    assert [f"{value.normalize():f}" for value in found] == taken


def test_a_point_in_a_file_of_decimal_commas_is_refused_and_not_misread(maya, sam):
    batch, questions = asked(
        f'{HEAD}sam@firm.example,won_value,2026-08-31,"12,5"\nsam@firm.example,won_value,2026-09-07,12.5\n', maya
    )

    assert list(questions) == ["decimal"]
    result = take(batch, maya, decimal=",")
    assert str(result) == "accepted=1 unchanged=0 refused=1"
    assert "decimals with a comma" in result.refused[0].reason


@pytest.mark.parametrize("value", ["12k", "3m", "12 calls", "25%", "≈5", "(5)"])
def test_a_unit_that_would_change_the_number_is_never_left_out(maya, sam, value):
    batch, questions = asked(f"{HEAD}sam@firm.example,won_value,2026-08-31,{value}\n", maya)

    assert questions == {}
    assert (batch.accepted, batch.refused) == (0, 1)


def test_our_own_currency_may_stand_beside_a_number_and_another_one_is_asked_about(maya, sam):
    Metric.objects.filter(key="won_value").update(unit="£")
    ours, questions = asked(f'{HEAD}sam@firm.example,won_value,2026-08-31,"£1,234.50"\n', maya)
    assert questions == {}
    actions.confirm(ours, by=maya)
    assert stored() == [("won_value", AUGUST, pytest.approx(1234.5))]

    other, questions = asked(f"{HEAD}sam@firm.example,won_value,2026-09-07,900 EUR\n", maya)
    assert questions["currency"]["marks"] == ["EUR"]
    left_out = dict(marks_refused=True, marks=[])
    actions.set_reading(other, left_out, by=maya)
    assert (other.questions, other.accepted, other.refused) == ({}, 0, 1)


def test_a_currency_that_was_said_to_be_taken_as_it_is_is_taken(maya, sam):
    batch, _questions = asked(f"{HEAD}sam@firm.example,won_value,2026-09-07,900 €\n", maya)
    take(batch, maya, marks=["€"], marks_refused=False)

    assert stored()[0][2] == 900


# -- letters, separators, sheets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["cp1252", "cp1250", "cp1251", "iso-8859-1"])
def test_letters_that_are_not_utf8_are_asked_about_with_how_they_would_look(maya, sam, codec):
    name = {"cp1250": "žluť", "cp1251": "звонки"}.get(codec, "Gérard")
    text = f"email,metric,period_start,value,note\nsam@firm.example,calls,2026-08-31,5,{name}\n"
    batch, questions = asked(text.encode(codec), maya)

    assert name in questions["encoding"]["samples"][codec]
    take(batch, maya, encoding=codec)
    assert stored() == [("calls", AUGUST, 5)]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_asked_about(maya, sam, codec):
    batch, questions = asked((HEAD + "sam@firm.example,calls,2026-08-31,5\n").encode(codec), maya)

    assert list(questions["encoding"]["samples"]) == [codec]
    take(batch, maya, encoding=codec)
    assert len(stored()) == 1


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_letters_that_say_what_they_are_need_no_question(maya, sam, codec):
    batch, questions = asked((HEAD + "sam@firm.example,calls,2026-08-31,5\n").encode(codec), maya)

    assert (questions, batch.accepted) == ({}, 1)


def test_a_separator_that_is_not_certain_is_asked_about(maya, sam):
    batch, questions = asked("who;when,what;how many\nsam@firm.example;2026-08-31,calls;5\n", maya)

    assert set(questions["separator"]["fitting"]) == {";", ","}
    assert "columns" in questions
    actions.set_reading(batch, {"separator": ";"}, by=maya)
    assert batch.preview["header"] == ["who", "when,what", "how many"]


def test_a_workbook_is_sent_asked_about_and_taken_in_like_a_file_of_text(maya, sam):
    content = workbook(
        About=[["Numbers of August"]], Data=[HEAD.strip().split(","), ["sam@firm.example", "calls", "2026-08-31", 5]]
    )
    batch, questions = asked(content, maya, name="week.xlsx")

    assert (questions, batch.choices["sheet"], batch.accepted) == ({}, "Data", 1)
    actions.confirm(batch, by=maya)
    assert stored() == [("calls", AUGUST, 5)]


def test_when_no_sheet_has_our_columns_one_is_asked_for(maya, sam):
    rows = [["who", "how many"], ["sam@firm.example", 5]]
    _batch, questions = asked(workbook(One=rows, Two=rows), maya, name="week.xlsx")

    assert questions["sheet"]["names"] == ["One", "Two"]
    assert "columns" in questions


# -- columns, and what is remembered --------------------------------------------------------------------------------------

OTHERS = "Rep;KPI;Week of;Count\nsam@firm.example;calls;2026-08-31;5\n"
COLUMNS = {"email": "Rep", "metric": "KPI", "period_start": "Week of", "value": "Count"}


def test_columns_with_other_names_are_mapped_and_known_again_by_their_header(maya, sam):
    batch, questions = asked(OTHERS, maya, name="kpis.csv")
    assert questions["columns"]["missing"] == ["email", "metric", "period_start", "value"]
    assert questions["columns"]["guesses"] == COLUMNS

    take(batch, maya, columns=COLUMNS)
    assert stored() == [("calls", AUGUST, 5)]
    mapping = ImportMapping.objects.get()
    assert (mapping.name, mapping.kind, mapping.made_by, mapping.columns) == ("kpis", "observations", maya, COLUMNS)

    again, questions = asked(OTHERS.replace(";5", ";6").replace("Rep", " REP "), maya, name="september.csv")
    assert (questions, again.mapping) == ({}, mapping)
    assert again.preview["changes"] == [["Sam Okafor", "Calls", "2026-08-31", "5", "6"]]


def test_another_managers_mapping_is_not_used_and_an_administrators_is(maya, sam):
    other = PersonFactory()
    PersonFactory(reports_to=other, email="eve@firm.example")
    take(asked(OTHERS, maya)[0], maya, columns=COLUMNS)
    assert "columns" in asked(OTHERS, other)[1]

    admin = PersonFactory(admin=True)
    actions.set_reading(asked(OTHERS, admin)[0], {"columns": COLUMNS}, by=admin)
    assert asked(OTHERS, other)[1] == {}


def test_a_file_about_one_metric_needs_no_column_for_it(maya, sam):
    batch, _questions = asked("email,period_start,value\nsam@firm.example,2026-08-31,5\n", maya)
    columns = {"email": "email", "period_start": "period_start", "value": "value"}
    take(batch, maya, columns=columns, fixed={"metric": "calls"})

    assert stored() == [("calls", AUGUST, 5)]


def test_of_two_columns_with_one_name_the_one_that_counts_is_asked_for(maya, sam):
    batch, questions = asked("email,metric,period_start,value,value\nsam@firm.example,calls,2026-08-31,5,6\n", maya)

    assert batch.preview["header"][-2:] == ["value", "value (2)"]
    assert "columns" in questions
    names = ("email", "metric", "period_start")
    take(batch, maya, columns={name: name for name in names} | {"value": "value (2)"})
    assert stored() == [("calls", AUGUST, 6)]


def test_a_preview_says_what_is_new_what_changes_and_what_stays(maya, sam):
    calls = Metric.objects.get(key="calls")
    for monday, value in [(AUGUST, 5), (datetime.date(2026, 8, 24), 7)]:
        ObservationFactory(person=sam, metric=calls, period_start=monday, value=value)
    rows = [f"sam@firm.example,calls,2026-08-{day},{value}\n" for day, value in [("31", 6), ("24", 7), ("17", 8), ("18", 1)]]
    batch, _questions = asked(HEAD + "".join(rows), maya)

    assert batch.preview["counts"] == {"new": 1, "changed": 1}
    assert (batch.accepted, batch.unchanged, batch.refused) == (2, 1, 1)
    assert batch.preview["changes"] == [["Sam Okafor", "Calls", "2026-08-31", "5", "6"]]
    assert Observation.objects.get(period_start=AUGUST).value == 5
    assert str(actions.confirm(batch, by=maya)) == "accepted=2 unchanged=1 refused=1"


# -- the pages ------------------------------------------------------------------------------------------------------------


def test_a_file_with_other_columns_is_mapped_in_the_browser(client, maya, sam):
    client.force_login(maya)
    answer = client.post(reverse("metrics:import_list"), {"fact": "observations", "file": sent(OTHERS)})
    batch = Import.objects.get()
    page = client.get(answer.url).content.decode()
    assert "How is this file to be read?" in page and "Week of" in page

    path = reverse("metrics:import_reading", args=[batch.pk])
    fields = {f"column-{ours}": theirs for ours, theirs in COLUMNS.items()}
    answer = client.post(path, fields | {"column-period_start": ""})
    assert answer.status_code == 422
    assert "This one is needed" in answer.content.decode()
    answer = client.post(path, fields | {"column-value": "Rep"})
    assert "chosen twice" in answer.content.decode()
    answer = client.post(path, fields | {"name": "Our KPIs"})

    assert answer.status_code == 302
    assert "Take 1 row in" in client.get(answer.url).content.decode()
    assert ImportMapping.objects.get().name == "Our KPIs"


def test_an_answer_is_needed_for_what_was_asked(client, maya, sam):
    batch, _questions = asked(HEAD + "sam@firm.example,calls,03/08/2026,5\n", maya)
    client.force_login(maya)

    answer = client.post(reverse("metrics:import_reading", args=[batch.pk]), {})

    assert answer.status_code == 422
    assert "2026-08-03" in answer.content.decode()


def test_what_was_read_in_one_way_can_be_read_in_another_before_it_is_taken_in(client, maya, sam):
    batch, _questions = asked(HEAD + "sam@firm.example,calls,31/08/2026,5\nsam@firm.example,calls,10/08/2026,6\n", maya)
    client.force_login(maya)
    path = reverse("metrics:import_reading", args=[batch.pk])
    assert "How it writes days" in client.get(path).content.decode()
    fields = {f"column-{name}": name for name in ("email", "metric", "period_start", "value")}

    answer = client.post(f"{path}?all=1", fields | {"dates": "mdy", "decimal": "", "encoding": "", "separator": ""})

    assert answer.status_code == 302
    batch.refresh_from_db()
    assert (batch.questions, batch.choices["dates"], batch.accepted, batch.refused) == ({}, "mdy", 0, 2)


def test_what_was_said_of_another_file_is_asked_again_when_a_day_of_this_one_speaks_against_it(maya, sam):
    batch, _questions = asked(HEAD + "sam@firm.example,calls,03/08/2026,5\n", maya)
    take(batch, maya, dates="dmy")

    assert asked(HEAD + "sam@firm.example,calls,10/08/2026,5\n", maya)[1] == {}
    assert "dates" in asked(HEAD + "sam@firm.example,calls,08/24/2026,5\n", maya)[1]


# -- facts of a CRM -------------------------------------------------------------------------------------------------------

CRM = (
    "Opportunity ID,Opportunity Owner,Stage,Created Date,Close Date,Amount\n"
    "006A,Sam Okafor,Closed Won,2026-08-03,2026-08-31,1200\n006B,S. Okafor,Prospecting,2026-08-10,,300\n"
    "006C,House Account,Qualified,,,\n"
)
CRM_COLUMNS = {
    "id": "Opportunity ID", "owner": "Opportunity Owner", "stage": "Stage", "created": "Created Date",
    "closed": "Close Date", "value": "Amount",
}  # fmt: skip


def test_unknown_stages_and_owners_are_asked_about_in_the_browser(client, maya, sam):
    admin = PersonFactory(admin=True)
    client.force_login(admin)
    client.post(reverse("metrics:import_list"), {"fact": "opportunities", "file": sent(CRM)})
    batch = Import.objects.get()
    path = reverse("metrics:import_reading", args=[batch.pk])
    client.post(path, {f"column-{ours}": theirs for ours, theirs in CRM_COLUMNS.items()})
    batch.refresh_from_db()
    assert batch.questions["stages"]["names"] == {
        "closed won": "Closed Won",
        "prospecting": "Prospecting",
        "qualified": "Qualified",
    }
    assert batch.questions["owners"]["names"] == {"house account": "House Account", "s. okafor": "S. Okafor"}

    fields = {"stage-0": "won", "stage-1": "open", "stage-2": "open", "owner-0": "", "owner-1": "sam okafor"}
    assert client.post(path, fields | {"owner-1": "Nobody Here"}).status_code == 422
    assert client.post(path, fields).status_code == 302
    client.post(reverse("metrics:import_confirm", args=[batch.pk]))

    facts = Opportunity.objects.order_by("external_id").values_list("external_id", "owner__name", "stage", "crm_stage")
    assert list(facts) == [("006A", "Sam Okafor", "won", "Closed Won"), ("006B", "Sam Okafor", "open", "Prospecting")]
    batch.refresh_from_db()
    assert (batch.accepted, batch.refused) == (2, 1)
    assert "nobody here" in batch.refused_rows.get().reason
    assert Observation.objects.get(metric__key="deals_won", period_start=AUGUST).value == 1

    again = actions.upload(sent(CRM.replace("1200", "1300")), by=admin, fact="opportunities")
    assert again.questions == {}
    assert again.preview["changes"] == [["006A", "value", "", "1200.00", "1300.00"]]


def test_a_manager_brings_in_only_what_their_own_team_owns(maya, sam):
    eve = PersonFactory(name="Eve Elsewhere")
    actions.add_opportunities([{"id": "X", "owner": eve.email, "stage": "open"}], by=None, source="crm")
    rows = [{"id": "Y", "owner": eve.email, "stage": "open"}, {"id": "X", "owner": sam.email, "stage": "open"}]

    result = actions.add_opportunities([*rows, {"id": "Z", "owner": sam.email, "stage": "open"}], by=maya, source="call")

    assert str(result) == "accepted=1 unchanged=0 refused=2"
    assert [refusal.line for refusal in result.refused] == [1, 2]
    assert Opportunity.objects.get(external_id="X").owner == eve


def test_a_file_that_turns_out_to_be_no_table_when_read_otherwise_stays_as_it_was(maya, sam):
    batch, _questions = asked(HEAD + "sam@firm.example,calls,2026-08-31,5\n", maya)

    with pytest.raises(Unreadable):
        actions.set_reading(Import.objects.get(), {"encoding": "utf-16"}, by=maya)

    batch.refresh_from_db()
    assert (batch.state, batch.choices) == ("previewed", {})

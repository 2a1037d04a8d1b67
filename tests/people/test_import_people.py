"""People come in from a file."""

import csv
import datetime
import io

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from people import intake
from people.models import Grant, Person, ReportingLine, Team
from tests.factories import GrantFactory, PersonFactory, ReportingLineFactory, TeamFactory

COLUMNS = "email,name,job_title,team,manager_email,role,time_zone,starts_on"
BOSS = "boss@firm.example,Bea Boss,Head of sales,Sales,,manager,Europe/Vienna,2020-01-01"
SAM = "sam@firm.example,Sam Okafor,Seller,North,boss@firm.example,seller,Europe/London,2021-05-03"
DAY = datetime.date(2026, 3, 9)


@pytest.fixture
def bring(tmp_path, capsys):
    """Run the command on these rows; answers (exit status, all lines printed)."""

    def run(*rows, header=COLUMNS, encoding="utf-8", as_of=DAY, name="people.csv", said=()):
        path = tmp_path / name
        path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
        try:
            call_command("import_people", str(path), "--as-of", str(as_of), *said)
            status = 0
        except SystemExit as stop:
            status = stop.code
        return status, capsys.readouterr().out.splitlines()

    run.report = tmp_path / "people.refused.csv"
    return run


def last(answer):
    return answer[0], answer[1][-1]


@pytest.mark.django_db
class TestTaking:
    def test_people_come_in_whatever_the_order_of_rows(self, bring):
        assert last(bring(SAM, BOSS)) == (0, "accepted=2 unchanged=0 refused=0")

        sam = Person.objects.get(email="sam@firm.example")
        assert (sam.name, sam.job_title, sam.team.name, sam.time_zone) == ("Sam Okafor", "Seller", "North", "Europe/London")
        assert sam.starts_on == datetime.date(2021, 5, 3)
        assert sam.manager(on=datetime.date(2021, 5, 3)).email == "boss@firm.example"
        assert sam.manager(on=datetime.date(2021, 5, 2)) is None
        assert not sam.has_usable_password()

    def test_the_same_file_twice_changes_nothing(self, bring):
        bring(SAM, BOSS)
        before = list(Person.objects.values()), list(ReportingLine.objects.values()), list(Grant.objects.values())

        assert last(bring(SAM, BOSS)) == (0, "accepted=0 unchanged=2 refused=0")
        assert (list(Person.objects.values()), list(ReportingLine.objects.values()), list(Grant.objects.values())) == before

    def test_an_address_is_the_same_in_capitals(self, bring):
        bring(BOSS)
        assert last(bring(BOSS.replace("boss@firm", "Boss@Firm"))) == (0, "accepted=0 unchanged=1 refused=0")

    def test_another_manager_ends_the_old_line_and_begins_a_new_one(self, bring):
        bring(SAM, BOSS)
        new = "new@firm.example,Nora New,Manager,North,,manager,UTC,2020-01-01"

        assert last(bring(SAM.replace("boss@", "new@"), BOSS, new)) == (0, "accepted=2 unchanged=1 refused=0")

        lines = ReportingLine.objects.order_by("starts_on").values_list("manager__name", "starts_on", "ends_on")
        assert list(lines) == [("Bea Boss", datetime.date(2021, 5, 3), DAY), ("Nora New", DAY, None)]

    def test_no_manager_any_more_ends_the_line(self, bring):
        bring(SAM, BOSS)
        assert last(bring(SAM.replace("boss@firm.example", ""), BOSS)) == (0, "accepted=1 unchanged=1 refused=0")
        assert ReportingLine.objects.get().ends_on == DAY

    def test_two_can_change_places(self, bring):
        bring(SAM, BOSS)
        swapped = SAM.replace("boss@firm.example", ""), BOSS.replace(",Sales,,", ",Sales,sam@firm.example,")

        assert last(bring(*swapped)) == (0, "accepted=2 unchanged=0 refused=0")
        assert Person.objects.get(email="boss@firm.example").manager(on=DAY).email == "sam@firm.example"

    def test_a_column_that_is_missing_is_left_as_it_is(self, bring):
        bring(SAM, BOSS)
        assert last(bring("sam@firm.example,Samuel Okafor", header="email,name")) == (0, "accepted=1 unchanged=0 refused=0")
        sam = Person.objects.get(email="sam@firm.example")
        assert (sam.name, sam.job_title, sam.manager(on=DAY).name) == ("Samuel Okafor", "Seller", "Bea Boss")

    def test_roles_are_given_and_never_taken(self, bring):
        hr = BOSS.replace("manager", "hr")
        bring(hr)
        assert list(Grant.objects.values_list("role", "team", "starts_on", "ends_on")) == [("hr", None, DAY, None)]

        status, lines = bring(BOSS)

        assert (status, lines[-1]) == (0, "accepted=0 unchanged=1 refused=0")
        assert lines[0] == "boss@firm.example keeps the role hr, which the file does not give."
        assert Grant.objects.get().ends_on is None

    def test_a_role_for_a_team_is_not_the_same_as_one_for_the_company(self, bring):
        bring(BOSS)
        GrantFactory(person=Person.objects.get(), role="leader", team=TeamFactory())

        assert last(bring(BOSS.replace("manager", "leader"))) == (0, "accepted=1 unchanged=0 refused=0")
        assert Grant.objects.filter(role="leader").count() == 2

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_names_keep_their_letters(self, bring, encoding):
        bring(BOSS.replace("Bea Boss", "Zoe\u0308 Łukasiewicz"), encoding=encoding)
        assert Person.objects.get().name == "Zoë Łukasiewicz"

    def test_semicolons_are_fine(self, bring):
        answer = bring(BOSS.replace(",", ";"), header=COLUMNS.replace(",", ";"))
        assert last(answer) == (0, "accepted=1 unchanged=0 refused=0")

    def test_who_changed_it_is_on_the_audit_log(self, bring):
        bring(BOSS)
        event = Person.objects.get().events.get()
        assert (event.pgh_label, event.pgh_context.metadata) == ("insert", {"command": "import_people", "file": "people.csv"})


@pytest.mark.django_db
class TestRefusing:
    @pytest.mark.parametrize(
        "row, column, reason",
        [
            (",No Address,,,,,,", "email", "Every row needs an e-mail address."),
            ("nonsense,N,,,,,,", "email", "This is not an e-mail address."),
            ("x@firm.example,,,,,,,", "name", "Every row needs a name."),
            (
                "x@firm.example,X,,,nobody@firm.example,,,",
                "manager_email",
                "Nobody here, and nobody taken from this file, has this",
            ),
            ("x@firm.example,X,,,x@firm.example,,,", "manager_email", "These would report to each other in a circle: x@firm"),
            ("x@firm.example,X,,,nonsense,,,", "manager_email", "This is not an e-mail address."),
            ("x@firm.example,X,,,,king,,", "role", "There is no such role. Write one of: seller, manager, hr, leader, admin."),
            ("x@firm.example,X,,,,,Mars/Olympus,", "time_zone", "Mars/Olympus is not a time zone."),
            ("x@firm.example,X,,,,,,31.12.2020", "starts_on", "This is not a day. Write it like 2026-03-09."),
            ("x@firm.example,X,,,,,,2021-02-29", "starts_on", "This is not a day."),
            ("x@firm.example,X,,,,,,0001-01-01", "starts_on", "This is not a day between 1900 and 2100"),
            ("x@firm.example,X,,,,,,20200101", "starts_on", "This is not a day between 1900 and 2100, written like"),
            (f"x@firm.example,{'X' * 151},,,,,,", "name", "This is too long: at most 150 characters."),
            ("boss@firm.example,Again,,,,,,", "email", "This address stands in line 2 already."),
        ],
    )
    def test_a_broken_row_is_refused_with_its_reason_and_the_others_are_kept(self, bring, row, column, reason):
        status, lines = bring(BOSS, row, SAM)

        assert (status, lines[-1]) == (1, "accepted=2 unchanged=0 refused=1")
        assert set(Person.objects.values_list("email", flat=True)) == {"boss@firm.example", "sam@firm.example"}
        assert lines[0].startswith(f"line 3, {column} “") and reason in lines[0]
        report = list(csv.reader(io.StringIO(bring.report.read_text("utf-8-sig"))))
        assert report[0] == ["line", "column", "value", "reason", *COLUMNS.split(",")]
        assert [report[1][0], report[1][1]] == ["3", column] and reason in report[1][3]
        assert report[1][4:] == row.split(",")

    def test_whoever_names_a_refused_manager_is_refused_too(self, bring):
        status, lines = bring(
            "m@firm.example,M,,,,,Mars/X,", "a@firm.example,A,,,m@firm.example,,,", "b@firm.example,B,,,a@firm.example,,,"
        )

        assert (status, lines[-1]) == (1, "accepted=0 unchanged=0 refused=3")
        assert not Person.objects.exists()

    def test_a_circle_is_refused_and_those_beside_it_are_kept(self, bring):
        ring = [f"{a}@firm.example,{a},,,{b}@firm.example,,," for a, b in ("ab", "bc", "ca")]
        status, lines = bring(BOSS, *ring, SAM)

        assert (status, lines[-1]) == (1, "accepted=2 unchanged=0 refused=3")
        assert lines[0].endswith("in a circle: a@firm.example → b@firm.example → c@firm.example → a@firm.example.")

    def test_a_circle_with_those_who_are_here_is_refused(self, bring):
        bring(SAM, BOSS)
        status, lines = bring(BOSS.replace(",Sales,,", ",Sales,sam@firm.example,"))

        assert (status, lines[-1]) == (1, "accepted=0 unchanged=0 refused=1")
        assert Person.objects.get(email="boss@firm.example").manager(on=DAY) is None

    def test_a_circle_on_a_later_day_is_refused_and_undoes_that_row_alone(self, bring):
        bring(SAM, BOSS)
        sam, boss = Person.objects.get(email="sam@firm.example"), Person.objects.get(email="boss@firm.example")
        later = DAY + datetime.timedelta(30)
        other = PersonFactory(email="other@firm.example", name="Otto", job_title="", time_zone="UTC")
        ReportingLineFactory(person=other, manager=sam, starts_on=later)

        swapped = BOSS.replace("Head of sales", "Boss").replace(",Sales,,", ",Sales,other@firm.example,")
        status, lines = bring(swapped, "new@firm.example,Nora New,,,,,,")

        assert (status, lines[-1]) == (1, "accepted=1 unchanged=0 refused=1")
        assert "that would lead in a circle" in lines[0]
        boss.refresh_from_db()
        assert (boss.job_title, boss.manager(on=DAY)) == ("Head of sales", None)

    def test_formulas_in_refused_rows_are_harmless(self, bring):
        bring("=cmd()@x,N,=1+1,,,,,")
        cells = list(csv.reader(io.StringIO(bring.report.read_text("utf-8-sig"))))[1]
        assert [cell for cell in cells if cell.startswith("=")] == []

    def test_the_report_of_an_earlier_run_goes_when_all_rows_are_taken(self, bring):
        bring("nonsense,N,,,,,,")
        assert bring.report.exists()
        bring(BOSS)
        assert not bring.report.exists()

    def test_where_no_report_can_be_written_the_rest_is_said_all_the_same(self, bring):
        bring.report.mkdir()

        assert last(bring("nonsense,N,,,,,,", BOSS)) == (1, "accepted=1 unchanged=0 refused=1")

    def test_letters_that_are_not_utf8_are_read_when_their_encoding_is_named(self, bring):
        rows = ["jorg@firm.example,Jörg,,,,,,"]
        assert last(bring(*rows, encoding="cp1252")) == (1, "accepted=0 unchanged=0 refused=1")

        assert last(bring(*rows, encoding="cp1252", said=["--encoding", "cp1252"])) == (0, "accepted=1 unchanged=0 refused=0")
        assert Person.objects.get().name == "Jörg"

    @pytest.mark.parametrize("header", ["name,job_title", "email;surname", ""])
    def test_a_file_without_the_columns_is_not_touched(self, bring, header):
        assert last(bring("a@firm.example,A", header=header)) == (2, "accepted=0 unchanged=0 refused=0")
        assert not Person.objects.exists()

    def test_a_file_that_is_not_there_says_so(self, tmp_path, capsys):
        with pytest.raises(SystemExit) as stop:
            call_command("import_people", str(tmp_path / "none.csv"))
        said = capsys.readouterr()
        assert (stop.value.code, said.out) == (2, "accepted=0 unchanged=0 refused=0\n")
        assert "No such file" in said.err


@pytest.mark.django_db
def test_the_real_company_comes_in_twice(shared_data, capsys, tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes((shared_data / "crm-sales-opportunities" / "people.csv").read_bytes())

    call_command("import_people", str(path))
    first = capsys.readouterr().out.splitlines()
    call_command("import_people", str(path))

    assert first == ["accepted=41 unchanged=0 refused=0"]
    assert capsys.readouterr().out.splitlines() == ["accepted=0 unchanged=41 refused=0"]
    dustin = Person.objects.get(email="dustin.brinkmann@crm.example")
    anna = Person.objects.get(email="anna.snelling@crm.example")
    assert anna.manager(on=datetime.date(2017, 1, 2)) == dustin
    assert Person.objects.managed_by(dustin).filter(pk=anna.pk).exists()
    assert ReportingLine.objects.count() == Person.objects.exclude(lines_up=None).count() >= 35
    assert Team.objects.count() == 6


@pytest.mark.django_db
def test_a_large_company_comes_in_with_few_queries_a_person(bring, django_assert_max_num_queries):
    rows = [
        f"p{n}@firm.example,P {n},,Team {n // 10},{f'p{(n - 1) // 10}@firm.example' if n else ''},,UTC,2020-01-01"
        for n in range(200)
    ]

    with django_assert_max_num_queries(200 * 30):
        assert last(bring(*reversed(rows))) == (0, "accepted=200 unchanged=0 refused=0")
    with django_assert_max_num_queries(12):
        assert last(bring(*rows)) == (0, "accepted=0 unchanged=200 refused=0")


# -- the pure part, against brute force --------------------------------------------------------------------------------

PEOPLE = st.sampled_from("abcdef")
ENTRIES = st.lists(st.tuples(PEOPLE, st.none() | PEOPLE), max_size=9).map(
    lambda pairs: [intake.Entry(line, email, manager) for line, (email, manager) in enumerate(pairs, start=2)]
)


def chart(entries, faults, managers):
    return managers | {entry.email: entry.manager for entry in entries if entry.line not in faults}


def circles(managers):
    def above(person):
        way = []
        while (person := managers.get(person)) is not None and person not in way:
            way.append(person)
        return way

    return [person for person in managers if person in above(person)]


@settings(max_examples=300)
@given(ENTRIES, st.permutations("abcdef"), st.integers(0, 6))
def test_what_is_taken_is_a_chart_without_circles_in_which_everybody_is_known(entries, order, here):
    managers = {person: order[place - 1] if place else None for place, person in enumerate(order[:here])}
    faults = intake.faults(entries, managers)
    taken = [entry for entry in entries if entry.line not in faults]
    after = chart(entries, faults, managers)

    assert circles(after) == []
    assert {manager for manager in after.values() if manager} <= after.keys()
    assert len({entry.email for entry in taken}) == len(taken)
    assert sorted(intake.depths(after)) == sorted(after)
    assert all(intake.depths(after)[person] == (intake.depths(after)[boss] + 1 if boss else 0) for person, boss in after.items())


@settings(max_examples=300)
@given(ENTRIES)
def test_a_file_that_is_whole_is_taken_whole(entries):
    after = {entry.email: entry.manager for entry in entries}
    whole = len(after) == len(entries) and set(after.values()) <= after.keys() | {None} and not circles(after)

    assert (intake.faults(entries, {}) == {}) == whole

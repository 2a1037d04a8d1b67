"""The scan: one signal for each episode, told once, and nothing that looks ahead."""

import datetime
import io
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics import messages, tasks
from metrics.actions import close, scan
from metrics.models import Judgement, Metric, Observation, Scan, Signal, SignalState
from metrics.scanning import judge, read
from metrics.scanning.agreements import ends_of
from reminders.models import Reminder, Setting
from tests.factories import MetricFactory, PersonFactory, ReportingLineFactory, SignalFactory, TargetFactory
from tests.races import race

LAST = datetime.date(2026, 3, 2)
AS_OF = LAST + datetime.timedelta(days=7)
WEEKS = 40
FALL = 6  # weeks since which the planted change holds


def monday(weeks_before):
    return LAST - datetime.timedelta(weeks=weeks_before)


def tell(person, key, values, denominators=None, last=LAST):
    """Write weekly values, the last of them in the week of `last`; NaN is left out."""
    metric, cases = Metric.objects.get(key=key), denominators if denominators is not None else [None] * len(values)
    first = last - datetime.timedelta(weeks=len(values) - 1)
    rows = [
        Observation(person=person, metric=metric, period_start=first + datetime.timedelta(weeks=n), value=value, denominator=case)
        for n, (value, case) in enumerate(zip(values, cases, strict=True))
        if not np.isnan(value)
    ]
    Observation.objects.bulk_create(rows)


def steady(mean, weeks=WEEKS, seed=0):
    """Counts about a mean that never cross: every value near the middle."""
    rng = np.random.default_rng(seed)
    return np.rint(mean + rng.uniform(-1, 1, weeks) * 0.5 * np.sqrt(mean))


def fallen(mean, factor=0.35, weeks=WEEKS, seed=0, since=FALL):
    values = steady(mean, weeks, seed)
    values[-since:] = np.rint(values[-since:] * factor)
    return values


def lean_on(person, **ends):
    """A plan of that person in force, which leans on calls."""
    ends = {"low": 1, "high": 60} | ends
    return TargetFactory(person=person, metric=Metric.objects.get(key="calls"), starts_on=monday(30), **ends)


@pytest.fixture
def team(db):
    """Maya and eight sellers who make about 12 calls a week; the calls of Sam have fallen for six weeks.

    Sam's plan leans on calls, with a range so wide that only Sam's own earlier level tells of a fall.
    """
    maya = PersonFactory(name="Maya Lindqvist", time_zone="Europe/Stockholm")
    sellers = [PersonFactory(reports_to=maya, email=f"seller{number}@firm.example") for number in range(8)]
    for number, seller in enumerate(sellers):
        tell(seller, "calls", fallen(12) if number == 0 else steady(12, seed=number))
    return {"maya": maya, "sam": sellers[0], "sellers": sellers, "target": lean_on(sellers[0])}


def told():
    return sorted(Reminder.objects.filter(channel="app").values_list("recipient__name", "kind", "period"))


def test_a_fall_below_the_agreed_range_opens_one_signal(team):
    sam, target = team["sam"], team["target"]
    target.low, target.high = 10, 14
    target.save()

    result = scan(as_of=AS_OF + datetime.timedelta(days=3))

    signal = Signal.objects.get()
    assert (result.opened, result.updated, len(result.findings)) == (1, 0, 8)
    assert (signal.person, signal.metric.key, signal.verdict, signal.detector) == (sam, "calls", "off_course", "target")
    assert (signal.onset_on, signal.as_of, signal.state) == (monday(FALL - 1), AS_OF, "raised")
    assert (signal.plan_id, signal.goal_id) == (target.plan_id, target.goal_id)
    assert monday(FALL - 1) <= signal.detected_on <= monday(3)
    assert signal.statistic > signal.threshold == pytest.approx(2.886)
    assert (signal.expected, signal.actual, signal.weeks) == (60.0, float(fallen(12)[-FALL:].sum()), FALL)


def test_a_fall_from_the_own_level_opens_a_signal_as_well(team):
    scan(as_of=AS_OF)

    signal = Signal.objects.get()
    assert (signal.person, signal.verdict, signal.detector) == (team["sam"], "drifting", "baseline")
    assert signal.onset_on == monday(FALL - 1)
    assert signal.threshold == pytest.approx(3.191)


def test_the_same_scan_twice_changes_nothing(team):
    scan(as_of=AS_OF)
    before = list(Signal.objects.values()), list(Judgement.objects.values()), list(Reminder.objects.values())

    result = scan(as_of=AS_OF + datetime.timedelta(days=6))

    assert (result.opened, result.updated) == (0, 0)
    assert (list(Signal.objects.values()), list(Judgement.objects.values()), list(Reminder.objects.values())) == before


@pytest.mark.django_db(transaction=True)
def test_two_scans_at_once_open_one_signal_and_tell_once():
    maya = PersonFactory()
    sam = PersonFactory(reports_to=maya)
    tell(sam, "calls", fallen(12))
    lean_on(sam)

    outcomes = race(*[lambda: scan(as_of=AS_OF).opened] * 2)

    assert sorted(outcomes) == [0, 1]
    assert Signal.objects.count() == 1
    assert Reminder.objects.filter(channel="app", recipient=sam).count() == 1


def test_a_scan_never_looks_ahead(team):
    early = AS_OF - datetime.timedelta(weeks=3)
    Observation.objects.filter(period_start__gte=early).update(value=0)
    before = list(judge(read(early)))

    Observation.objects.filter(period_start__gte=early).update(value=99)
    after = list(judge(read(early)))

    assert [finding.facts for finding in before] == [finding.facts for finding in after]
    assert {finding.facts["as_of"] for finding in after} == {early}


def test_an_earlier_scan_leaves_newer_findings_alone(team):
    scan(as_of=AS_OF)
    before = list(Signal.objects.values()), list(Judgement.objects.values())

    scan(as_of=AS_OF - datetime.timedelta(weeks=1))

    assert (list(Signal.objects.values()), list(Judgement.objects.values())) == before


def test_an_episode_keeps_its_signal_while_weeks_go_by_and_crosses_again(team):
    onset = {
        scan(as_of=AS_OF - datetime.timedelta(weeks=back)) and Signal.objects.values_list("onset_on", flat=True).first()
        for back in (3, 2, 1, 0)
    }

    signal = Signal.objects.get()
    assert onset - {None} == {signal.onset_on}
    assert (signal.as_of, signal.crossings > 1) == (AS_OF, True)


def test_a_second_crossing_is_told_again_once(team):
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": "second_time"})
    for back in range(5, -1, -1):
        scan(as_of=AS_OF - datetime.timedelta(weeks=back))

    onset = Signal.objects.get().onset_on
    sam, maya = team["sam"].name, "Maya Lindqvist"
    assert told() == sorted(
        [
            (sam, "metrics.signal", f"{onset}-1"),
            (sam, "metrics.signal", f"{onset}-2"),
            (maya, "metrics.signal_of_rep", f"{onset}-2"),
        ]
    )


def test_a_signal_that_was_answered_is_not_told_again(team):
    scan(as_of=AS_OF - datetime.timedelta(weeks=4))
    signal = Signal.objects.get()
    Signal.objects.filter(pk=signal.pk).update(state="answered")
    before = told()

    scan(as_of=AS_OF)

    signal.refresh_from_db()
    assert signal.crossings > 1
    assert told() == before


def test_a_case_that_was_closed_stays_closed_until_it_crosses_again(team):
    scan(as_of=AS_OF - datetime.timedelta(weeks=4))
    signal = Signal.objects.get()
    close(signal, by=team["sam"], outcome="accepted")

    assert scan(as_of=AS_OF - datetime.timedelta(weeks=4)).opened == 0
    assert Signal.objects.get().state == SignalState.ACCEPTED
    result = scan(as_of=AS_OF)

    assert (result.reopened, Signal.objects.get().state) == (1, SignalState.RAISED)


def test_a_new_episode_later_is_a_new_signal(team):
    sam = team["sam"]
    SignalFactory(person=sam, metric=Metric.objects.get(key="calls"), verdict="drifting", onset_on=monday(30), as_of=monday(25))

    scan(as_of=AS_OF)

    assert Signal.objects.count() == 2


@pytest.mark.parametrize(("when", "manager_due"), [("at_once", 0), ("next_day", 1), ("second_time", None)])
def test_the_seller_is_told_at_once_and_the_manager_as_the_settings_say(team, when, manager_due):
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": when})

    scan(as_of=AS_OF - datetime.timedelta(weeks=4))

    seller = Reminder.objects.filter(recipient=team["sam"])
    assert sorted(seller.values_list("channel", flat=True)) == ["app", "email"]
    manager = Reminder.objects.filter(recipient=team["maya"])
    assert manager.exists() == (manager_due is not None)
    for reminder in manager:
        local = reminder.due_at.astimezone(team["maya"].zone)
        assert (reminder.due_at - seller[0].due_at > datetime.timedelta(minutes=1)) is bool(manager_due)
        if manager_due:
            assert (local.hour, local.minute) == (8, 0)
            assert local.weekday() < 5
    assert Reminder.objects.exclude(recipient__in=[team["sam"], team["maya"]]).count() == 0


def test_a_reminder_to_the_manager_holds_only_while_they_manage_and_the_case_is_open(team):
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": "at_once"})
    scan(as_of=AS_OF)
    mine = Reminder.objects.filter(recipient=team["sam"]).first()
    hers = Reminder.objects.filter(recipient=team["maya"]).first()
    assert messages.still_owed_to_seller(mine)
    assert messages.still_owed_to_manager(hers)

    team["sam"].lines_up.update(ends_on=datetime.date(2020, 2, 1))
    ReportingLineFactory(person=team["sam"], starts_on=datetime.date(2020, 2, 1))
    assert not messages.still_owed_to_manager(hers)
    close(Signal.objects.get(), by=team["sam"], outcome="worked")
    assert not messages.still_owed_to_seller(mine)


def test_a_rise_is_good_news(team):
    Observation.objects.filter(person=team["sam"], period_start__gte=monday(FALL - 1)).update(value=22)

    scan(as_of=AS_OF)

    signal = Signal.objects.get()
    assert (signal.verdict, signal.is_good) == ("ahead", True)
    assert Reminder.objects.filter(recipient=team["sam"]).first().facts["good"] is True


def test_a_fall_of_the_whole_company_is_not_eight_people_drifting(team):
    Observation.objects.filter(period_start__gte=monday(FALL - 1)).update(value=4)

    result = scan(as_of=AS_OF)

    signal = Signal.objects.get()
    assert (result.opened, signal.kind, signal.person, signal.verdict, signal.detector) == (
        1,
        "team",
        team["maya"],
        "drifting",
        "team",
    )
    assert (signal.onset_on, signal.actual, signal.weeks) == (monday(FALL - 1), 8 * 4.0 * FALL, FALL)
    assert {finding.facts["is_team_moving"] for finding in result.findings} == {True}
    assert set(Reminder.objects.values_list("recipient__name", flat=True)) == {"Maya Lindqvist"}


def test_a_metric_that_no_plan_in_force_leans_on_is_judged_and_raises_nothing(team):
    team["target"].ends_on = monday(1)
    team["target"].save()

    assert scan(as_of=AS_OF).opened == 0
    assert Judgement.objects.get(person=team["sam"]).state == "drifting"
    assert not Reminder.objects.exists()


def test_people_who_left_and_retired_metrics_are_not_judged(team):
    team["sam"].left_on = monday(1)
    team["sam"].save()
    assert team["sam"].email not in {finding.person.email for finding in scan(as_of=AS_OF).findings}

    Metric.objects.filter(key="calls").update(is_retired=True)

    assert len(scan(as_of=AS_OF).findings) == 0


def test_silence_few_weeks_and_a_steady_level_have_their_own_states(team):
    Observation.objects.filter(person=team["sellers"][1], period_start__gte=monday(2)).delete()
    Observation.objects.filter(person=team["sellers"][2], period_start__lt=monday(1)).delete()

    states = {finding.person.email: finding.facts["state"] for finding in scan(as_of=AS_OF).findings}

    assert states["seller1@firm.example"] == "no_data"
    assert states["seller2@firm.example"] == "too_early"
    assert states["seller3@firm.example"] == "on_course"


def test_a_target_without_any_numbers_is_no_data(db):
    TargetFactory(metric=Metric.objects.get(key="calls"))

    (finding,) = scan(as_of=AS_OF).findings

    assert finding.facts["state"] == "no_data"


def test_ratios_are_judged_by_their_cases_and_told_as_shares(db):
    sam = PersonFactory()
    share, cases = np.full(WEEKS, 0.5), np.full(WEEKS, 20.0)
    share[-FALL:] = 0.1
    tell(sam, "win_rate", share, cases)
    TargetFactory(person=sam, metric=Metric.objects.get(key="win_rate"), low="0.45", high=None, starts_on=monday(20))

    (finding,) = scan(as_of=AS_OF).findings

    assert (finding.facts["state"], finding.facts["detector"]) == ("off_course", "target")
    assert (finding.facts["expected"], finding.facts["actual"]) == (pytest.approx(0.45), pytest.approx(0.1))


@pytest.mark.parametrize(
    ("key", "direction", "bad", "good"),
    [
        ("sales_cycle_days", "lower", 90.0, 15.0),
        ("pipeline_coverage", "higher", 1.0, 9.0),
        ("won_value", "higher", 500.0, 90_000.0),
    ],
)
def test_durations_plain_ratios_and_amounts_are_judged_by_their_good_side(db, key, direction, bad, good):
    rng = np.random.default_rng(1)
    for person, last in ((PersonFactory(email="bad@firm.example"), bad), (PersonFactory(email="good@firm.example"), good)):
        values = np.round((bad * good) ** 0.5 * rng.uniform(0.9, 1.1, WEEKS), 1)
        values[-8:] = last
        tell(person, key, values)
    assert Metric.objects.get(key=key).direction == direction

    states = {finding.person.email: finding.facts["state"] for finding in scan(as_of=AS_OF).findings}

    assert states == {"bad@firm.example": "drifting", "good@firm.example": "ahead"}


def test_the_chance_to_reach_a_total_is_told(team):
    calls = Metric.objects.get(key="calls")
    for seller, total in zip(team["sellers"][1:4], (200, 620, 2000), strict=True):
        TargetFactory(
            person=seller,
            metric=calls,
            low=None,
            high=None,
            total=total,
            starts_on=datetime.date(2025, 7, 7),
            ends_on=datetime.date(2026, 6, 28),
        )

    chances = {f.person.email: f.facts["probability"] for f in scan(as_of=AS_OF).findings if f.target}

    assert chances["seller1@firm.example"] == 1.0
    assert 0.2 < chances["seller2@firm.example"] < 0.8
    assert chances["seller3@firm.example"] < 0.01


def test_the_level_is_the_near_end_of_what_was_agreed():
    up, down, share = MetricFactory.build(), MetricFactory.build(direction="lower"), MetricFactory.build(kind="ratio", unit="%")

    def level(metric, **ends):
        rows = {"low": None, "high": None, "baseline": None, "total": None} | ends
        near, far, by_pace = ends_of({name: np.array([value], float) for name, value in rows.items()}, metric)
        return "pace" if by_pace[0] else (near[0], far[0])

    assert level(up, low=10, high=16) == (10.0, 16.0)
    assert level(down, low=10, high=16) == (16.0, 10.0)
    assert level(up, total=120) == "pace"
    assert level(share, total=0.6) == (0.6, 0.6)
    assert level(up, baseline=7) == (7.0, 7.0)
    assert level(share, low=0.5) == (0.5, 1.0)
    near, far = level(up, low=10)
    assert (near, far > 1e6) == (10.0, True)
    near, far = level(up, high=16)
    assert (np.isnan(near), far) == (True, 16.0)


def test_someone_far_above_an_agreed_minimum_is_not_ahead_of_it(team):
    TargetFactory(person=team["sellers"][1], metric=Metric.objects.get(key="calls"), low=3, high=None, starts_on=monday(30))

    found = {finding.person.email: finding.facts["state"] for finding in scan(as_of=AS_OF).findings}

    assert found["seller1@firm.example"] == "on_course"


def test_part_of_a_first_week_is_not_held_against_anybody(db):
    sam = PersonFactory(starts_on=monday(9) + datetime.timedelta(days=4))
    tell(sam, "calls", np.array([2, *[10] * 9], float))
    TargetFactory(person=sam, metric=Metric.objects.get(key="calls"), low=10, high=14, starts_on=monday(9))

    (finding,) = scan(as_of=monday(6)).findings

    assert finding.facts["state"] == "on_course"


def test_a_scan_takes_the_same_queries_for_one_and_for_many(db):
    asked = []
    for size in (1, 30):
        for number in range(size):
            person = PersonFactory(email=f"seller{size}-{number:02}@firm.example")
            tell(person, "calls", steady(12, seed=number))
            tell(person, "meetings", steady(6, seed=number))
            TargetFactory(person=person, metric=Metric.objects.get(key="calls"), low=10, high=14)
        with CaptureQueriesContext(connection) as queries:
            result = scan(as_of=AS_OF)
        asked.append((len(result.findings), len(queries)))

    (few, first), (many, second) = asked
    assert (few, many) == (2, 62)
    assert second <= first + 2  # going on from what is kept asks for it


def test_the_command_writes_what_the_contract_says(team, tmp_path):
    out, path = io.StringIO(), tmp_path / "drift.json"

    call_command("scan_drift", "--as-of", "2026-03-12", "--json", str(path), stdout=out)

    report = json.loads(path.read_text())
    assert report["as_of"] == "2026-03-09"
    series = {entry["email"]: entry for entry in report["series"]}
    sam = series[team["sam"].email]
    assert set(sam) == {
        "email", "metric", "state", "onset", "detected_on", "statistic", "threshold", "expected", "actual", "weeks",
        "probability_to_hit_target", "sentence",
    }  # fmt: skip
    assert (sam["state"], sam["onset"], sam["probability_to_hit_target"]) == ("drifting", str(monday(FALL - 1)), None)
    assert sam["sentence"].startswith("Calls: ")
    assert "in the 6 weeks from 26 January; about" in sam["sentence"]
    assert "about once in 2 years" in sam["sentence"]
    assert out.getvalue().startswith("as_of=2026-03-09 series=8 drifting=1 on_course=7 opened=1")


def test_no_scan_looks_from_a_week_that_has_not_begun(team, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: AS_OF)
    scan(as_of=AS_OF)

    with pytest.raises(CommandError, match="has not begun"):
        call_command("scan_drift", "--as-of", str(AS_OF + datetime.timedelta(days=7)))
    call_command("scan_drift", "--as-of", str(AS_OF + datetime.timedelta(days=6)))

    assert list(Scan.objects.values_list("pk", flat=True)) == [AS_OF]


def test_a_report_that_cannot_be_written_keeps_the_command_from_scanning(team, tmp_path):
    with pytest.raises(CommandError) as stop:
        call_command("scan_drift", "--json", str(tmp_path / "none" / "drift.json"))

    assert (stop.value.returncode, Scan.objects.count()) == (2, 0)


def test_the_clock_rings_the_same_scan(team, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: AS_OF)

    tasks.scan_drift()

    assert Signal.objects.count() == 1

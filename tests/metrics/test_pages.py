"""Pages of what was measured: who sees whose numbers, and at what cost."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from metrics import actions
from metrics.models import Metric
from metrics.weeks import last_closed
from people.models import Person, ReportingLine
from tests.factories import (
    DelegationFactory,
    JudgementFactory,
    MetricFactory,
    ObservationFactory,
    PersonFactory,
    ReportingLineFactory,
    SessionFactory,
    SignalFactory,
    StandingFactory,
    TargetFactory,
)


def last_week(back=0):
    return last_closed(timezone.localdate()) - datetime.timedelta(weeks=back)


def measured(person, key="calls", weeks=10, value=12, **judged):
    metric = Metric.objects.get(key=key)
    for back in range(weeks):
        ObservationFactory(person=person, metric=metric, period_start=last_week(back), value=value)
    return JudgementFactory(person=person, metric=metric, as_of=last_week(-1), **judged)


@pytest.fixture
def world(db):
    lena = PersonFactory(name="Lena Hofer", leader=True)
    maya = PersonFactory(name="Maya Lindqvist", reports_to=lena)
    people = {"lena": lena, "maya": maya, "sam": PersonFactory(name="Sam Okafor", reports_to=maya)}
    people["otto"] = PersonFactory(name="Otto Peer", reports_to=maya)
    people["hr"], people["admin"] = PersonFactory(hr=True), PersonFactory(admin=True)
    people["other"] = PersonFactory(name="Another Manager")
    PersonFactory(reports_to=people["other"])
    people["stand_in"] = PersonFactory()
    DelegationFactory(delegator=maya, delegate=people["stand_in"])
    people["former"] = PersonFactory()
    line = {"starts_on": datetime.date(2018, 1, 1), "ends_on": datetime.date(2019, 1, 1)}
    ReportingLineFactory(person=people["sam"], manager=people["former"], **line)
    measured(people["sam"], state="off_course", stage="alert", detector="target")
    return people


def detail(person, key="calls"):
    return reverse("metrics:metric_detail", args=[key, person.pk])


@pytest.mark.parametrize(
    ("who", "status"),
    [(who, 200) for who in ("sam", "maya", "lena", "stand_in")]
    + [(who, 404) for who in ("otto", "other", "hr", "admin", "former")],
)
def test_numbers_are_for_their_owner_and_those_above_them(client, world, who, status):
    client.force_login(world[who])

    assert client.get(detail(world["sam"])).status_code == status
    page = client.get(reverse("metrics:metric_list"))
    assert page.status_code == 200
    assert (detail(world["sam"]) in page.content.decode()) == (status == 200)


def test_a_metric_of_nobody_a_metric_that_is_none_and_a_span_that_is_none_are_not_there(client, world):
    client.force_login(world["sam"])

    for path in (
        detail(world["sam"], "nothing"),
        reverse("metrics:metric_detail", args=["calls", uuid.uuid4()]),
        detail(world["sam"]) + "?weeks=7",
    ):
        assert client.get(path).status_code == 404


def test_a_metric_is_found_by_its_id_as_well(client, world):
    client.force_login(world["sam"])

    assert client.get(detail(world["sam"], Metric.objects.get(key="calls").pk)).status_code == 200


def test_the_list_shows_state_range_and_last_value(client, world):
    period = {"starts_on": last_week(30), "ends_on": last_week(-30)}
    TargetFactory(person=world["sam"], metric=Metric.objects.get(key="calls"), low=14, high=20, **period)
    client.force_login(world["maya"])

    text = client.get(reverse("metrics:metric_list")).content.decode()

    assert "Sam Okafor" in text and "Otto Peer" in text
    assert "14 to 20" in text
    assert "Off course" in text
    assert "No numbers of Otto in these weeks." in text


def test_the_filter_keeps_only_what_has_moved(client, world):
    measured(world["otto"], state="on_course")
    measured(world["sam"], key="meetings", state="on_course")
    client.force_login(world["maya"])

    text = client.get(reverse("metrics:metric_list") + "?show=moved").content.decode()

    headings = re.findall(r'<h2 id="p-.*?</h2>', text)
    assert len(headings) == 1 and "Sam Okafor" in headings[0]
    assert detail(world["sam"]) in text and detail(world["sam"], "meetings") not in text


def test_someone_without_numbers_or_team_is_told_where_they_come_from(client, world):
    client.force_login(world["hr"])

    assert "No numbers yet" in client.get(reverse("metrics:metric_list")).content.decode()


def test_numbers_that_ended_long_ago_are_shown_where_they_are(client, world):
    old = datetime.date(2017, 12, 18)
    metric = Metric.objects.get(key="deals_won")
    for back in range(12):
        ObservationFactory(person=world["otto"], metric=metric, period_start=old - datetime.timedelta(weeks=back), value=3)
    client.force_login(world["otto"])

    text = client.get(detail(world["otto"], "deals_won")).content.decode()

    assert "18 December" in text
    assert "Nothing was reported in these weeks" not in text


def test_the_detail_page_tells_the_finding_and_its_cases(client, world):
    sam = world["sam"]
    signal = SignalFactory(
        person=sam, metric=Metric.objects.get(key="calls"), onset_on=last_week(5), detected_on=last_week(3), as_of=last_week(-1)
    )
    sam.judgements.update(
        onset_on=last_week(5), detected_on=last_week(3), expected=70, actual=41, weeks=6, statistic=3.2, threshold=2.9
    )
    client.force_login(world["maya"])

    text = client.get(detail(sam)).content.decode()

    assert "41 in the 6 weeks from" in text
    assert "the pace that you agreed is 70" in text
    assert reverse("coaching:signal_detail", args=[signal.pk]) in text


def test_how_drift_is_judged_is_for_everybody(client, world):
    client.force_login(world["hr"])

    text = client.get(reverse("metrics:drift_method")).content.decode()

    assert "about once in 2 years" in text
    assert "12.8" in text


def test_anonymous_people_are_asked_to_log_in(client, db):
    for name in ("metric_list", "drift_method", "import_list"):
        assert client.get(reverse(f"metrics:{name}")).status_code == 302


def test_the_list_costs_the_same_queries_for_one_and_for_many(client, db):
    maya = PersonFactory()
    client.force_login(maya)

    def hire(number):
        person = PersonFactory(reports_to=maya, name=f"Seller {number:02}")
        for key in ("calls", "meetings", "proposals"):
            metric = MetricFactory(key=key)
            ObservationFactory(person=person, metric=metric, period_start=last_week())
            TargetFactory(person=person, metric=metric, starts_on=last_week(30), ends_on=last_week(-30))
            JudgementFactory(person=person, metric=metric)

    def look():
        with CaptureQueriesContext(connection) as queries:
            text = client.get(reverse("metrics:metric_list")).content.decode()
        return text.count('class="spark'), len(queries)

    hire(0)
    look()
    drawn, queries = look()
    for number in range(1, 29):
        hire(number)

    assert drawn == 3
    assert look() == (29 * 3, queries)
    assert queries <= 25


def names_on(client, query=""):
    text = client.get(reverse("metrics:metric_list") + query).content.decode()
    return re.findall(r'<h2 id="p-.*?</span> (.*?)</h2>', text)


def test_who_needs_a_look_comes_first_unless_one_asks_for_names(client, world):
    sam, otto = world["sam"], world["otto"]
    ada, quiet = (PersonFactory(name=name, reports_to=world["maya"]) for name in ("Ada Quietly", "Zed Silent"))
    measured(otto, state="drifting")
    SignalFactory(person=otto, verdict="drifting")
    SignalFactory(person=sam, verdict="off_course")
    SignalFactory(person=ada, verdict="off_course", closed=True)
    measured(quiet, weeks=0, state="no_data")
    client.force_login(world["maya"])

    assert names_on(client) == ["Sam Okafor", "Otto Peer", "Zed Silent", "Ada Quietly"]
    assert names_on(client, "?sort=name") == ["Ada Quietly", "Otto Peer", "Sam Okafor", "Zed Silent"]
    assert names_on(client, "?show=silent") == ["Zed Silent"]


def test_nobody_silent_is_said_in_a_sentence(client, world):
    client.force_login(world["maya"])
    text = client.get(reverse("metrics:metric_list") + "?show=silent").content.decode()

    assert "No number of your team has fallen silent." in text
    assert 'href="?show=moved"' in text


def test_one_persons_worst_number_is_the_first(client, world):
    measured(world["sam"], key="demos", state="on_course")
    measured(world["sam"], key="proposals", state="drifting")
    period = {"starts_on": last_week(30), "ends_on": last_week(-30)}
    for key in ("demos", "proposals"):
        TargetFactory(person=world["sam"], metric=Metric.objects.get(key=key), **period)
    client.force_login(world["sam"])

    text = client.get(reverse("metrics:metric_list")).content.decode()
    assert re.findall(r'/metrics/(\w+)/[0-9a-f-]{36}/">', text) == ["calls", "proposals", "demos"]


def test_the_list_of_thousands_costs_what_that_of_thirty_costs(client, db):
    lena = PersonFactory(leader=True)
    client.force_login(lena)

    def hire(number):
        people = Person.objects.bulk_create(PersonFactory.build_batch(number, team=None))
        since = datetime.date(2020, 1, 1)
        ReportingLine.objects.bulk_create(ReportingLine(person=one, manager=lena, starts_on=since) for one in people)

    def look():
        with CaptureQueriesContext(connection) as queries:
            text = client.get(reverse("metrics:metric_list")).content.decode()
        return text.count('<h2 id="p-'), len(queries)

    hire(30)
    look()
    few = look()
    hire(3000)

    assert look() == few and few[0] == 30


def test_the_page_of_a_metric_asks_few_questions(client, world):
    sam = world["sam"]
    metric = Metric.objects.get(key="calls")
    TargetFactory(person=sam, metric=metric, total=600, starts_on=last_week(12), ends_on=last_week(-12))
    StandingFactory(metric=metric, phi=1.4)
    client.force_login(world["maya"])
    client.get(detail(sam))
    with CaptureQueriesContext(connection) as queries:
        text = client.get(detail(sam)).content.decode()

    assert len(queries) <= 40
    assert "Will it get there?" in text and "At this rate" in text
    assert 'class="expected"' in text


def test_before_the_first_scan_nothing_is_said_of_what_could_be_expected(client, world):
    client.force_login(world["sam"])

    text = client.get(detail(world["sam"])).content.decode()
    assert 'class="expected"' not in text and "Will it get there?" not in text


def test_conversations_and_promises_are_marks_for_whoever_may_see_them(client, world):
    sam, maya, lena = world["sam"], world["maya"], world["lena"]
    held = timezone.now() - datetime.timedelta(weeks=2)
    SessionFactory(led_by=maya, rep=sam, starts_at=held, kind="field_day")
    found = {}
    for person in (sam, maya, lena):
        client.force_login(person)
        found[person.name] = client.get(detail(sam)).content.decode()

    assert [text.count('<g class="event session">') for text in found.values()] == [2, 2, 0]  # drawn in two sizes


def test_values_typed_by_hand_stand_beside_the_chart_with_who_and_why(client, world):
    sam = world["sam"]
    actions.type_value(sam, Metric.objects.get(key="calls"), week=last_week(1), value=31, note="From my diary.", by=sam)
    client.force_login(world["maya"])

    text = client.get(detail(sam)).content.decode()
    assert "From my diary." in text and "Sam" in text and "31" in text

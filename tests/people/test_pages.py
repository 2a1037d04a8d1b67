"""The pages of people, as each of them sees them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from people.actions import record_access
from people.models import Delegation, Grant, Person
from tests.answers import words_of
from tests.factories import DelegationFactory, GrantFactory, PersonFactory, ReportingLineFactory, TeamFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 9)
QUERIES = {"list": 7, "detail": 14, "record": 11}


@pytest.fixture
def as_person(client):
    """Log in as this person and answer the client."""

    def enter(person):
        client.force_login(person)
        client.get(reverse("people:me"))  # the first request of a session writes when it began
        return client

    return enter


@pytest.fixture
def maya():
    return PersonFactory(name="Maya Lindqvist", email="maya@firm.example")


@pytest.fixture
def sam(maya):
    return PersonFactory(
        name="Sam Okafor", email="sam@firm.example", job_title="Account executive", reports_to=maya, team=TeamFactory()
    )


def text(response):
    return " ".join(response.content.decode().split())


class TestList:
    def test_shows_whom_one_may_look_up_and_nobody_else(self, as_person, sam):
        PersonFactory(name="Otto Elsewhere")
        page = text(as_person(sam).get(reverse("people:person_list")))
        assert "Sam Okafor" in page and "Maya Lindqvist" in page
        assert "Otto Elsewhere" not in page and "2 people" in page

    def test_is_searched_within_what_one_may_see(self, as_person, sam):
        PersonFactory(name="Maya Elsewhere")
        page = as_person(sam).get(reverse("people:person_list"), {"q": "maya"})
        assert [person.name for person in page.context["page"]] == ["Maya Lindqvist"]
        assert "Nobody found" in text(as_person(sam).get(reverse("people:person_list"), {"q": "elsewhere"}))

    def test_has_pages(self, as_person):
        ada = PersonFactory(admin=True)
        PersonFactory.create_batch(60)
        client = as_person(ada)
        first, second = (client.get(reverse("people:person_list"), {"page": number, "q": "person"}) for number in (1, 2))
        assert (len(first.context["page"]), len(second.context["page"])) == (50, 11)
        assert "?q=person&amp;page=2" in text(first)
        assert client.get(reverse("people:person_list"), {"page": "nonsense"}).status_code == 200

    @pytest.mark.parametrize("number", [1, 30])
    def test_costs_the_same_for_one_and_for_thirty(self, as_person, maya, django_assert_num_queries, number):
        for _n in range(number):
            PersonFactory(reports_to=maya, team=TeamFactory())
        client = as_person(maya)
        with django_assert_num_queries(QUERIES["list"]):
            client.get(reverse("people:person_list"))


class TestPerson:
    def test_shows_who_somebody_is_and_their_lines_with_dates(self, as_person, sam):
        former = PersonFactory(name="Frank Former")
        ReportingLineFactory(person=sam, manager=former, starts_on=datetime.date(2018, 1, 1), ends_on=datetime.date(2020, 1, 1))
        page = text(as_person(sam).get(sam.get_absolute_url()))
        for words in ("Sam Okafor", "Account executive", "Maya Lindqvist", "Frank Former", "1 January 2018 until 1 January 2020"):
            assert words in page

    def test_is_the_same_404_for_who_is_not_there_and_who_may_not_be_seen(self, as_person, sam):
        otto = PersonFactory(name="Otto Elsewhere")
        client = as_person(sam)
        nobody = "00000000-0000-4000-8000-000000000000"
        missing = client.get(reverse("people:person_detail", args=[nobody]))
        hidden = client.get(otto.get_absolute_url())
        assert (missing.status_code, hidden.status_code) == (404, 404)
        assert words_of(missing).replace(nobody, str(otto.pk)) == words_of(hidden)

    def test_shows_forms_only_to_those_who_may(self, as_person, sam, maya):
        forms = {"manager": "/manager/", "roles": "/roles/", "delegations": "/delegations/"}
        page = lambda viewer, person: text(as_person(viewer).get(person.get_absolute_url()))  # noqa: E731

        assert not [name for name, path in forms.items() if f'{sam.pk}{path}"' in page(sam, sam)]
        assert not [name for name, path in forms.items() if f'{sam.pk}{path}"' in page(maya, sam)]
        assert [name for name, path in forms.items() if f'{maya.pk}{path}"' in page(maya, maya)] == ["delegations"]
        assert len([name for name, path in forms.items() if f'{sam.pk}{path}"' in page(PersonFactory(admin=True), sam)]) == 3

    def test_roles_of_others_are_shown_to_administrators_only(self, as_person, sam, maya):
        GrantFactory(person=sam, role="leader", team=TeamFactory(name="Secret team"))
        assert "Secret team" not in text(as_person(maya).get(sam.get_absolute_url()))
        assert "Secret team" in text(as_person(PersonFactory(admin=True)).get(sam.get_absolute_url()))

    @pytest.mark.parametrize("number", [1, 30])
    def test_costs_the_same_for_one_and_for_thirty(self, as_person, maya, django_assert_num_queries, number):
        ada = PersonFactory(admin=True)
        for n in range(number):
            PersonFactory(reports_to=maya, team=TeamFactory())
            DelegationFactory(delegator=maya)
            GrantFactory(person=maya, team=TeamFactory())
            start = datetime.date(2000 + n, 1, 1)
            ReportingLineFactory(person=maya, starts_on=start, dotted=True, ends_on=start + datetime.timedelta(30))
        client = as_person(ada)
        with django_assert_num_queries(QUERIES["detail"]):
            client.get(maya.get_absolute_url())


class TestChanging:
    def test_an_administrator_changes_the_manager(self, as_person, sam):
        new = PersonFactory(email="new@firm.example")
        answer = as_person(PersonFactory(admin=True)).post(
            reverse("people:manager_change", args=[sam.pk]), {"manager": "New@firm.example", "on": "2026-03-09"}
        )
        assert (answer.status_code, answer.url) == (302, sam.get_absolute_url())
        assert sam.manager(on=DAY) == new

    @pytest.mark.parametrize(
        "data, sentence",
        [
            ({"manager": "nobody@firm.example", "on": "2026-03-09"}, "Nobody who works here has this address."),
            ({"manager": "maya", "on": "2026-03-09"}, "Enter a valid email address."),
            ({"manager": "", "on": "someday"}, "Enter a valid date."),
            ({"manager": "sam@firm.example", "on": "2026-03-09"}, "Nobody reports to themselves."),
        ],
    )
    def test_what_cannot_be_stands_on_the_form(self, as_person, sam, maya, data, sentence):
        answer = as_person(PersonFactory(admin=True)).post(reverse("people:manager_change", args=[sam.pk]), data)
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert sam.manager(on=DAY) == maya

    def test_an_administrator_gives_and_withdraws_a_role(self, as_person, sam):
        client, team = as_person(PersonFactory(admin=True)), TeamFactory()
        client.post(reverse("people:role_give", args=[sam.pk]), {"role": "hr", "team": team.pk, "starts_on": "2026-03-09"})
        grant = Grant.objects.get(person=sam)
        assert (grant.role, grant.team, grant.starts_on) == ("hr", team, DAY)

        assert client.post(reverse("people:role_end", args=[sam.pk, grant.pk])).status_code == 302
        assert sam.scopes() == []

    def test_the_last_administrator_gets_a_page_with_the_reason(self, as_person):
        ada = PersonFactory(admin=True)
        answer = as_person(ada).post(reverse("people:role_end", args=[ada.pk, ada.grants.get().pk]))
        assert answer.status_code == 403
        assert "This is the last administrator. Make somebody else administrator first." in text(answer)
        assert ada.has_role("admin")

    def test_a_manager_lets_somebody_stand_in_and_ends_it(self, as_person, sam, maya):
        PersonFactory(email="otto@firm.example")
        client = as_person(maya)
        days = {"starts_on": timezone.localdate(), "ends_on": timezone.localdate() + datetime.timedelta(9)}
        client.post(
            reverse("people:delegation_begin", args=[maya.pk]), {"delegate": "otto@firm.example", "reason": "Leave"} | days
        )
        delegation = Delegation.objects.get()
        assert (delegation.delegate.email, delegation.reason) == ("otto@firm.example", "Leave")

        client.post(reverse("people:delegation_end", args=[maya.pk, delegation.pk]))
        assert not Delegation.objects.on(timezone.localdate()).exists()

    @pytest.mark.parametrize("name", ["manager_change", "role_give", "delegation_begin"])
    def test_others_are_refused_with_the_reason_or_see_nothing(self, as_person, sam, maya, name):
        data = {
            "on": "2026-03-09",
            "role": "admin",
            "starts_on": "2026-03-09",
            "ends_on": "2026-03-19",
            "delegate": "sam@firm.example",
        }
        before = list(Grant.objects.all()), list(Delegation.objects.all()), list(sam.lines_up.values())
        refused = as_person(maya).post(reverse(f"people:{name}", args=[sam.pk]), data)
        hidden = as_person(PersonFactory()).post(reverse(f"people:{name}", args=[sam.pk]), data)
        assert (refused.status_code, hidden.status_code) == (403, 404)
        assert "Only an administrator can" in text(refused)
        assert (list(Grant.objects.all()), list(Delegation.objects.all()), list(sam.lines_up.values())) == before

    def test_a_role_of_somebody_else_is_not_reached_through_another_page(self, as_person, sam):
        ada, grant = PersonFactory(admin=True), GrantFactory()
        assert as_person(ada).post(reverse("people:role_end", args=[sam.pk, grant.pk])).status_code == 404
        delegation = DelegationFactory()
        assert as_person(ada).post(reverse("people:delegation_end", args=[sam.pk, delegation.pk])).status_code == 404

    @pytest.mark.parametrize("name", ["manager_change", "role_give", "delegation_begin"])
    def test_a_get_changes_nothing(self, as_person, sam, name):
        assert as_person(PersonFactory(admin=True)).get(reverse(f"people:{name}", args=[sam.pk])).status_code == 405


class TestMe:
    def test_language_and_zone_are_chosen(self, as_person, sam):
        client = as_person(sam)
        answer = client.post(reverse("people:me"), {"language": "en-gb", "time_zone": "Asia/Tokyo", "email": "boss@firm.example"})
        assert answer.status_code == 302
        sam.refresh_from_db()
        assert (sam.time_zone, sam.email) == ("Asia/Tokyo", "sam@firm.example")

    def test_what_is_no_zone_is_refused(self, as_person, sam):
        assert as_person(sam).post(reverse("people:me"), {"language": "en-gb", "time_zone": "Mars"}).status_code == 422

    def test_my_record_says_what_is_held_and_who_looked(self, as_person, sam, maya):
        harriet = PersonFactory(name="Harriet Cole", hr=True)
        GrantFactory(person=sam, role="leader", team=TeamFactory(name="Field team"))
        record_access(by=harriet, subject=sam, thing="review", purpose="exported", reason="Yearly audit")
        record_access(by=harriet, subject=maya, thing="review", purpose="viewed", reason="about Maya")

        page = text(as_person(sam).get(reverse("people:me_record")))

        for words in ("Sam Okafor", "Maya Lindqvist", "Field team", "Harriet Cole", "HR", "exported · review", "Yearly audit"):
            assert words in page
        assert "about Maya" not in page

    @pytest.mark.parametrize("number", [1, 30])
    def test_costs_the_same_for_one_and_for_thirty(self, as_person, sam, django_assert_num_queries, number):
        for _n in range(number):
            record_access(by=PersonFactory(hr=True), subject=sam, thing="review", purpose="viewed")
            DelegationFactory(delegator=sam)
            DelegationFactory(delegate=sam)
            GrantFactory(person=sam, team=TeamFactory())
            ReportingLineFactory(manager=sam)
        client = as_person(sam)
        with django_assert_num_queries(QUERIES["record"]):
            client.get(reverse("people:me_record"))


def test_people_far_away_read_times_in_their_own_zone(as_person, sam):
    Person.objects.filter(pk=sam.pk).update(time_zone="Asia/Tokyo")
    entry = record_access(by=PersonFactory(hr=True), subject=sam, thing="review", purpose="viewed")
    page = text(as_person(Person.objects.get(pk=sam.pk)).get(reverse("people:me_record")))
    assert f"{entry.sealed_at.astimezone(sam.zone.__class__('Asia/Tokyo')):%H:%M}" in page

"""The way in: who may enter, how often one may try, and what an answer gives away."""

import re
import time

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from people.middleware import SINCE
from people.models import Person
from people.views.entrance import demo_people
from tests.answers import words_of
from tests.factories import GrantFactory, PersonFactory
from tests.races import race

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "a-good-password", "not-the-password"
TOO_MANY = "Too many failed login attempts"


@pytest.fixture(autouse=True)
def forget_earlier_attempts():
    cache.clear()


def log_in(email, password=RIGHT, client=None, **extra):
    return (client or Client()).post(reverse("account_login"), {"login": email, "password": password}, **extra)


def is_in(client):
    return "_auth_user_id" in client.session


class TestLoggingIn:
    def test_with_the_right_password_however_the_address_is_spelled(self, client):
        PersonFactory(email="sam@firm.example")
        answer = log_in("Sam@Firm.example", client=client)
        assert (answer.status_code, answer.url, is_in(client)) == (302, "/", True)

    def test_the_session_gets_another_key(self, client):
        PersonFactory(email="sam@firm.example")
        client.get(reverse("account_login"))
        session = client.session
        session["planted"] = True
        session.save()
        client.cookies["sessionid"] = before = session.session_key

        log_in("sam@firm.example", client=client)

        assert is_in(client) and client.session.session_key != before

    def test_logging_out_ends_the_session_for_good(self, client):
        PersonFactory(email="sam@firm.example")
        log_in("sam@firm.example", client=client)
        kept = client.cookies["sessionid"].value
        client.post(reverse("account_logout"))
        client.cookies["sessionid"] = kept
        assert client.get(reverse("people:me")).status_code == 302

    def test_a_get_logs_nobody_out(self, client):
        client.force_login(PersonFactory())
        client.get(reverse("account_logout"))
        assert is_in(client)

    @pytest.mark.parametrize(
        "target",
        [
            "//evil.example",
            "https://evil.example/",
            "/\\evil.example",
            "\t//evil.example",
            "https:evil.example",
            "//x@evil.example",
        ],
    )
    def test_nobody_is_sent_to_another_host(self, client, target):
        PersonFactory(email="sam@firm.example")
        answer = client.post(reverse("account_login"), {"login": "sam@firm.example", "password": RIGHT, "next": target})
        assert (answer.status_code, answer.url) == (302, "/")

    def test_everything_else_asks_to_log_in(self, client):
        for name in ("people:me", "people:me_record", "people:person_list"):
            answer = client.get(reverse(name))
            assert (answer.status_code, answer.url) == (302, f"/login/?next={reverse(name)}")

    def test_there_is_no_sign_up(self, client):
        with pytest.raises(NoReverseMatch):
            reverse("account_signup")
        assert client.get("/signup/").status_code in (302, 404)
        assert b"signup" not in client.get(reverse("account_login")).content


class TestWhatAnAnswerGivesAway:
    def test_unknown_address_and_wrong_password_look_the_same(self):
        PersonFactory(email="known@firm.example")
        known, unknown = log_in("known@firm.example", WRONG), log_in("nobody@firm.example", WRONG)

        assert known.status_code == unknown.status_code
        assert words_of(known).replace("known@firm", "X@firm") == words_of(unknown).replace("nobody@firm", "X@firm")
        assert "password" in known.content.decode()

    @pytest.mark.parametrize("gone", [{"is_active": False}, {"left_on": timezone.localdate() - timezone.timedelta(1)}])
    def test_who_is_gone_gets_the_answer_of_a_wrong_password(self, client, gone):
        PersonFactory(email="gone@firm.example", **gone)
        PersonFactory(email="here@firm.example")

        right, wrong = log_in("gone@firm.example", client=client), log_in("here@firm.example", WRONG)

        assert not is_in(client)
        assert right.status_code == wrong.status_code
        assert words_of(right).replace("gone@", "here@") == words_of(wrong)

    def test_asking_for_a_new_password_looks_the_same(self):
        PersonFactory(email="known@firm.example")
        answers = [
            Client().post(reverse("account_reset_password"), {"email": f"{name}@firm.example"}) for name in ("known", "nobody")
        ]

        assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("account_reset_password_done"))}
        assert [message.to for message in mail.outbox] == [["known@firm.example"]]


class TestHowOften:
    def test_the_sixth_wrong_password_in_five_minutes_is_not_looked_at(self, client):
        PersonFactory(email="sam@firm.example")
        for _attempt in range(5):
            assert TOO_MANY not in log_in("sam@firm.example", WRONG).content.decode()

        answer = log_in("sam@firm.example", RIGHT, client=client)

        assert answer.status_code == 429 or TOO_MANY in answer.content.decode()
        assert not is_in(client)

    def test_somebody_else_is_not_locked_out(self, client):
        PersonFactory(email="sam@firm.example")
        PersonFactory(email="sue@firm.example")
        for _attempt in range(6):
            log_in("sam@firm.example", WRONG)

        log_in("sue@firm.example", client=client)

        assert is_in(client)

    def test_the_count_stands_in_the_database_so_that_every_worker_has_it(self):
        PersonFactory(email="sam@firm.example")
        log_in("sam@firm.example", WRONG)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_cache WHERE cache_key LIKE '%%login_failed%%'")
            assert cursor.fetchone() == (2,)  # one for the address, one for the origin

    def test_another_origin_in_a_header_does_not_give_more_attempts(self, client):
        PersonFactory(email="sam@firm.example")
        for attempt in range(5):
            log_in("sam@firm.example", WRONG, headers={"X-Forwarded-For": f"10.0.0.{attempt}"})
        log_in("sam@firm.example", client=client, headers={"X-Forwarded-For": "10.0.0.99"})
        assert not is_in(client)

    def test_after_five_minutes_it_works_again(self, client, monkeypatch):
        PersonFactory(email="sam@firm.example")
        for _attempt in range(6):
            log_in("sam@firm.example", WRONG)
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 301)

        log_in("sam@firm.example", client=client)

        assert is_in(client)

    @pytest.mark.django_db(transaction=True)
    def test_many_workers_at_once_look_at_no_more_than_five(self):
        PersonFactory(email="sam@firm.example")
        answers = race(*[lambda: log_in("sam@firm.example", WRONG).content.decode() for _worker in range(9)])

        assert len([answer for answer in answers if TOO_MANY not in answer]) <= 5


class TestHowLong:
    def test_a_session_ends_twelve_hours_after_logging_in_however_busy(self, client, monkeypatch):
        client.force_login(PersonFactory())
        assert client.get(reverse("people:me")).status_code == 200
        began = client.session[SINCE]

        monkeypatch.setattr(time, "time", lambda: began + 12 * 3600 - 1)
        assert client.get(reverse("people:me")).status_code == 200
        monkeypatch.setattr(time, "time", lambda: began + 12 * 3600 + 1)
        assert client.get(reverse("people:me")).status_code == 302
        assert not is_in(client)

    @pytest.mark.parametrize("gone", [{"is_active": False}, {"left_on": timezone.localdate() - timezone.timedelta(1)}])
    def test_who_is_gone_is_out_with_the_next_request(self, client, gone):
        sam = PersonFactory()
        client.force_login(sam)
        assert client.get(reverse("people:me")).status_code == 200
        Person.objects.filter(pk=sam.pk).update(**gone)
        assert client.get(reverse("people:me")).status_code == 302

    def test_a_new_password_ends_the_other_sessions(self, client):
        PersonFactory(email="sam@firm.example")
        other = Client()
        log_in("sam@firm.example", client=client)
        log_in("sam@firm.example", client=other)

        client.post(
            reverse("account_change_password"),
            {"oldpassword": RIGHT, "password1": "quite-another-1", "password2": "quite-another-1"},
        )

        assert client.get(reverse("people:me")).status_code == 200
        assert other.get(reverse("people:me")).status_code == 302


class TestNewPassword:
    def test_the_link_in_the_letter_sets_a_password_once(self, client):
        PersonFactory(email="sam@firm.example")
        client.post(reverse("account_reset_password"), {"email": "sam@firm.example"})
        link = re.search(r"/password/reset/key/\S+", mail.outbox[0].body).group()

        page = client.get(link, follow=True)
        client.post(page.request["PATH_INFO"], {"password1": "quite-another-1", "password2": "quite-another-1"})

        assert Person.objects.get().check_password("quite-another-1")
        assert b"password1" not in Client().get(link, follow=True).content

    def test_a_mail_server_that_is_away_stops_nothing(self, client, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        PersonFactory(email="sam@firm.example")
        answer = client.post(reverse("account_reset_password"), {"email": "sam@firm.example"}, follow=True)
        assert answer.status_code == 200
        assert "The e-mail could not be sent just now" in answer.content.decode()

    def test_the_password_is_asked_again(self, client):
        PersonFactory(email="sam@firm.example")
        log_in("sam@firm.example", client=client)
        page = reverse("account_reauthenticate") + "?next=/me/"
        assert client.post(page, {"password": WRONG}).status_code == 200
        assert client.post(page, {"password": RIGHT}).status_code == 302


class TestDemo:
    def enter(self, client, email="sam@demo.example", **extra):
        return client.post(reverse("people:demo_login"), {"email": email}, **extra)

    def test_one_click_enters_on_ones_own_machine(self, client, settings):
        settings.LOCAL = True
        sam = PersonFactory(email="sam@demo.example")
        assert self.enter(client).status_code == 302
        assert client.session["_auth_user_id"] == str(sam.pk)

    @pytest.mark.parametrize(
        "local, email, extra",
        [
            (False, "sam@demo.example", {}),
            (True, "sam@demo.example", {"REMOTE_ADDR": "10.1.2.3"}),
            (True, "sam@demo.example", {"REMOTE_ADDR": ""}),
            (True, "sam@demo.example", {"headers": {"X-Forwarded-For": "10.1.2.3"}}),
            (True, "boss@firm.example", {}),
            (True, "nobody@demo.example", {}),
            (True, "gone@demo.example", {}),
        ],
    )
    def test_otherwise_there_is_nothing_here(self, client, settings, local, email, extra):
        settings.LOCAL = local
        for address in ("sam@demo.example", "boss@firm.example"):
            PersonFactory(email=address)
        PersonFactory(email="gone@demo.example", is_active=False)

        answer = self.enter(client, email, **extra)

        assert (answer.status_code, is_in(client)) == (404, False)

    def test_a_get_enters_nowords_of(self, client, settings):
        settings.LOCAL = True
        PersonFactory(email="sam@demo.example")
        assert client.get(reverse("people:demo_login"), {"email": "sam@demo.example"}).status_code == 405

    def test_the_log_in_page_offers_those_who_are_here(self, client, settings, rf):
        settings.LOCAL = True
        PersonFactory(email="sam@demo.example", name="Sam Okafor")
        GrantFactory(person__email="ada@demo.example", person__name="Ada Nowak", role="admin")

        assert [(one["name"], one["role"]) for one in demo_people(rf.get("/"))] == [
            ("Sam Okafor", "seller"),
            ("Ada Nowak", "admin"),
        ]
        assert "Sam Okafor" in client.get(reverse("account_login")).content.decode()
        settings.LOCAL = False
        assert "Sam Okafor" not in client.get(reverse("account_login")).content.decode()


class TestFirstAdmin:
    def test_a_link_sets_the_password_of_the_first_administrator(self, capsys, client, settings):
        settings.PUBLIC_URL = "https://plans.firm.example"
        call_command("first_admin", "Ada@firm.example", "--name", "Ada Nowak")

        said, link = capsys.readouterr().out.splitlines()
        ada = Person.objects.get(email="ada@firm.example")
        assert said == "Ada Nowak <ada@firm.example> is an administrator. To set the password, open once:"
        assert ada.has_role("admin")
        assert link.startswith("https://plans.firm.example/password/reset/key/")

        page = client.get(link.removeprefix("https://plans.firm.example"), follow=True)
        client.post(page.request["PATH_INFO"], {"password1": "quite-another-1", "password2": "quite-another-1"})
        log_in("ada@firm.example", "quite-another-1", client=client)
        assert is_in(client)

    def test_again_gives_another_link_and_no_second_role(self, capsys):
        for _time in range(2):
            call_command("first_admin", "ada@firm.example", "--name", "Ada")
        assert Person.objects.get().grants.count() == 1

    @pytest.mark.parametrize("arguments", [["ada@firm.example"], ["nonsense", "--name", "Ada"]])
    def test_what_is_missing_is_said(self, arguments):
        with pytest.raises(CommandError, match=r"Give --name too|valid email"):
            call_command("first_admin", *arguments)
        assert not Person.objects.exists()

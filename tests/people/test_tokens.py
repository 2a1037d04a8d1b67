"""Tokens: what a program may do in somebody's name, made once, ended at once."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from people import actions, minting
from people.models import Token, TokenPace
from people.verdict import Refused
from tests.factories import PersonFactory, TokenFactory
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam():
    return PersonFactory(name="Sam Okafor", email="sam@firm.example")


@pytest.fixture
def ada():
    return PersonFactory(name="Ada Nowak", admin=True)


def soon(days=30):
    return timezone.now() + datetime.timedelta(days=days)


def make(person, by=None, scopes=("read",), expires_at=None):
    return actions.make_token(person, by=by or person, name="Night job", scopes=scopes, expires_at=expires_at or soon())


def text_of(page):
    return " ".join(page.content.decode().split())


class TestText:
    def test_is_made_from_chance_and_kept_as_a_digest(self, sam):
        token, text = make(sam)

        assert re.fullmatch("pp_[A-Za-z0-9]{51}", text)
        assert (token.prefix, token.digest) == (text[:11], minting.digest_of(text))
        assert len({minting.mint() for _n in range(1000)}) == 1000

    def test_is_nowhere_in_the_database(self, sam):
        """Not in the row, and not in its history."""
        _token, text = make(sam)
        with connection.cursor() as cursor:
            for table in ("people_token", "people_tokenaudit"):
                cursor.execute(f"SELECT string_agg(it::text, ' ') FROM {table} it")  # noqa: S608
                found = cursor.fetchone()[0]
                assert text[:11] in found and text[11:] not in found
            cursor.execute("SELECT string_agg(it::text, ' ') FROM people_tokenaudit it")
            assert minting.digest_of(text) not in cursor.fetchone()[0]

    @given(st.text(max_size=80))
    def test_anything_else_is_no_token(self, words):
        assert minting.prefix_of(words) is None or re.fullmatch("pp_[A-Za-z0-9]{51}", words)

    def test_is_compared_whole(self, sam):
        token, text = make(sam)

        assert minting.is_same(token.digest, text)
        assert not any(
            minting.is_same(token.digest, other) for other in (text[:-1], f"{text}x", text[:-1] + "?", "", text.swapcase())
        )


class TestMaking:
    def test_a_person_makes_one_for_themselves(self, sam):
        token, _text = make(sam, scopes=["read", "observations:write"])

        assert (token.person, token.made_by, token.scopes, token.is_working) == (sam, sam, ["read", "observations:write"], True)

    def test_an_administrator_makes_one_that_sends_for_somebody_else(self, sam, ada):
        token, _text = make(sam, by=ada, scopes=["observations:write", "facts:write"])

        assert (token.person, token.made_by) == (sam, ada)

    def test_nobody_makes_one_that_reads_in_anothers_name(self, sam, ada):
        """An administrator runs the installation, and reads no one's plan."""
        with pytest.raises(Refused, match="made by that person"):
            make(sam, by=ada, scopes=["observations:write", "read"])
        assert not Token.objects.exists()

    def test_others_make_none_in_somebodys_name(self, sam):
        for by in (PersonFactory(), PersonFactory(hr=True), PersonFactory(leader=True)):
            with pytest.raises(Refused, match="Only an administrator"):
                make(sam, by=by, scopes=["observations:write"])
        assert not Token.objects.exists()

    @pytest.mark.parametrize("gone", [{"is_active": False}, {"left_on": datetime.date(2021, 1, 1)}])
    def test_there_is_none_for_whoever_works_here_no_longer(self, ada, gone):
        with pytest.raises(Refused, match="does not work here"):
            make(PersonFactory(**gone), by=ada, scopes=["facts:write"])

    @pytest.mark.parametrize("days", [-1, 0, 367, 4000])
    def test_it_ends_within_a_year(self, sam, days):
        with pytest.raises(ValidationError):
            make(sam, expires_at=soon(days))
        assert not Token.objects.exists()

    @pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "plans:write"]])
    def test_it_opens_what_there_is(self, sam, scopes):
        with pytest.raises(ValidationError):
            make(sam, scopes=scopes)

    def test_there_are_so_many_that_work_and_no_more(self, sam):
        TokenFactory.create_batch(19, person=sam)
        TokenFactory(person=sam, revoked_at=timezone.now())
        make(sam)
        with pytest.raises(ValidationError, match="20 tokens"):
            make(sam)

    def test_the_database_keeps_no_token_that_opens_nothing(self, sam):
        with pytest.raises(IntegrityError):
            TokenFactory(person=sam, scopes=[])


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once():
    sam = PersonFactory()
    TokenFactory.create_batch(actions.MOST_TOKENS - 1, person=sam)

    outcomes = race(*[lambda: make(sam)] * 3)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ValidationError", "ValidationError", "tuple"]
    assert sam.tokens.count() == actions.MOST_TOKENS


class TestEnding:
    def test_whoever_it_acts_for_ends_it(self, sam, ada):
        token, _text = make(sam, by=ada, scopes=["facts:write"])
        actions.revoke_token(token, by=sam)

        assert not token.is_working and list(sam.tokens.working()) == []

    def test_an_administrator_ends_it(self, sam, ada):
        token, _text = make(sam)
        actions.revoke_token(token, by=ada)

        assert token.revoked_at is not None

    def test_others_do_not(self, sam):
        token, _text = make(sam)
        for by in (PersonFactory(), PersonFactory(hr=True)):
            with pytest.raises(Refused, match="Sam Okafor"):
                actions.revoke_token(token, by=by)

        assert Token.objects.get().is_working

    def test_it_ends_once(self, sam):
        token, _text = make(sam)
        actions.revoke_token(token, by=sam)
        first = token.revoked_at
        with pytest.raises(Refused, match="ended already"):
            actions.revoke_token(token, by=sam)

        assert Token.objects.get().revoked_at == first


@pytest.mark.django_db(transaction=True)
def test_two_who_end_it_at_once_end_it_once():
    sam, ada = PersonFactory(), PersonFactory(admin=True)
    make(sam)

    outcomes = race(*[lambda by=by: actions.revoke_token(Token.objects.get(), by=by) for by in (sam, ada)])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]


@pytest.mark.django_db(transaction=True)
def test_calls_at_once_are_all_counted():
    token = TokenFactory()

    race(*[lambda: [TokenPace.count(token) for _n in range(10)]] * 3)

    assert 1 <= TokenPace.objects.get().calls <= 30
    if TokenPace.objects.get().minute == timezone.now().replace(second=0, microsecond=0):
        calls, seconds = TokenPace.count(token)
        assert 0 < seconds <= 60 and calls <= 31


class TestPages:
    def fields(self, **more):
        return {"name": "Night job", "scopes": ["read"], "days": "90"} | more

    def test_a_new_token_is_shown_once(self, client, sam, caplog):
        client.force_login(sam)
        page = client.post(reverse("people:token_make"), self.fields())
        [text] = re.findall("pp_[A-Za-z0-9]{51}", text_of(page))

        assert page.status_code == 200 and page["Cache-Control"] == "no-store"
        assert Token.objects.get().digest == minting.digest_of(text)
        for path in (reverse("people:token_list"), reverse("people:token_make"), reverse("people:me"), "/"):
            assert text not in text_of(client.get(path))
        assert text not in str(dict(client.session)) and text not in caplog.text

    def test_the_list_says_what_each_may_and_until_when(self, client, sam, ada):
        make(sam, scopes=["read"])
        make(sam, by=ada, scopes=["facts:write"])
        make(ada)
        client.force_login(sam)
        page = text_of(client.get(reverse("people:token_list")))

        assert page.count("End it now") == 2
        for words in ("read what its person may read", "send opportunities and activities", "made by Ada Nowak", "not yet"):
            assert words in page

    def test_a_button_ends_it(self, client, sam):
        token, _text = make(sam)
        client.force_login(sam)
        answer = client.post(reverse("people:token_revoke", args=[token.pk]))

        assert answer.status_code == 302
        page = text_of(client.get(answer["Location"]))
        assert "opens nothing any more" in page and "End it now" not in page

    def test_anothers_is_not_there(self, client, sam):
        token, _text = make(sam)
        client.force_login(PersonFactory())

        assert client.post(reverse("people:token_revoke", args=[token.pk])).status_code == 404
        assert Token.objects.get().is_working

    def test_an_administrator_finds_everybodys(self, client, sam, ada):
        make(sam)
        make(ada)
        client.force_login(ada)
        found = client.get(reverse("people:token_all"), {"q": "okafor"})

        assert [token.person for token in found.context["page"]] == [sam]
        assert len(client.get(reverse("people:token_all")).context["page"]) == 2
        assert "Nothing found" in text_of(client.get(reverse("people:token_all"), {"q": "nobody\0"}))

    def test_an_administrator_makes_one_for_a_program_of_somebody_elses(self, client, sam, ada):
        client.force_login(ada)
        page = client.post(reverse("people:token_make"), self.fields(scopes=["observations:write"], person="SAM@firm.example"))

        assert page.status_code == 200 and Token.objects.get().person == sam

    @pytest.mark.parametrize(
        "wrong, words",
        [
            ({"name": ""}, "This field is required"),
            ({"name": "\x00"}, "Null characters"),
            ({"scopes": []}, "This field is required"),
            ({"scopes": ["everything"]}, "Select a valid choice"),
            ({"days": "4000"}, "Select a valid choice"),
            ({"person": "nobody@firm.example"}, "Nobody who works here"),
            ({"person": "sam@firm.example"}, "made by that person"),
        ],
    )
    def test_what_cannot_be_is_said_on_the_form(self, client, sam, ada, wrong, words):
        client.force_login(ada)
        page = client.post(reverse("people:token_make"), self.fields(**wrong))

        assert page.status_code == 422 and words in text_of(page)
        assert not Token.objects.exists()

    def test_others_cannot_name_anybody(self, client, sam):
        """The field is not there, and what is sent for it says nothing."""
        client.force_login(PersonFactory(name="Otto Other"))
        client.post(reverse("people:token_make"), self.fields(person="sam@firm.example"))

        assert str(Token.objects.get().person) == "Otto Other"

    @pytest.mark.parametrize("name", ["people:token_list", "people:token_all"])
    def test_lists_cost_the_same_for_one_and_for_thirty(self, client, ada, name, django_assert_max_num_queries):
        client.force_login(ada)
        client.get(reverse("people:me"))
        counts = []
        for number in (1, 29):
            TokenFactory.create_batch(number, person=ada if name == "people:token_list" else PersonFactory(), made_by=ada)
            with django_assert_max_num_queries(10) as caught:
                client.get(reverse(name))
            counts.append(len(caught))

        assert counts[0] == counts[1]

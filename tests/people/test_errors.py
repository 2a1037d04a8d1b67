"""What somebody sees when it does not work."""

import pytest
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse

from people import errors
from people.verdict import YES, Refused, Stale, Verdict
from tests.factories import PersonFactory


def refuse(request):
    raise Refused("You have signed this already.")


def conflict(request):
    raise Stale("Maya changed this meanwhile.", current="theirs")


def away(request):
    raise OperationalError("server closed the connection unexpectedly")


def broken(request):
    raise RuntimeError("a secret detail")


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def with_views(settings):
    """The real paths, and four that go wrong."""

    class Urls:
        urlpatterns = [path("refuse/", refuse), path("conflict/", conflict), path("away/", away), path("broken/", broken)]
        handler400, handler403 = errors.bad_request, errors.forbidden
        handler404, handler500 = errors.not_found, errors.server_error

    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "LoginRequired" not in name]
    real = __import__(settings.ROOT_URLCONF, fromlist=["urlpatterns"])
    Urls.urlpatterns = Urls.urlpatterns + real.urlpatterns
    settings.ROOT_URLCONF = Urls
    return Urls


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("signed_in", [False, True])
    @pytest.mark.parametrize(
        "where, status, sentence",
        [
            ("/refuse/", 403, "You have signed this already."),
            ("/conflict/", 409, "Maya changed this meanwhile."),
            ("/nowhere/", 404, ""),
            ("/broken/", 500, ""),
            ("/away/", 503, ""),
        ],
    )
    def test_say_what_happened_and_nothing_more(self, with_views, client, where, status, sentence, signed_in):
        if signed_in:
            client.force_login(PersonFactory())
        answer = client.get(where)
        page = answer.content.decode()

        assert answer.status_code == status
        assert sentence in page and "<h1" in page and "<title>" in page
        for detail in ("Traceback", "a secret detail", "server closed", "RuntimeError"):
            assert detail not in page

    def test_an_outage_says_when_to_come_back(self, with_views, client):
        assert client.get("/away/")["Retry-After"] == "5"

    def test_a_form_of_another_site_is_refused_with_what_to_do(self):
        client = Client(enforce_csrf_checks=True)
        answer = client.post(reverse("account_login"), {"login": "a@firm.example", "password": "x"})
        assert answer.status_code == 403
        assert "reload it, and send it again" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_every_page_says_so(client, settings):
    client.force_login(PersonFactory())
    line = connections["default"]
    port = line.settings_dict["PORT"]
    line.close()
    line.settings_dict["PORT"] = 1
    try:
        answer = client.get(reverse("people:me"))
    finally:
        line.close()
        line.settings_dict["PORT"] = port

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert client.get(reverse("people:me")).status_code == 200


def test_a_verdict_is_true_or_says_why_not():
    YES.enforce()
    assert YES
    assert not Verdict("Too late.")
    with pytest.raises(Refused, match=r"^Too late\.$"):
        Verdict("Too late.").enforce()


def test_a_refusal_that_nobody_caught_is_a_403():
    assert isinstance(Stale("x"), Refused)
    assert Stale("x", current=3).current == 3
    handler = errors.show_refusals(lambda request: HttpResponse())
    assert handler.process_exception(RequestFactory().get("/"), ValueError()) is None

"""What every answer carries, and what Django says of a real installation."""

import os
import subprocess
import sys

import pytest
from django.urls import reverse

from tests.factories import PersonFactory
from tests.test_house import ROOT


@pytest.fixture
def pages(db, client):
    client.force_login(PersonFactory(admin=True))
    paths = [reverse(name) for name in ("people:me", "people:me_record", "people:person_list")]
    answers = [client.get(path) for path in [*paths, "/nowhere/"]]
    client.logout()
    return [*answers, client.get(reverse("account_login"))]


def test_no_page_may_run_what_did_not_come_from_us(pages):
    for answer in pages:
        policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "header, value",
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ],
)
def test_every_page_says_how_it_is_to_be_treated(pages, header, value):
    assert {answer.get(header) for answer in pages} == {value}


def test_no_page_is_kept_by_a_cache(pages):
    assert all("no-store" in answer["Cache-Control"] for answer in pages)


def test_cookies_are_out_of_reach_of_scripts(db, client):
    PersonFactory(email="sam@firm.example")
    client.post(reverse("account_login"), {"login": "sam@firm.example", "password": "a-good-password"})
    assert client.cookies["sessionid"]["httponly"] and client.cookies["sessionid"]["samesite"] == "Lax"
    assert client.cookies["csrftoken"]["httponly"]


REAL = {
    "PERFPLAN_LOCAL": "0",
    "DEBUG": "0",
    "DJANGO_SETTINGS_MODULE": "perfplan.settings",
    "SECRET_KEY": "x9!" * 7 + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQ",
    "ALLOWED_HOSTS": "plans.firm.example",
    "PERFPLAN_PUBLIC_URL": "https://plans.firm.example",
}


def manage(*arguments, **environment):
    given = {name: value for name, value in (os.environ | REAL | environment).items() if value is not None}
    return subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=given, capture_output=True, text=True)


def test_django_has_nothing_against_a_real_installation(tmp_path):
    said = manage("check", "--deploy", "--fail-level", "WARNING", PERFPLAN_DATA=str(tmp_path))
    assert (said.returncode, said.stdout) == (0, "System check identified no issues (0 silenced).\n"), said.stderr


def test_a_real_installation_has_cookies_for_https_only(tmp_path):
    code = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, "
        "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.LOCAL)"
    )
    said = manage("shell", "--no-imports", "-c", code, PERFPLAN_DATA=str(tmp_path))
    assert said.stdout == "True True __Host-session True True False\n", said.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_a_real_installation_does_not_start_without_what_it_needs(tmp_path, missing):
    said = manage("check", PERFPLAN_DATA=str(tmp_path), **{missing: None})
    assert said.returncode != 0
    assert f"{missing} is not set." in said.stderr

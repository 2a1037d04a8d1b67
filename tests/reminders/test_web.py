"""Writing to an address that somebody typed in: it reaches nothing of ours, follows nobody, and holds nobody up."""

import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders import web
from reminders.handover import InDoubt, NotOurs, PutOff, TurnedDown
from tests.reminders.webserver import WebServer


def yes():
    return True


@pytest.fixture
def no_local_mode(settings):
    settings.LOCAL = False


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "2001:db8::1", "::10.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_of_ours_is_public(address):
    assert not web.is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2606:4700::1", "2a00:1450::1"]
)
def test_addresses_of_the_internet_are(address):
    assert web.is_public(address)


@given(st.ip_addresses())
def test_any_address_is_one_or_the_other(address):
    assert web.is_public(str(address)) in (True, False)


@pytest.mark.parametrize(
    "url",
    [
        "", "nonsense", "http://hooks.example/x", "ftp://hooks.example/", "//hooks.example", "https://", "https:///x",
        "https://sam:secret@hooks.example/", "https://hooks.example/#x", "https://hooks.example:99999/", "https://hooks.example\\@x/",
        "https://hooks.example/a b", "https://hooks.example/\r\nHost: x", "https://hööks.example/", "file:///etc/passwd",
        "https://[::1", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://[::ffff:10.0.0.1]/",
        "http://localhost/", "http://127.0.0.1/", "https://" + "x" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_address_to_write_to_is_refused_before_anything_is_asked(no_local_mode, url):
    with pytest.raises(web.Forbidden):
        web.checked(url)
    with pytest.raises(TurnedDown):
        web.post(url, {}, yes)


@pytest.mark.parametrize("spelling", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "localhost."])
def test_other_spellings_of_loopback_are_resolved_and_refused(no_local_mode, spelling):
    with pytest.raises((TurnedDown, PutOff)):
        web.post(f"https://{spelling}/", {}, yes)


def resolves_to(monkeypatch, *addresses):
    asked = []

    def answer(host, port, **_options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(web.socket, "getaddrinfo", answer)
    return asked


def test_a_name_that_has_one_address_of_ours_among_others_is_refused(no_local_mode, monkeypatch):
    resolves_to(monkeypatch, "8.8.8.8", "10.0.0.1")

    with pytest.raises(TurnedDown, match="our own"):
        web.post("https://rebind.example/", {}, yes)


def test_a_name_is_asked_once_and_the_connection_goes_to_that_address(no_local_mode, monkeypatch):
    asked = resolves_to(monkeypatch, "192.0.2.7")
    monkeypatch.setattr(web, "is_public", lambda address: True)
    called = []

    def connect(address, *_arguments, **_options):
        called.append(address)
        raise OSError

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(PutOff):
        web.post("https://rebind.example/hook", {}, yes)

    assert asked == ["rebind.example"]
    assert called == [("192.0.2.7", 443)]


def test_a_certificate_is_for_the_name_and_not_for_the_address(no_local_mode):
    line = web._line("https", "hooks.example", "192.0.2.7", 443, 1)

    assert (line.host, line.server_hostname, line.assert_hostname) == ("192.0.2.7", "hooks.example", "hooks.example")
    assert line.ssl_context.check_hostname and line.ssl_context.verify_mode.name == "CERT_REQUIRED"


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with WebServer() as server:
        assert web.post(server.url, {"a": 1}, yes) == 200

    assert server.taken[0]["body"] == {"a": 1}
    assert server.taken[0]["path"] == "/hook/s3cret?x=1"
    assert server.taken[0]["headers"]["Host"] == server.url.split("/")[2]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (400, TurnedDown),
        (403, TurnedDown),
        (404, TurnedDown),
        (410, TurnedDown),
        ((302, {"Location": "http://169.254.169.254/"}), TurnedDown),
        ((307, {"Location": "/elsewhere"}), TurnedDown),
        (408, PutOff),
        (429, PutOff),
        (503, PutOff),
        (500, InDoubt),
        (502, InDoubt),
        (504, InDoubt),
        ("drop", InDoubt),
        ("nonsense", InDoubt),
    ],
)
def test_each_answer_says_how_certain_it_is(answer, error):
    with WebServer(answer) as server, pytest.raises(error) as raised:
        web.post(server.url, {}, yes)

    assert len(server.taken) == 1, "nothing is followed, and nothing is tried again by itself"
    assert "s3cret" not in str(raised.value) and "127.0.0.1" not in str(raised.value)


@pytest.mark.parametrize(("header", "wait"), [("120", 120), ("0", 0), ("x", None), ("-5", None), ("9" * 50, None), ("", None)])
def test_how_long_to_wait_is_taken_from_the_answer(header, wait):
    with WebServer((429, {"Retry-After": header})) as server, pytest.raises(PutOff) as raised:
        web.post(server.url, {}, yes)

    assert raised.value.wait == wait


@pytest.mark.parametrize("answer", ["hang", "drip"])
def test_nobody_is_held_up_for_longer_than_the_limit(answer):
    begin = time.monotonic()
    with WebServer(answer) as server, pytest.raises(InDoubt):
        web.post(server.url, {}, yes, patience=0.6)

    assert time.monotonic() - begin < 3


def test_of_a_huge_answer_nothing_is_read():
    begin = time.monotonic()
    with WebServer("huge") as server:
        assert web.post(server.url, {}, yes, patience=5) == 200
        time.sleep(0.2)

    assert server.written < 20_000_000
    assert time.monotonic() - begin < 4


def test_whoever_lost_the_lease_says_nothing():
    with WebServer() as server, pytest.raises(NotOurs):
        web.post(server.url, {}, lambda: False)

    assert server.taken == []


def test_nobody_there_is_certainly_not_delivered():
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]

    with pytest.raises(PutOff):
        web.post(f"http://127.0.0.1:{port}/", {}, yes)

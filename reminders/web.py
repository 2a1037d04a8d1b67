"""Handing JSON to an address that somebody typed in, so that it can reach nothing of ours and hold nobody up.

The name is resolved once, every address that it has must be public, and the connection goes to one of these and to no other: what
the name means a moment later changes nothing. HTTPS with a valid certificate, no redirects, no proxies, one limit for the whole
conversation, and of the answer its first line and headers alone. On a machine of one's own (local mode) loopback may be plain
HTTP.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from reminders.handover import InDoubt, NotOurs, PutOff, TurnedDown

PATIENCE = 10  # seconds, from the first packet to the answer
LONGEST = 2000  # letters of an address
RELAYS = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "2002::/16", "2001::/32")]  # they lead to an IPv4 address
CERTAINLY_NOT = {408, 425, 429, 503}  # the server says that it did nothing; after other 5xx it may have


class Forbidden(Exception):
    """An address to which nothing is sent; the text says why."""


def checked(url):
    """The parts of an address that may be written to: (scheme, host, port, path with query). Raises Forbidden."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden("it is no web address") from error
    host = parts.hostname or ""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url or not host:
        raise Forbidden("it is no web address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Forbidden("it holds a name, a password or a place within a page")
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.LOCAL and _is_loopback_name(host)):
        raise Forbidden("it does not begin with https://")
    with suppress(ValueError):
        if not _may_go_to(str(ipaddress.ip_address(host)), host):
            raise Forbidden("it leads into a network of our own")
    path = parts.path or "/"
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80), f"{path}?{parts.query}" if parts.query else path


def _is_loopback_name(host):
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def is_public(address):
    """Whether an IP address (text) is one of the internet at large, and not of this machine, its network or a relay."""
    found = ipaddress.ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    special = found.is_multicast or found.is_reserved or found.is_unspecified or found.is_loopback or found.is_link_local
    relay = found.version == 6 and (found.is_site_local or any(found in net for net in RELAYS))
    return found.is_global and not special and not found.is_private and not relay


def resolve(host, port):
    """One of the addresses of a name, all of which are public. Raises Forbidden if one is not, OSError if it has none."""
    found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(_may_go_to(address, host) for address in found):
        raise Forbidden("it leads into a network of our own")
    return found[0]


def _may_go_to(address, host):
    if settings.LOCAL and _is_loopback_name(host) and ipaddress.ip_address(address).is_loopback:
        return True
    return "%" not in address and is_public(address)


def post(url, body, may_go, *, headers=None, patience=PATIENCE):
    """Hand over `body` as JSON; see `handover` for what it raises. `may_go` is asked when the connection stands."""
    try:
        scheme, host, port, path = checked(url)
        address = resolve(host, port)
    except Forbidden as error:
        raise TurnedDown(f"the address is not one to write to: {error}") from error
    except OSError as error:
        raise PutOff("the name of the address was not found") from error
    line = _line(scheme, host, address, port, patience)
    over = threading.Event()
    watch = threading.Timer(patience, _hang_up, [line, over])
    watch.daemon = True
    watch.start()
    try:
        host = host if port in (80, 443) else f"{host}:{port}"
        answer = _converse(line, path, body, {"Host": host, **(headers or {})}, may_go)
        if over.is_set():
            raise InDoubt("no whole answer in time")
        return _judge(answer)
    finally:
        watch.cancel()
        line.close()


def _line(scheme, host, address, port, patience):
    if scheme == "http":
        return HTTPConnection(address, port, timeout=patience)
    context = ssl.create_default_context()
    return HTTPSConnection(address, port, timeout=patience, ssl_context=context, server_hostname=host, assert_hostname=host)


def _hang_up(line, over):
    """The time is over, however slowly the other side talks."""
    over.set()
    with suppress(OSError, AttributeError):
        line.sock.shutdown(socket.SHUT_RDWR)


def _converse(line, path, body, headers, may_go):
    try:
        line.connect()
    except (OSError, HTTPError, http.client.HTTPException) as error:
        raise PutOff(f"no connection ({type(error).__name__})") from error
    said = json.dumps(body).encode()
    if not may_go():
        raise NotOurs("another sender has it")
    try:
        line.request("POST", path, body=said, headers={"Content-Type": "application/json", **headers}, preload_content=False)
        return line.getresponse()
    except (OSError, HTTPError, http.client.HTTPException, ValueError) as error:
        raise InDoubt(f"no answer ({type(error).__name__})") from error


def _judge(answer):
    """What the status says of the message; the body of the answer is not read."""
    code, words = answer.status, f"the answer was {answer.status}"
    if 200 <= code < 300:
        return code
    if code in CERTAINLY_NOT:
        raise PutOff(words, wait=_seconds(answer.headers.get("Retry-After", "")))
    if code >= 500:
        raise InDoubt(words)
    if 300 <= code < 400:
        raise TurnedDown(f"{words}: it points elsewhere, and nobody follows")
    raise TurnedDown(words)


def _seconds(text):
    """How long the other side asks us to wait, if it says so in seconds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

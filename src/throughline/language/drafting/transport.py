"""One HTTP POST of JSON, with bounds on everything: address, time, size, and no redirect, proxy or cookie."""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from throughline.language.drafting.results import RefusedError

LARGEST = 256 * 1024
LONGEST_WAIT = 24 * 3600


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A base address such as https://models.example.org/v1, checked."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def shown(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def endpoint(base_url: str) -> Endpoint:
    """Check a base address. Raises `ValueError` that says what is wrong; looks nothing up yet."""
    parts = urlsplit(base_url)
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError("the port of the endpoint's address is not a number from 1 to 65535") from error
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("the endpoint's address must begin with https:// (or http:// on this machine) and name a host")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("the endpoint's address must hold no user name, password, question mark or hash")
    if any(ord(letter) <= 32 or ord(letter) > 126 for letter in base_url):
        raise ValueError("the endpoint's address must be plain characters without spaces")
    return Endpoint(
        parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80), parts.path.rstrip("/")
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """`retry_after` in seconds, where the server gave whole seconds."""

    status: int
    content_type: str
    retry_after: int | None
    body: bytes


def post(to: Endpoint, path: str, body: bytes, *, key: str, timeout: float) -> Answer:
    """Send `body` as JSON and read the answer, all within `timeout` seconds.

    Raises `RefusedError` ("address", "slow", "protocol") where no answer of the protocol came.
    """
    ends = time.monotonic() + timeout
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    connection = http.client.HTTPConnection(to.host, to.port)
    over = threading.Event()
    connection.sock = _connected(to, ends)
    watch = threading.Timer(max(ends - time.monotonic(), 0.01), _cut, (connection.sock, over))
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", to.path + path, body, headers)
        response = connection.getresponse()
        body_read = _read(response)
        if over.is_set():  # what looks like the end of the answer is where it was cut
            raise TimeoutError
        again = _seconds(response.getheader("Retry-After", ""))
        return Answer(response.status, response.headers.get_content_type(), again, body_read)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if over.is_set() or isinstance(error, TimeoutError):
            raise RefusedError("slow", "The model did not answer in time.") from error
        raise RefusedError("protocol", "The connection broke before the answer was complete.") from error
    finally:
        watch.cancel()
        connection.close()


def parsed(body: bytes) -> Any:
    """JSON of an answer. Raises `RefusedError` ("protocol")."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RefusedError("protocol", "The server did not answer with JSON.") from error


def _connected(to: Endpoint, ends: float) -> socket.socket:
    """A socket to an address that was looked up once and is allowed, so that a name cannot change in between."""
    try:
        found = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedError("address", "The address of the model is not known.") from error
    for family, kind, protocol, _, address in found:
        _allowed(str(address[0]), to.scheme)
        plain = socket.socket(family, kind, protocol)
        try:
            plain.settimeout(max(ends - time.monotonic(), 0.01))
            plain.connect(address)
            if to.scheme == "http":
                return plain
            return ssl.create_default_context().wrap_socket(plain, server_hostname=to.host)
        except TimeoutError as error:
            plain.close()
            raise RefusedError("slow", "The model did not answer in time.") from error
        except OSError:
            plain.close()
    raise RefusedError("address", "The model cannot be reached, or its certificate does not hold.")


def _allowed(address: str, scheme: str) -> None:
    ip = ipaddress.ip_address(address.split("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if scheme == "http" and not ip.is_loopback:
        raise RefusedError("address", "Without https the model must run on this machine.")
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or (ip.is_reserved and not ip.is_loopback):
        raise RefusedError("address", "The address of the model is of a kind that is never asked.")


def _cut(open_socket: socket.socket, over: threading.Event) -> None:
    over.set()
    try:
        open_socket.shutdown(socket.SHUT_RDWR)
    except OSError:
        open_socket.close()


def _read(response: http.client.HTTPResponse) -> bytes:
    body = response.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise RefusedError("protocol", "The answer is too large.")
    if response.length:
        raise RefusedError("protocol", "The connection broke before the answer was complete.")
    return body


def _seconds(header: str) -> int | None:
    return min(int(header), LONGEST_WAIT) if header.isascii() and header.isdigit() and len(header) < 10 else None

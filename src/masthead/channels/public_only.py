"""Connectors go to public servers only, over https: an address typed on a form must not open the agency's own network.

A name is resolved, judged and connected to in one step, so one that changes its answer in between (DNS rebinding)
gains nothing. Tests talk to servers on this machine: only a settings module of their own can allow that, since no
environment variable is asked.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import urlsplit

import httpcore
import httpx
from django.conf import settings

from masthead.channels.errors import Rejected
from masthead.channels.look_up import look_up
from masthead.kernel.public_addresses import is_loopback, is_public
from masthead.kernel.refusals import Invalid

Judge = Callable[[str], bool]
_TRIED = 8
"""Addresses of one host. Large sites name as many; a stranger's name is not to send us knocking at hundreds."""
_LEAST = 0.1
"""Seconds for those that are left when the time is over: none at all would mean not to wait even for this machine."""


class NotPublic(Exception):
    """The address is inside somebody's network, or not one the web is served from."""


def server_address(written: str, *, field: str) -> str:
    """`https://host` as it is called. Raises Invalid for one not https, or with more in it than a host and port."""
    try:
        parts = urlsplit(written.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid("This is not the address of a server. It looks like https://host.example.", field=field) from None
    if parts.scheme != "https" and not (parts.scheme == "http" and _here(host)):
        raise Invalid("The address of a server begins with https://.", field=field)
    if not host or parts.username or parts.password or parts.path.strip("/") or parts.query or parts.fragment:
        raise Invalid("Give the server alone, such as https://host.example, without a name or a page.", field=field)
    return f"{parts.scheme}://{parts.netloc}"


def inside_a_network(host: str) -> Rejected:
    """What is said of a server that connectors do not go to."""
    return Rejected(
        f"{host} is inside a private network; Masthead does not go there.",
        cure="Check the server's address and connect the presence again.",
    )


class PublicTransport(httpx.HTTPTransport):
    """What every connector's client is built on. Anything but a public address is refused, whatever its name says."""

    def __init__(self) -> None:
        super().__init__()
        # httpx offers no other way to say how to connect; a test fails should it change its mind.
        self._pool._network_backend = Guarded(may_reach)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return super().handle_request(request)
        except NotPublic:
            raise inside_a_network(request.url.host) from None
        except socket.gaierror as error:
            raise httpx.ConnectError("there is no such host", request=request) from error


class Guarded(httpcore.NetworkBackend):
    """Resolves, judges and connects to a judged address itself; TLS still names and verifies the host.

    All addresses are judged before the first is tried. Where one does not answer the next is tried, within one time.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        begun = time.monotonic()
        addresses = look_up(host, port, seconds=timeout)
        if not all(self._judge(address) for address in addresses):
            raise NotPublic(host)

        def reach(address: str, *, share: int) -> httpcore.NetworkStream:
            left = None if timeout is None else max(_LEAST, begun + timeout - time.monotonic()) / share
            return self._inner.connect_tcp(address, port, left, local_address, socket_options)

        *others, last = addresses[:_TRIED]
        for number, address in enumerate(others):
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return reach(address, share=len(others) - number + 1)
        return reach(last, share=1)

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


def may_reach(address: str) -> bool:
    """Whether a connector may talk to the server at this IP address."""
    return is_public(address) or (settings.MASTHEAD_CHANNELS_ON_LOOPBACK and is_loopback(address))


def _here(host: str) -> bool:
    return settings.MASTHEAD_CHANNELS_ON_LOOPBACK and host in ("127.0.0.1", "localhost", "::1")

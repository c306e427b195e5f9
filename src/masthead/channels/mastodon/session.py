"""The session Mastodon.py works with. It speaks to public servers only, judged once connected, before a word."""

from __future__ import annotations

import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from masthead.channels.public_only import NotPublic, may_reach


def public_session() -> requests.Session:
    """A session that raises NotPublic for a server inside somebody's network, whatever its name resolves to."""
    session = requests.Session()
    session.trust_env = False  # a proxy would be judged in place of the server behind it
    for scheme in ("https://", "http://"):
        session.mount(scheme, _PublicAdapter())
    return session


def _judged(connected: socket.socket, host: str) -> socket.socket:
    if may_reach(connected.getpeername()[0]):
        return connected
    connected.close()
    raise NotPublic(host)


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _judged(super()._new_conn(), self.host)


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _judged(super()._new_conn(), self.host)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

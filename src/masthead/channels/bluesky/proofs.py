"""Keys, and what is signed with them: the proof that goes along with a request (DPoP, RFC 9449) and who the desk is.

A key is ES256 throughout, as the AT Protocol's profile asks, and is kept as the JSON of a JWK.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Generator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from masthead.kernel.clock import now
from masthead.kernel.ids import new_secret

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

ALGORITHM = "ES256"
_NONCES: dict[str, str] = {}
"""The newest nonce each server gave, by origin. One that is lost or too old costs a second request, no more."""
_MOST = 200
_ASKED_FOR = "use_dpop_nonce"


def new_key() -> str:
    """A private key that nobody else has."""
    from joserfc.jwk import ECKey  # loaded only where somebody signs in

    return json.dumps(ECKey.generate_key("P-256").as_dict(private=True))


def public_part(key: str) -> dict[str, Any]:
    """The key as others may see it, with its name: its thumbprint (RFC 7638)."""
    read = _read(key)
    return {**read.as_dict(private=False), "kid": read.thumbprint(), "use": "sig", "alg": ALGORITHM}


def signed(key: str, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A JWT of the claims, with the time and a number of its own."""
    from joserfc import jwt

    issued = {"jti": new_secret(), "iat": int(now().timestamp()), **claims}
    return jwt.encode({"alg": ALGORITHM, **header}, issued, _read(key), algorithms=[ALGORITHM])


class Proof(httpx.Auth):
    """Signs each request with the key; asked for a nonce, signs it anew and sends it once more.

    A server that asks for a nonce has done nothing yet (RFC 9449, 8 and 9), so a write may be sent again.
    token: the access token the request carries, "" for a token endpoint.
    """

    requires_response_body = True

    def __init__(self, key: str, token: str = "") -> None:
        self._key, self._token = key, token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        for attempt in (1, 2):
            request.headers["DPoP"] = self._made(request)
            response = yield request
            _remember(request, response)
            if attempt == 2 or not _asks_for_a_nonce(response):
                return

    def _made(self, request: httpx.Request) -> str:
        claims = {"htm": request.method, "htu": str(request.url.copy_with(query=None, fragment=None))}
        if nonce := _NONCES.get(_origin(request)):
            claims["nonce"] = nonce
        if self._token:
            claims["ath"] = base64.urlsafe_b64encode(hashlib.sha256(self._token.encode()).digest()).decode().rstrip("=")
        return signed(self._key, {"typ": "dpop+jwt", "jwk": _read(self._key).as_dict(private=False)}, claims)


def _read(key: str) -> ECKey:
    from joserfc.jwk import ECKey

    return ECKey.import_key(json.loads(key))


def _origin(request: httpx.Request) -> str:
    parts = urlsplit(str(request.url))
    return f"{parts.scheme}://{parts.netloc}"


def _remember(request: httpx.Request, response: httpx.Response) -> None:
    if nonce := response.headers.get("dpop-nonce"):
        if len(_NONCES) >= _MOST:
            _NONCES.clear()
        _NONCES[_origin(request)] = nonce


def _asks_for_a_nonce(response: httpx.Response) -> bool:
    """A token endpoint says so in its answer (400), another server in a header (401)."""
    if response.status_code == 401:
        return _ASKED_FOR in response.headers.get("www-authenticate", "")
    if response.status_code != 400:
        return False
    try:
        said = response.json()
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("error") == _ASKED_FOR

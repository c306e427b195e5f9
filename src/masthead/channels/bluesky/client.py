"""Who the desk is to a server on which people sign in: nobody registers it, it is read at the desk's own address.

A desk at a public https address proves itself by a key of its own and keeps its access for long. One that is open on
this very machine alone, at http://127.0.0.1, has no address the server could read: it says what it is in its name, and
a person signs in again every two weeks (atproto.com/specs/oauth, client metadata and localhost).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from masthead.channels.bluesky.description import CHAT
from masthead.channels.bluesky.proofs import ALGORITHM, public_part, signed
from masthead.channels.errors import Rejected
from masthead.channels.sign_in_port import INTRODUCTION, App
from masthead.kernel.clock import now

SCOPES = ("atproto", "transition:generic", CHAT)
"""What posts, answers and follows, and reads the account's notifications and direct messages. Servers know finer scopes
only in part yet; these leave out what belongs to the account: its address, password and end."""

CLIENT_KEY, BACK = "key", "redirect_uri"
OTHERWISE = "Or connect the presence with an app password."

_UNPROVED = "http://localhost"
_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTED = timedelta(seconds=60)


def client_id(redirect_uri: str) -> str:
    """The desk's name there. Raises Rejected for a desk at an address that no server takes."""
    parts = urlsplit(redirect_uri)
    host = parts.hostname or ""
    if parts.scheme == "https" and "." in host and not _is_ip(host):
        return f"https://{parts.netloc}{INTRODUCTION}"
    if parts.scheme == "http" and host in ("127.0.0.1", "::1"):
        return f"{_UNPROVED}?{urlencode({'redirect_uri': redirect_uri, 'scope': ' '.join(SCOPES)})}"
    if host == "localhost":
        instead = redirect_uri.replace("localhost", "127.0.0.1", 1).partition("/desk/")[0]
        raise Rejected("Bluesky sends nobody back to “localhost”.", cure=f"Open the desk at {instead}. {OTHERWISE}")
    raise Rejected(
        f"Bluesky sends people back only to a public https address, and the desk is open at {parts.scheme}://{host}.",
        cure=f"Open the desk under its public address. {OTHERWISE}",
    )


def proves_itself(name: str) -> bool:
    """Whether the desk of this name signs what it asks for with a key of its own."""
    return not name.startswith(_UNPROVED)


def document(app: App, desk: str) -> Mapping[str, object]:
    """What the server reads at the desk's address."""
    return {
        "client_id": f"{desk}{INTRODUCTION}",
        "client_name": "Masthead",
        "client_uri": desk,
        "application_type": "web",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [f"{desk}{urlsplit(app.extra[BACK]).path}"],
        "scope": " ".join(SCOPES),
        "dpop_bound_access_tokens": True,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": ALGORITHM,
        "jwks": {"keys": [public_part(app.extra[CLIENT_KEY])]},
    }


def credentials(app: App, name: str, issuer: str) -> dict[str, str]:
    """What proves the desk in a form to that server (RFC 7523), good for a minute."""
    if not proves_itself(name):
        return {"client_id": name}
    key = app.extra[CLIENT_KEY]
    ends = int((now() + _ASSERTED).timestamp())
    claims = {"iss": name, "sub": name, "aud": issuer, "exp": ends}
    assertion = signed(key, {"kid": public_part(key)["kid"]}, claims)
    return {"client_id": name, "client_assertion_type": _BEARER, "client_assertion": assertion}


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

"""From a handle to its account, to the server that keeps it, to the server on which its owner signs in.

A handle is anybody's claim until the account's own document bears it (atproto.com/specs/handle and /did). Which server
may sign the owner in is said by the server that keeps the account (RFC 9728) and said again by itself (RFC 8414).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from masthead.channels.bluesky.description import DESCRIPTION, SERVICE
from masthead.channels.bluesky.proofs import ALGORITHM, Proof
from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.https import Answer, Https
from masthead.channels.public_only import server_address
from masthead.kernel.refusals import Invalid

Json = Mapping[str, Any]

DIRECTORY = "https://plc.directory"
_INSTEAD = "Connect the presence with an app password instead."


@dataclass(frozen=True, slots=True)
class Owner:
    """An account: its handle, its permanent name, and the server that keeps it."""

    handle: str
    did: str
    pds: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A server on which people sign in, by its own word. Addresses are whole."""

    issuer: str
    authorize: str
    push: str
    token: str
    revoke: str

    @property
    def host(self) -> str:
        return urlsplit(self.issuer).netloc


class Network:
    """Where names are looked up. Other addresses than the public network's only where tests stand in for it."""

    def __init__(
        self, resolver: str = SERVICE, directory: str = DIRECTORY, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._resolver, self._directory, self.transport = resolver, directory, transport

    def owner(self, handle: str) -> Owner:
        """Whose handle it is. Raises Rejected for one nobody bears, Transient where it could not be asked."""
        handle = handle.strip().removeprefix("@").casefold()
        if "." not in handle:
            handle = DESCRIPTION.handle_forms[0].format(handle)
        path = "/xrpc/com.atproto.identity.resolveHandle"
        answer = Https("Bluesky", self._resolver, transport=self.transport).ask(path, {"handle": handle})
        did = str(_read(answer).get("did", ""))
        if not did:
            cure = "Open the account there first, or have the presence's proposal name the one there is."
            raise Rejected(f"Bluesky knows no account called {handle}.", cure=cure)
        document = self._document(did)
        if f"at://{handle}" not in [str(name).casefold() for name in document.get("alsoKnownAs") or ()]:
            raise Rejected(f"The account that {handle} leads to does not bear that name.", cure="Set it on Bluesky.")
        return Owner(handle, did, _keeper(document, handle))

    def authority_of(self, pds: str) -> Authority:
        """The one server on which the accounts kept there sign in. Raises Rejected where it cannot be relied on."""
        said = self._asked(pds, "/.well-known/oauth-protected-resource")
        servers = said.get("authorization_servers") or []
        if len(servers) != 1:
            raise Rejected(f"{urlsplit(pds).netloc} does not say where its accounts sign in.", cure=_INSTEAD)
        return self.authority(_address(str(servers[0])))

    def authority(self, issuer: str) -> Authority:
        """What the server says of itself. Raises Rejected where it does not speak for itself, or not this profile."""
        said = self._asked(issuer, "/.well-known/oauth-authorization-server")
        found = Authority(
            issuer,
            *(
                str(said.get(name) or "")
                for name in (
                    "authorization_endpoint",
                    "pushed_authorization_request_endpoint",
                    "token_endpoint",
                    "revocation_endpoint",
                )
            ),
        )
        fits = (
            said.get("issuer") == issuer
            and found.authorize
            and found.push
            and found.token
            and ALGORITHM in (said.get("dpop_signing_alg_values_supported") or ())
            and "atproto" in (said.get("scopes_supported") or ())
        )
        if not fits:
            raise Rejected(f"{found.host} does not let people sign in as the AT Protocol asks.", cure=_INSTEAD)
        return found

    def tell(self, address: str, given: Mapping[str, str], key: str) -> Answer:
        """A form to a token endpoint, with the key's proof. Raises Transient, also where the answer was lost."""
        parts = urlsplit(address)
        server = _address(f"{parts.scheme}://{parts.netloc}")
        https = Https(parts.netloc, server, transport=self.transport)
        try:
            return https.tell("POST", parts.path, data=dict(given), auth=Proof(key))
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost

    def _asked(self, server: str, path: str) -> Json:
        return _read(Https(urlsplit(server).netloc, server, transport=self.transport).ask(path))

    def _document(self, did: str) -> Json:
        """What an account says of itself, from the directory or, for one named after a host, from that host."""
        method, _, name = did.removeprefix("did:").partition(":")
        if method == "plc":
            said = self._asked(self._directory, f"/{did}")
        elif method == "web" and name and not set("/:%?#") & set(name):
            said = self._asked(f"https://{name}", "/.well-known/did.json")
        else:
            raise Rejected(f"The account's permanent name is of a kind unknown here: {did[:60]}.", cure=_INSTEAD)
        if said.get("id") != did:
            raise Rejected(f"There is no account with the permanent name {did}.", cure=_INSTEAD)
        return said


def _read(answer: Answer) -> Json:
    return answer.body if answer.is_yes and isinstance(answer.body, dict) else {}


def _keeper(document: Json, handle: str) -> str:
    for service in document.get("service") or ():
        if str(service.get("id", "")).endswith("#atproto_pds"):
            return _address(str(service.get("serviceEndpoint", "")))
    raise Rejected(f"The account {handle} says of no server that it keeps it.", cure=_INSTEAD)


def _address(said: str) -> str:
    """An address that came from the network, held to the rules of one that a person typed."""
    try:
        return server_address(said, field="")
    except Invalid as wrong:
        raise Rejected(f"The network names a server that cannot be reached: {said[:100]}.", cure=_INSTEAD) from wrong

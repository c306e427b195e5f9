"""Access by having signed in on the platform's page: a token that counts only with a proof by its own key (DPoP).

Renewing is the journey's, which keeps what it is given before anything uses it: here a refused token is a Reauth.
"""

from __future__ import annotations

from functools import lru_cache

import httpx

from masthead.channels.bluesky.answers import TIMEOUT
from masthead.channels.bluesky.description import CHAT
from masthead.channels.bluesky.proofs import Proof
from masthead.channels.errors import Reauth
from masthead.channels.public_only import PublicTransport
from masthead.channels.sign_in_port import Tokens

KEY, DID, PDS = "key", "did", "pds"
"""What a token is bound to: its private key, the account's permanent name, the server that keeps the account."""

SIGN_IN_AGAIN = "Open the presence, choose “Connect again”, and sign in, or give an app password."


class SignedIn:
    """Keeps Access. Calls go to the account's own server, which is the only one that takes its token."""

    def __init__(self, tokens: Tokens, *, transport: httpx.BaseTransport | None = None) -> None:
        self.service, self.did = tokens.bound[PDS], tokens.bound[DID]
        self.http = httpx.Client(
            timeout=TIMEOUT, transport=transport or _connections(), headers={"User-Agent": "Masthead"}
        )
        self._token, self._proof = tokens.access, Proof(tokens.bound[KEY], tokens.access)

    def send(self, request: httpx.Request) -> httpx.Response:
        request.headers["Authorization"] = f"DPoP {self._token}"
        return self.http.send(request, auth=self._proof)

    def renew(self, refused: httpx.Request) -> None:
        raise self.refusal()

    def refusal(self) -> Reauth:
        return Reauth("Bluesky does not accept the sign-in any more.", cure=SIGN_IN_AGAIN)

    def lacks_chat(self) -> Reauth:
        return Reauth("The sign-in does not open direct messages.", cure=SIGN_IN_AGAIN, scope=CHAT)


@lru_cache(maxsize=1)
def _connections() -> PublicTransport:
    """Kept open for the life of the process, shared by all accounts; cookies are not."""
    return PublicTransport()

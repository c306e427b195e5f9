"""The servers that signing in to Bluesky meets, in memory: they hold everybody to the AT Protocol's profile of OAuth.

One transport is the resolver of names, the directory, the server that keeps the account and the one on which its owner
signs in. Each proof is judged whole: signature, method, address, nonce, time, used once, and the token it stands for.
`plan(what, path)` spends one fault on the next request whose path ends so: a status, `deaf` (nothing is done), `drop`
(done, answer lost), `html`, `away`, or `nonce` (the nonce has just changed).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from masthead.kernel.clock import now

Json = dict[str, Any]
RESOLVER, DIRECTORY = "https://names.example.gov", "https://directory.example.gov"
PDS, ISSUER, DID, HANDLE = (
    "https://keeps.example.gov",
    "https://signs-in.example.gov",
    "did:plc:agency",
    "mlc.example.gov",
)


@dataclass
class BlueskyAuthority:
    """document: what a desk answers at an address, asked as the server would; scopes: those it grants.

    sub: who signed in, by the server's word; lasts: seconds of an access token; kind: of the tokens.
    """

    document: Callable[[str], Json | None] = lambda address: None
    handle: str = HANDLE
    also_known_as: list[str] = field(default_factory=lambda: [f"at://{HANDLE}"])
    issuer_said: str = ISSUER
    sub: str = DID
    scopes: str = "atproto transition:generic transition:chat.bsky"
    kind: str = "DPoP"
    lasts: int = 3600
    faults: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    pushed: dict[str, Json] = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    sessions: dict[str, Json] = field(default_factory=dict)
    spent: dict[str, str] = field(default_factory=dict)
    records: dict[str, Json] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    nonce: str = "nonce-1"
    _count: Any = field(default_factory=lambda: count(1))

    def plan(self, what: str, path: str) -> None:
        self.faults.append((path, what))

    def agrees(self, address: str) -> dict[str, str]:
        """What a person brings back who signs in and agrees on the page at this address."""
        query = dict(parse_qsl(urlsplit(address).query))
        asked = self.pushed.pop(query["request_uri"])
        assert asked["client_id"] == query["client_id"] and address.startswith(f"{ISSUER}/oauth/authorize?")
        code = f"code-{next(self._count)}"
        self.codes[code] = asked
        return {"iss": ISSUER, "state": asked["state"], "code": code}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, what = request.url.path, ""
        self.asked.append(f"{request.method} {path}")
        for place, (where, planned) in enumerate(self.faults):
            if path.endswith(where):
                what = planned
                del self.faults[place]
                break
        if what == "away":
            raise httpx.ConnectError("no route", request=request)
        if what == "deaf":
            raise httpx.ReadTimeout("nothing came", request=request)
        if what == "html":
            return httpx.Response(200, html="<h1>Sign in to this network</h1>")
        if what == "nonce":
            self.nonce = f"nonce-{next(self._count)}-new"
        if what.isdecimal():
            return httpx.Response(int(what), json={"error": "invalid_request", "error_description": "It was refused."})
        answer = self._answer(request, path)
        if what == "drop":
            raise httpx.ReadError("cut off", request=request)
        return answer

    def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        at = f"{request.url.scheme}://{request.url.netloc.decode()}"
        match at, path:
            case (_, "/xrpc/com.atproto.identity.resolveHandle") if at == RESOLVER:
                known = request.url.params["handle"] == self.handle
                return httpx.Response(200, json={"did": DID}) if known else _no(400, "InvalidRequest")
            case _ if at == DIRECTORY and path == f"/{DID}":
                service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": PDS}
                return httpx.Response(200, json={"id": DID, "alsoKnownAs": self.also_known_as, "service": [service]})
            case _ if at == PDS and path == "/.well-known/oauth-protected-resource":
                return httpx.Response(200, json={"resource": PDS, "authorization_servers": [ISSUER]})
            case _ if at == ISSUER and path == "/.well-known/oauth-authorization-server":
                return httpx.Response(200, json=self._metadata())
            case _ if at == ISSUER and path.startswith("/oauth/"):
                return self._form(request, path)
            case _ if at == PDS and path.startswith("/xrpc/"):
                return self._call(request, path.removeprefix("/xrpc/"))
        return httpx.Response(404, json={"error": "NotFound"})

    def _metadata(self) -> Json:
        return {
            "issuer": self.issuer_said,
            "authorization_endpoint": f"{ISSUER}/oauth/authorize",
            "pushed_authorization_request_endpoint": f"{ISSUER}/oauth/par",
            "token_endpoint": f"{ISSUER}/oauth/token",
            "revocation_endpoint": f"{ISSUER}/oauth/revoke",
            "scopes_supported": ["atproto", "transition:generic", "transition:chat.bsky"],
            "dpop_signing_alg_values_supported": ["ES256"],
        }

    # ------------------------------------------------------------------------------------------ the forms of signing in

    def _form(self, request: httpx.Request, path: str) -> httpx.Response:
        thumbprint, why = self._proved(request, "")
        if why:
            return self._with_nonce(_no(400, why))
        given = dict(parse_qsl(request.content.decode()))
        if why := self._who(given):
            return self._with_nonce(_no(401, "invalid_client", why))
        match path:
            case "/oauth/par":
                answer = self._push(given, thumbprint)
            case "/oauth/token" if given["grant_type"] == "authorization_code":
                answer = self._redeem(given, thumbprint)
            case "/oauth/token":
                answer = self._refresh(given, thumbprint)
            case _:
                answer = self._revoke(given)
        return self._with_nonce(answer)

    def _who(self, given: Json) -> str:
        """Why the desk is not believed to be who it says, "" where it is."""
        name = given["client_id"]
        if name.startswith("http://localhost?"):
            assert set(dict(parse_qsl(urlsplit(name).query))) == {"redirect_uri", "scope"}
            return ""
        said = self.document(name)
        if said is None or said["client_id"] != name:
            return "Unable to obtain client metadata"
        claims = jwt.decode(
            given.pop("client_assertion"), ECKey.import_key(said["jwks"]["keys"][0]), algorithms=["ES256"]
        ).claims
        assert (claims["iss"], claims["sub"], claims["aud"]) == (name, name, ISSUER)
        assert claims["exp"] - claims["iat"] <= 60 and self._first_time(claims["jti"])
        return ""

    def _push(self, given: Json, thumbprint: str) -> httpx.Response:
        assert given["code_challenge_method"] == "S256" and given["response_type"] == "code"
        name = urlsplit(given["client_id"])
        allowed = [dict(parse_qsl(name.query)).get("redirect_uri")]
        if name.scheme == "https":
            allowed = (self.document(given["client_id"]) or {})["redirect_uris"]
        if given["redirect_uri"] not in allowed:
            return _no(400, "invalid_request", "Invalid redirect_uri")
        number = f"urn:ietf:params:oauth:request_uri:req-{next(self._count)}"
        self.pushed[number] = {**given, "thumbprint": thumbprint}
        return httpx.Response(201, json={"request_uri": number, "expires_in": 300})

    def _redeem(self, given: Json, thumbprint: str) -> httpx.Response:
        asked = self.codes.pop(given["code"], None)
        if asked is None or (asked["client_id"], asked["redirect_uri"]) != (given["client_id"], given["redirect_uri"]):
            return _no(400, "invalid_grant", "Invalid code")
        if asked["thumbprint"] != thumbprint or asked["code_challenge"] != _digest(given["code_verifier"]):
            return _no(400, "invalid_grant", "DPoP proof does not match the expected JKT")
        return self._given({"client_id": given["client_id"], "thumbprint": thumbprint})

    def _refresh(self, given: Json, thumbprint: str) -> httpx.Response:
        session = self.sessions.get(given["refresh_token"])
        if session is None or (session["client_id"], session["thumbprint"]) != (given["client_id"], thumbprint):
            # A token that was used already ends the sign-in it began.
            self.sessions.pop(self.spent.get(given["refresh_token"], ""), None)
            return _no(400, "invalid_grant", "Refresh token replayed")
        del self.sessions[given["refresh_token"]]
        answer = self._given(session)
        self.spent[given["refresh_token"]] = answer.json()["refresh_token"]
        return answer

    def _given(self, session: Json) -> httpx.Response:
        number = next(self._count)
        access, refresh = f"access-{number}", f"refresh-{number}"
        self.sessions[refresh] = {**session, "access": access}
        return httpx.Response(
            200,
            json={
                "access_token": access,
                "token_type": self.kind,
                "refresh_token": refresh,
                "expires_in": self.lasts,
                "scope": self.scopes,
                "sub": self.sub,
            },
        )

    def _revoke(self, given: Json) -> httpx.Response:
        self.sessions.pop(given["token"], None)
        self.revoked.append(given["token"])
        return httpx.Response(200, json={})

    # ------------------------------------------------------------------------------------------------ the account's own

    def _call(self, request: httpx.Request, nsid: str) -> httpx.Response:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        thumbprint, why = self._proved(request, token)
        if why:
            challenge = {"www-authenticate": f'DPoP error="{why}", error_description="Not like this."'}
            return self._with_nonce(httpx.Response(401, json={"error": why}, headers=challenge))
        held = next((one for one in self.sessions.values() if one["access"] == token), None)
        if scheme != "DPoP" or held is None or held["thumbprint"] != thumbprint:
            return self._with_nonce(_no(401, "InvalidToken"))
        if nsid == "com.atproto.repo.putRecord":
            given = json.loads(request.content)
            self.records[given["rkey"]] = given["record"]
            return self._with_nonce(httpx.Response(200, json={"uri": "at://x", "cid": "cid"}))
        return self._with_nonce(
            httpx.Response(200, json={"did": DID, "handle": self.handle, "displayName": "The agency"})
        )

    def _proved(self, request: httpx.Request, token: str) -> tuple[str, str]:
        """(thumbprint of the key, why the proof is not taken)."""
        proof = request.headers.get("DPoP")
        if not proof:
            return "", "invalid_dpop_proof"
        head = json.loads(base64.urlsafe_b64decode(proof.split(".")[0] + "=="))
        assert head["typ"] == "dpop+jwt" and head["alg"] == "ES256" and "d" not in head["jwk"]
        key = ECKey.import_key(head["jwk"])
        claims = jwt.decode(proof, key, algorithms=["ES256"]).claims
        if claims.get("nonce") != self.nonce:
            return "", "use_dpop_nonce"
        whole = str(request.url.copy_with(query=None, fragment=None))
        sound = (
            claims["htm"] == request.method
            and claims["htu"] == whole
            and abs(claims["iat"] - now().timestamp()) < 60
            and self._first_time(claims["jti"])
            and claims.get("ath", "") == (_digest(token) if token else "")
        )
        return key.thumbprint(), "" if sound else "invalid_dpop_proof"

    def _first_time(self, number: str) -> bool:
        known = number in self.numbers
        self.numbers.add(number)
        return not known

    def _with_nonce(self, answer: httpx.Response) -> httpx.Response:
        answer.headers["DPoP-Nonce"] = self.nonce
        return answer


def _no(status: int, error: str, why: str = "") -> httpx.Response:
    return httpx.Response(status, json={"error": error, **({"error_description": why} if why else {})})


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")

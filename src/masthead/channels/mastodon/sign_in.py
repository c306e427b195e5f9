"""Signing in on a Mastodon-like server, where the desk registers itself: https://docs.joinmastodon.org/spec/oauth/."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from masthead.channels.description import Setting
from masthead.channels.errors import ChannelError, Reauth, Rejected, Transient
from masthead.channels.https import Answer, Https
from masthead.channels.mastodon.description import SCOPES
from masthead.channels.sign_in_port import APP_SETTINGS, Account, App, Tokens
from masthead.channels.token_answer import NOTHING, asked, credentials, error_in, said_in, tokens_in

_METADATA = "/.well-known/oauth-authorization-server"
_AGAIN = "Begin again from the presence's page."


class MastodonSignIn:
    """Keeps SignIn, and RegistersItself."""

    scopes: tuple[str, ...] = tuple(SCOPES.split())
    app_settings: tuple[Setting, ...] = APP_SETTINGS

    def register(self, server: str, redirect_uri: str, before: App | None = None) -> App:
        """Once for each server; another registration is another app, and harms nobody."""
        given = {"client_name": "Masthead", "redirect_uris": redirect_uri, "scopes": SCOPES}
        answer = _tell(server, "/api/v1/apps", given)
        made = answer.body if isinstance(answer.body, dict) else {}
        if not answer.is_yes or not made.get("client_id"):
            raise Rejected(
                f"{_host(server)} did not let this desk register.",
                cure="Look whether that is the server's address, and whether it speaks the language of Mastodon.",
            )
        return App(str(made["client_id"]), str(made.get("client_secret", "")))

    def address(self, app: App, server: str, redirect_uri: str, state: str, challenge: str) -> str:
        query = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPES,
            "state": state,
        }
        if _takes_challenges(server):
            query |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{server}/oauth/authorize?{urlencode(query)}"

    def redeem(self, app: App, server: str, redirect_uri: str, code: str, verifier: str) -> Tokens:
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "scope": SCOPES}
        if _takes_challenges(server):
            given["code_verifier"] = verifier
        answer = _tell(server, "/oauth/token", given | credentials(app))
        if not answer.is_yes:
            raise Rejected(f"{_host(server)} did not accept the sign-in: {said_in(answer)}.", cure=_AGAIN)
        return _tokens(answer, server)

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        """Mastodon's tokens do not end; those of Pixelfed do. What was granted stays: no scope is asked for anew."""
        given = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        answer = _tell(server, "/oauth/token", given | credentials(app))
        if answer.status in (400, 401) and error_in(answer):
            raise Reauth(f"{_host(server)} does not renew the sign-in any more: {said_in(answer)}.")
        if not answer.is_yes:
            raise Transient(f"{_host(server)} did not renew the sign-in ({answer.status}).")
        return _tokens(answer, server, tokens)

    def accounts(self, app: App, server: str, tokens: Tokens) -> tuple[Account, ...]:
        """The one account whose password was given on the server's page."""
        api = Https(_host(server), server, headers={"Authorization": f"Bearer {tokens.access}"})
        answer = api.ask("/api/v1/accounts/verify_credentials")
        found = answer.body if isinstance(answer.body, dict) else {}
        if not answer.is_yes or not found.get("acct"):
            raise Rejected(f"{_host(server)} did not say whose account this is.", cure=_AGAIN)
        name = str(found["acct"])
        shown = str(found.get("display_name") or name)
        return (Account(str(found["id"]), shown, f"{name}@{_host(server)}", settings={"server": server}),)

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        answer = _tell(server, "/oauth/revoke", {"token": tokens.access} | credentials(app))
        # A server that knows the token no more says so in one way or another: it is what was wanted.
        if answer.status not in (400, 401, 403, 404) and not answer.is_yes:
            raise Transient(f"{_host(server)} did not end the sign-in ({answer.status}).")


def _tell(server: str, path: str, given: dict[str, str]) -> Answer:
    return asked(Https(_host(server), server), path, given)


def _takes_challenges(server: str) -> bool:
    """Whether the server says that it takes proof of who asked (PKCE). One of before 4.3 says nothing."""
    try:
        said: Any = Https(_host(server), server).ask(_METADATA).body
    except ChannelError:
        return False
    return isinstance(said, dict) and "S256" in (said.get("code_challenge_methods_supported") or ())


def _tokens(answer: Answer, server: str, before: Tokens = NOTHING) -> Tokens:
    """A server may grant a family where a member of it was asked for: `read` covers `read:accounts`, `follow` both
    of `read:follows` and `write:follows`."""
    given = tokens_in(_host(server), answer, before=before)
    covered = [each for each in SCOPES.split() if {each, *_families(each)} & set(given.scopes)]
    return replace(given, scopes=tuple(dict.fromkeys([*covered, *given.scopes])))


def _families(scope: str) -> tuple[str, ...]:
    family, _, member = scope.partition(":")
    return (family, "follow") if member == "follows" else (family,)


def _host(server: str) -> str:
    return urlsplit(server).netloc or server

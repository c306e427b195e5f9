"""Somebody who signs in and agrees on the page of Bluesky's own server, by the calls the page makes in a browser."""

from __future__ import annotations

from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlsplit

import httpx

CALLS = "/@atproto/oauth-provider/~api"
PATIENCE = 120.0
"""Seconds; a password is made slow to check, and the machine has more to do."""


def agreed(address: str, username: str, password: str) -> dict[str, str]:
    """What the person is sent back with, by name."""
    return _answered(address, username, password, agree=True)


def refused(address: str, username: str, password: str) -> dict[str, str]:
    """The same for somebody who says no there."""
    return _answered(address, username, password, agree=False)


def _answered(address: str, username: str, password: str, *, agree: bool) -> dict[str, str]:
    browser = _Browser(address)
    given = {"locale": "en", "username": username, "password": password, "remember": True}
    did = browser.call("sign-in", given)["account"]["did"]
    back = browser.call("consent", {"did": did}) if agree else browser.call("reject", {})
    # The page leads on by way of the server itself, which sends the person to whoever asked.
    answer = browser.open(str(back["url"]))
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


class _Browser:
    """Cookies marked as secure travel on loopback too, as browsers let them."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.origin, self.page = f"{parts.scheme}://{parts.netloc}", address
        self.cookies: dict[str, str] = {}
        opened = self.open(address)
        assert opened.status_code == 200, opened.text

    def open(self, address: str) -> httpx.Response:
        headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
        if self.cookies:
            headers |= {"referer": self.page, "sec-fetch-site": "same-origin"}
        return self._kept(httpx.get(address, headers={**headers, **self._cookie()}, timeout=PATIENCE))

    def call(self, what: str, given: dict[str, object]) -> dict[str, dict[str, str]]:
        headers = {
            "sec-fetch-site": "same-origin",
            "sec-fetch-mode": "same-origin",
            "sec-fetch-dest": "empty",
            "origin": self.origin,
            "referer": self.page,
            "x-csrf-token": self.cookies["csrf-token"],
        }
        headers |= self._cookie()
        answer = self._kept(httpx.post(f"{self.origin}{CALLS}/{what}", json=given, headers=headers, timeout=PATIENCE))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def _cookie(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        for line in answer.headers.get_list("set-cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer

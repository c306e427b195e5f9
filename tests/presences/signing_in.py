"""The way to the platform and back, through the operations, for tests."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from factories import at, person
from fakes.platform import SECRET
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.presences import channel_apps, sign_in
from masthead.presences.models import Presence
from presences import roads

BACK = "http://testserver/desk/presences/signed-in"


def registered() -> None:
    given = {"client_id": "masthead", "client_secret": SECRET}
    channel_apps.register_app(by=person(Role.ADMINISTRATOR), at=at(), channel="signet", given=given)


def approved(by: Person, director: Person) -> Presence:
    return roads.approved(by, director, channel="signet", handle="mlc")


def begun(by: Person, presence: Presence, moment: datetime | None = None) -> tuple[dict[str, str], sign_in.Errand]:
    """(what was asked of the platform, what is kept here)."""
    address, errand = sign_in.begin(by=by, at=moment or now(), presence=presence, server="", redirect_uri=BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}, errand


def answer(errand: sign_in.Errand, **changes: str) -> dict[str, str]:
    return {"state": errand.state, "code": "a good code", **changes}


def connected(by: Person, presence: Presence) -> Presence:
    """Signed in and connected to the first account there is."""
    _, errand = begun(by, presence)
    back = sign_in.come_back(at=now(), errand=errand, query=answer(errand))
    return sign_in.take(by=by, at=now(), presence=presence, errand=back, account_id=back.accounts[0].id)

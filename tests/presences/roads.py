"""A presence at any station of its road, through the operations, for tests."""

from __future__ import annotations

from factories import at
from masthead.agencies.models import Commitment, Person
from masthead.channels.profile import Profile
from masthead.presences import connection, decide, discuss, launch, propose
from masthead.presences.models import Presence

NAME = "Mississippi Library Commission"


def profile(handle: str = "mlc.example.gov", name: str = NAME, **more: object) -> Profile:
    """What a channel says of the account."""
    said: dict[str, object] = {
        "about": "The official account of the Commission.",
        "url": f"https://host.example/{handle}",
    }
    return Profile(handle, name, **{**said, **more})  # type: ignore[arg-type]


def proposal(by: Person, **changes: object) -> propose.Proposal:
    goal, _ = Commitment.objects.get_or_create(name="Summer Library Program")
    settled: dict[str, object] = {
        "channel": "bluesky",
        "name": NAME,
        "handle": "mlc.example.gov",
        "purpose": "Tell the public what the Commission does.",
        "audience": "Library users statewide",
        "why_channel": "They ask us there.",
        "run_by": by,
        "commitments": [goal],
    }
    return propose.Proposal(**{**settled, **changes})  # type: ignore[arg-type]


def talked_over(by: Person, director: Person, **changes: object) -> Presence:
    presence = propose.propose(by=by, at=at(), proposal=proposal(by, **changes))
    discuss.say(by=director, at=at(1), presence=presence, text="Who answers on weekends?")
    presence.refresh_from_db()
    return presence


def approved(by: Person, director: Person, **changes: object) -> Presence:
    return decide.approve(by=director, at=at(2), presence=talked_over(by, director, **changes))


def connected(by: Person, presence: Presence, account: Profile | None = None) -> Presence:
    return connection.connect(
        by=by,
        at=at(3),
        presence=presence,
        settings={"handle": presence.handle},
        secrets={"app_password": "quite secret"},
        account=account or profile(presence.handle),
    )


def launched(by: Person, director: Person, account: Profile | None = None, **changes: object) -> Presence:
    return launch.launch(by=by, at=at(4), presence=connected(by, approved(by, director, **changes), account))

"""What must be true before a presence is decided on, opened, or spoken through. Each gate answers with a reason."""

from __future__ import annotations

from masthead.policy.gates import gate
from masthead.presences.states import SPEAKS


@gate
def presence_is_discussed_before_decision(*, director_has_spoken: bool) -> str | None:
    """A proposed presence is discussed with the Executive Director; the discussion is on the page."""
    if director_has_spoken:
        return None
    return "Nobody has discussed this with the Executive Director yet. Write to each other here first, then decide."


@gate
def presence_is_approved_by_the_director(*, decides_own: bool) -> str | None:
    """Management approves before launch, and nobody approves their own proposal."""
    if decides_own:
        return (
            "You proposed this presence yourself, or mended it last; another director or the board's delegate must "
            "decide it."
        )
    return None


@gate
def presence_is_approved_before_launch(*, state: str) -> str | None:
    """Nothing opens before management has approved it and its account is connected."""
    if state == "connected":
        return None
    if state in ("proposed", "in_discussion", "returned"):
        return "This presence is not approved yet. The Executive Director decides it on its page."
    if state == "approved":
        return "This presence is approved, but no account is connected. Connect it first."
    return f"A presence that is {state} cannot be launched."


@gate
def presence_is_live_before_posting(*, name: str, state: str) -> str | None:
    """Nothing is said through a presence that is not approved and launched."""
    if state in SPEAKS:
        return None
    words = {
        "proposed": "is only proposed",
        "in_discussion": "is still being discussed",
        "returned": "was returned to its proposer",
        "declined": "was declined",
        "approved": "is approved but not launched",
        "connected": "is connected but not launched",
        "paused": "is paused",
        "retired": "is retired",
    }
    return f"{name} {words.get(state, f'is {state}')}: nothing can be posted to it."


@gate
def presence_name_carries_the_agency(
    *, name: str, handle: str, agency: str, short_name: str, reason: str
) -> str | None:
    """The name carries the agency's name when possible; when it is not, somebody says why."""
    if carries(name, agency, short_name) or carries(handle, agency, short_name) or reason.strip():
        return None
    return (
        f"The name should carry “{agency}” or “{short_name}”, so that people know it is official. "
        "If that is not possible on this channel, say why."
    )


def carries(name: str, agency: str, short_name: str) -> bool:
    """Whether `name` carries the agency's name or short name, spaces and case aside."""
    squeezed = _squeeze(name)
    return any(part and part in squeezed for part in (_squeeze(agency), _squeeze(short_name)))


def _squeeze(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())

"""What must be true before a presence is decided on, opened, or spoken through. Each gate answers with a reason."""

from __future__ import annotations

from collections.abc import Collection

from masthead.policy.gates import gate
from masthead.presences.spelling import without_www
from masthead.presences.states import SPEAKS


@gate
def presence_is_discussed_before_decision(*, director_has_spoken: bool) -> str | None:
    """Every proposed presence is discussed with the Executive Director, on its page, before it is approved or declined.

    The duty is of any proposal, not of approvals alone. Returning one is a turn of that discussion: it ends nothing.
    """
    if director_has_spoken:
        return None
    return "Nobody has discussed this with the Executive Director yet. Let the Director write here first, then decide."


@gate
def presence_is_approved_by_the_director(*, decides_own: bool) -> str | None:
    """Management decides before launch, and nobody approves, returns or declines what they proposed themselves."""
    if decides_own:
        return (
            "You proposed this presence yourself, or mended it since it was last decided; another director or the "
            "board's delegate must decide it."
        )
    return None


@gate
def approval_names_the_account(*, handle: str, channel: str) -> str | None:
    """What is approved is one account by its handle, so that no other can be connected in its place."""
    if handle:
        return None
    return f"The proposal names no handle on {channel}, so it could become any account. Have it mended, then decide."


@gate
def connected_account_is_the_approved_one(*, approved: str, found: str, forms: Collection[str]) -> str | None:
    """The account that is connected, and the one that speaks, is the one management approved.

    forms: how the channel builds a whole handle from a short one, before the launch; none after it.
    """
    if not approved:
        return "No account was approved: the proposal names no handle. Mend it to name one, and have it approved."
    if same_account(approved, found, forms=forms):
        return None
    return f"What was approved is {approved}; this account is {found or 'without a name'}."


def same_account(approved: str, found: str, *, forms: Collection[str] = ()) -> bool:
    """Whether two handles are one account. People write `library`; the channel says `library.host.example`.

    Only a name without a server grows, and only into a form of the channel's own: whoever holds a domain can put any
    name before it, so that `library.gov.other.example` is somebody else's.
    """
    asked, is_now = (without_www(name.strip().casefold().removeprefix("@")) for name in (approved, found))
    if is_now == asked:
        return True
    if not asked or "." in asked or "@" in asked:
        return False
    return any(is_now.startswith((f"{asked}.", f"{asked}@")) and is_now == form.format(asked) for form in forms)


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
        "withdrawn": "was withdrawn by its proposer",
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

"""What an agency's account may do by Nextdoor's Publish API, by https://developer.nextdoor.com/reference (sharing)."""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting
from masthead.channels.films import Limits

API = "https://nextdoor.com"
BYTES, PICTURES = 8192, 10
"""Of a post's body, and of its media attachments (sharing-data-types)."""
FILM = Limits(heaviest=500_000_000)
"""By the same page, which names .mp4 among the kinds it takes."""
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
SCOPES = ("openid", "post:write", "post:read", "profile:read")

DESCRIPTION = Description(
    id="nextdoor",
    name="Nextdoor",
    proved="contract",
    capabilities={
        "publish": Capability(
            "conditional",
            "Nextdoor fetches pictures and videos from the desk's public address, and takes no alternative text with"
            " them: say in the words what they show.",
        ),
        "reply": Capability("no", "Neighbors are answered on Nextdoor itself; bring the exchange back by pasting it."),
        "edit": Capability("no", "Delete it and publish the corrected words as a new post."),
        "delete_own": Capability("yes", reversible=False),
        "moderate": Capability("no", "An agency cannot remove what neighbors say there; it can report it to Nextdoor."),
        "pull": Capability("no", "Comments are not taken in: whoever reads them on Nextdoor pastes them here."),
        "messages": Capability(
            "no",
            "Nextdoor gives messages to an agency to no program. Look on the account. Bring the exchange in under"
            " “Hand over an exchange”: it goes to the records mailbox.",
        ),
        "recheck": Capability("no", "Nobody looks there by machine, so edits and deletions are seen by people only."),
        "profile": Capability("yes"),
        "metrics": Capability("no", "Nextdoor tells programs no counts. Look at the post there."),
    },
    text_limit=BYTES,
    asset_limit=PICTURES,
    handle_pattern=r"nextdoor\.com/[\w./%+-]+",
    handle_help="The address of the agency's page, without https://: nextdoor.com/agency-detail/ms/city/library.",
    streams=(),
    settings=(
        Setting(
            "access_token",
            "Access token",
            f"Of the agency's account, from Nextdoor's Publish API, with the scopes {' '.join(SCOPES)}.",
            secret=True,
        ),
    ),
    follows_nobody="Nobody is followed on Nextdoor: an agency speaks to the neighborhoods it serves.",
    retention="Nextdoor's own terms hold there; what was pasted here is kept by the agency's schedule.",
    notes=(
        "Nextdoor gives its Publish API case by case. Until the agency has it, propose the presence as one by hand.",
        "A video is an MP4 of at most 500 MB, alone in its post. Nextdoor takes no file of captions, so they have to be"
        " in the video’s own picture.",
        "A post is counted in bytes: a letter with an accent is two, an emoji four or more.",
    ),
    steps=(
        "Apply for the Publish API on developer.nextdoor.com in the agency's name, with this desk's address.",
        "Sign in as the agency's account, not as a neighbor, and allow the application.",
        "Copy the access token into the form here.",
    ),
)

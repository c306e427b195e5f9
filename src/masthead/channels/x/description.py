"""What an agency's account can do on X, by https://docs.x.com/ (interface 2.167).

The warning for government bodies is the Developer Agreement's, under Government Use (docs.x.com/developer-terms).
"""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting
from masthead.channels.films import Limits

API, WEB = "https://api.x.com", "https://x.com"
WEIGHT, ADDRESS = 280, 23
"""A post's weight, and what every address weighs whatever its length (twitter-text/config/v3.json)."""
IMAGES, ALT, IMAGE_BYTES, GIF_BYTES = 4, 1000, 5_000_000, 15_000_000
GIF = "image/gif"
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", GIF})
FILM = Limits(shortest=500, longest=125 * 60_000, slimmest=1 / 3)
"""What X takes of an account it has verified (docs.x.com/x-api/media/quickstart/best-practices). Of others it takes 20
minutes, which it says when the post is made; its 8 GB are more than the desk keeps of any film."""
MESSAGE = 10_000
"""Characters of a direct message."""
MESSAGE_SCOPES = ("dm.read", "dm.write")
"""What direct messages alone take."""
SCOPES = (
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    "users.read",
    "media.write",
    "offline.access",
    *MESSAGE_SCOPES,
)

_YES = Capability("yes")

DESCRIPTION = Description(
    id="x",
    name="X",
    proved="contract",
    capabilities={
        "publish": _YES,
        "reply": Capability(
            "conditional",
            "On plans other than Enterprise, X lets a program answer only those who mentioned or quoted the account.",
        ),
        "edit": Capability(
            "no",
            "X gives a changed post another address, within an hour and to paying accounts only. Delete it and"
            " publish the corrected words as a new post.",
        ),
        "delete_own": Capability("yes", reversible=False),
        "moderate": Capability(
            "conditional",
            "Only answers in a conversation that the agency began can be hidden, and everyone can still open them under"
            " “View hidden replies”. X does not tell the author, and does not say later whether one is hidden.",
        ),
        "pull": Capability(
            "conditional",
            "Mentions, and answers of the last seven days to the account, are taken in, at most the newest 800 at once."
            " X charges the agency's plan for each post read.",
        ),
        "messages": Capability(
            "conditional",
            "Direct messages between two are read, from a day before the desk first looks, and answered in words alone."
            " X charges the agency’s plan for each one read and sent, and some plans hold none. Groups and encrypted"
            " chats are not told: look on X. It takes the permissions dm.read and dm.write: sign in again to grant"
            " them. Without them everything else goes on.",
        ),
        "recheck": Capability(
            "conditional", "Edits and deletions are seen; whether an answer is hidden, X does not tell."
        ),
        "profile": _YES,
        "metrics": Capability("conditional", "X charges for each post it is asked about."),
    },
    text_limit=WEIGHT,
    asset_limit=IMAGES,
    handle_pattern=r"@?[A-Za-z0-9_]{1,15}",
    handle_help="The account's name without the @, such as citylibrary: letters, digits and underscores, at most 15.",
    settings=(
        Setting(
            "access_token",
            "Access token",
            f"Of the agency's account, by OAuth 2.0, with the scopes {' '.join(SCOPES)}. One that was pasted here ends"
            " after two hours.",
            secret=True,
        ),
    ),
    streams=("comments", "messages"),
    messages_apart=True,
    message_scopes=MESSAGE_SCOPES,
    pull_every=120,
    retention="X's terms ask that what is deleted there be deleted by whoever keeps a copy; a public agency's records"
    " law may say otherwise. Have counsel read both before connecting.",
    notes=(
        "Before you connect: X's Developer Agreement (section on government use) lets a government body be shown what"
        " is on X by a program only under an Enterprise plan, applied for by name. Ask X with its Government End User"
        " Request form, and wait for the answer. Without that plan, post by hand.",
        "Direct messages are paid for apart from posts, and X lets a program ask for them seldom: one may come in some"
        " minutes later.",
        "An address counts as 23 characters, whatever its length; an emoji, and a Chinese, Japanese or Korean"
        " character, as 2. X charges for each post, and more for one with an address in it.",
        "A video is one MP4, alone in its post, with its captions as a file. It may last half a second to 20 minutes,"
        " and 125 minutes where X has verified the account. Neither side is longer than three times the other."
        " It is published once X has prepared it. X has no alternative text for videos.",
    ),
    steps=(
        "Ask X for an Enterprise plan as a government body, and keep its answer with the agency's contracts.",
        "Sign in to the X Developer Console as the agency, and create an app of the type Web App.",
        "In its user authentication settings, choose “Read and write and Direct message”, and allow these scopes:"
        f" {', '.join(SCOPES)}.",
        "Sign in as the agency's account, allow the app, and copy the access token into the form here.",
    ),
)

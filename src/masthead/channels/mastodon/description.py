"""What an account on a Mastodon-like server can do, by https://docs.joinmastodon.org/."""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting

CHARACTERS, ADDRESS, IMAGES, ALT = 500, 23, 4, 1500
MOST_CHARACTERS = 20_000
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
SCOPES = (
    "read:accounts read:favourites read:follows read:notifications read:statuses"
    " write:follows write:media write:statuses"
)

_YES = Capability("yes")

DESCRIPTION = Description(
    id="mastodon",
    name="Mastodon",
    proved="contract",
    capabilities={
        "publish": _YES,
        "reply": Capability("yes", public_side_effect=False),
        "edit": Capability(
            "conditional",
            "The address stays, and readers can open the earlier words. Old servers, and servers that took the post"
            " over, may go on showing them.",
        ),
        "delete_own": Capability(
            "conditional",
            "It disappears from the agency's own server at once; servers that took it over are asked to delete it.",
            reversible=False,
        ),
        "moderate": Capability(
            "no",
            "Nobody can hide or delete the replies of others on this network. What an account can do there is report a"
            " reply to the moderators of its server, or block its author: a person decides that, on the server.",
        ),
        "pull": _YES,
        "messages": Capability(
            "conditional",
            "A private mention on Mastodon or GoToSocial, and a reply for followers alone, is taken in and answered as"
            " a private message. Pixelfed keeps its direct messages apart: look there. What the account’s own settings"
            " filter out of its notifications does not come in. Administrators of the servers involved can read a"
            " private mention.",
        ),
        "recheck": _YES,
        "profile": _YES,
        "follow": Capability(
            "conditional",
            "Where an account is locked, its owner accepts a follower first; until then it is asked for.",
            public_side_effect=True,
        ),
        "marks": Capability(
            "conditional",
            "The newest forty likes are looked at, and the boosts among the newest forty posts. A token without the"
            " scope read:favourites shows no likes: sign in again to grant it.",
        ),
        "metrics": Capability(
            "conditional", "What the agency's own server knows: likes and shares on other servers may not reach it."
        ),
    },
    text_limit=CHARACTERS,
    asset_limit=IMAGES,
    handle_pattern=r"@?\w+([\w.-]*\w)?@([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9-]{2,63}(:\d{1,5})?",
    handle_help="The account with its server, such as library@social.example.",
    settings=(
        Setting("server", "Server", "Its address, such as https://social.example."),
        Setting(
            "limit",
            "Longest post",
            f"In characters, as the server's About page says. Leave empty for {CHARACTERS}, as on most.",
            required=False,
            identifies=False,
        ),
        Setting("access_token", "Access token", f"Made on the server with the scopes {SCOPES}, and no others.", True),
    ),
    retention="Copies go to other servers, which are asked to delete what is deleted and need not.",
    notes=(
        "An address counts as 23 characters, whatever its length.",
        "A video is one MP4, alone in its post, with its alternative text. Each server says how large it may be, 99 MB"
        " on Mastodon and 40 MB on many others: the desk asks it before the upload. It is published once the server has"
        " prepared it, which may take minutes.",
        "Mastodon takes no file of captions, so they have to be in the video’s own picture.",
        "Signing in on the server takes no token: the desk registers itself there and asks for the same scopes.",
    ),
    steps=(
        "Sign in on the server as the agency's account.",
        "Open Preferences, Development, New application; on Pixelfed: Settings, Applications, Personal access tokens.",
        f"Name it after this desk and choose only these scopes: {SCOPES}.",
        "Open the new application and copy its access token into the form here.",
    ),
)

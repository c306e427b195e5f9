"""What a profile can do, by https://developers.facebook.com/docs/threads."""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting
from masthead.channels.films import Limits

CHARACTERS, IMAGES, ALT, LINKS = 500, 20, 1_000, 5
FILM = Limits(longest=5 * 60_000)
"""Of a film, by …/docs/threads/overview. Its gigabyte is more than the desk keeps of any, and it takes every
shape."""
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
SCOPES = (
    "threads_basic",
    "threads_content_publish",
    "threads_read_replies",
    "threads_manage_replies",
    "threads_delete",
)

DESCRIPTION = Description(
    id="threads",
    name="Threads",
    proved="contract",
    capabilities={
        "publish": Capability(
            "conditional",
            "At most 250 posts in 24 hours. Pictures and videos are fetched from this desk: without a public address"
            " that begins with https:// only words go out. When an answer is lost, the desk looks for the post; where"
            " that proves nothing, a person looks and says so, before it is sent again.",
        ),
        "reply": Capability("conditional", "At most 1,000 answers in 24 hours."),
        "edit": Capability("no", "Threads lets no program change a post. Delete it and publish it anew."),
        "delete_own": Capability(
            "conditional",
            "At most 100 in 24 hours. Replies to it lose the post they stood under.",
            reversible=False,
        ),
        "moderate": Capability(
            "conditional",
            "Only a reply to the post itself can be hidden, and everything under it is hidden with it, whoever wrote"
            " that. It can be restored. Threads tells nobody, and does not say whether its author"
            " still sees it: send the notice. A reply to a reply cannot be hidden alone.",
        ),
        "pull": Capability(
            "conditional",
            "Replies under the newest 25 posts are taken in: under the two newest within minutes, under the others"
            " in turn. Mentions elsewhere and messages are not: look in the app.",
        ),
        "messages": Capability(
            "no",
            "Threads gives messages to no program. Look in the app. Bring the exchange in under “Hand over an"
            " exchange”: it goes to the records mailbox.",
        ),
        "recheck": Capability("yes"),
        "profile": Capability("yes"),
        "metrics": Capability(
            "no",
            "Threads tells its counts post by post, under a permission of their own (threads_manage_insights), for"
            " which the desk does not ask. Look at Insights in the app.",
        ),
    },
    text_limit=CHARACTERS,
    asset_limit=IMAGES,
    handle_pattern=r"[A-Za-z0-9_](?:[A-Za-z0-9._]{0,28}[A-Za-z0-9_])?",
    handle_help="The profile’s name, such as citylibrary.",
    settings=(
        Setting("access_token", "Access token", "The profile’s own, good for 60 days. See the steps.", secret=True),
    ),
    retention="What is deleted leaves the profile at once; Threads keeps copies for a time of its own choosing.",
    steps=(
        "Sign in to Threads with the agency’s Instagram account, and make the profile public.",
        "At developers.facebook.com, make an app for the agency with the Threads use case.",
        f"Under Customize, allow {', '.join(SCOPES)}, and no others.",
        "Add the profile under Roles, Threads testers; accept in Threads: Settings, Account, Website permissions.",
        "In the User Token Generator of the use case, press Generate, and copy the token into the form here.",
    ),
    notes=(
        "An emoji counts as the bytes it takes: 4 or more characters.",
        "PNG and WebP pictures are sent as JPEG.",
        "A video is an MP4 of at most 5 minutes, alone in its post, with its alternative text. Threads takes a few"
        " minutes to prepare it before it is published.",
        "Threads takes no file of captions, so they have to be in the video’s own picture.",
    ),
    pull_every=60,
)

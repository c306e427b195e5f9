"""What Bluesky can do. Limits are those of the lexicons app.bsky.feed.post, app.bsky.embed.images and …embed.video, and
chat.bsky.convo.defs.

Of a film the lexicon says 300 MB, and said 100 MB before: the lower is taken, which servers of any age take. How long
it may be, and that the account's address has to be confirmed, is the affair of Bluesky's video service
(https://docs.bsky.app/docs/tutorials/video): what it refuses would be a post whose video never plays.
"""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting
from masthead.channels.films import Limits

GRAPHEMES, BYTES, IMAGES, IMAGE_BYTES, ALT_GRAPHEMES, HIDDEN_REPLIES = 300, 3000, 4, 1_000_000, 2000, 300
MESSAGE_GRAPHEMES, MESSAGE_BYTES = 1000, 10_000
CHAT = "transition:chat.bsky"
"""The permission for direct messages, which they alone take."""
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
FILM = Limits(longest=3 * 60_000, heaviest=100_000_000, captions=20_000)
FILM_ALT_GRAPHEMES = 1000
SERVICE, WEB = "https://bsky.social", "https://bsky.app"

_YES = Capability("yes")

DESCRIPTION = Description(
    id="bluesky",
    name="Bluesky",
    proved="server",
    capabilities={
        "publish": _YES,
        "reply": _YES,
        "edit": Capability(
            "conditional", "The address stays and the words change, but some apps go on showing the earlier words."
        ),
        "delete_own": Capability("yes", reversible=False),
        "moderate": Capability(
            "conditional",
            "Only replies under our own posts can be hidden: apps fold them away; they stay on their author's page.",
            public_side_effect=True,
        ),
        "pull": _YES,
        "messages": Capability(
            "conditional",
            "Direct messages between two are read, from a day before the desk first looks, and answered in words alone."
            " Groups are not: look in the app. That a message was deleted is told only to whoever deleted it. It takes"
            f" the permission {CHAT}, or an app password made with “Allow access to your direct messages”; without"
            " it everything else goes on. Proved on the published contract: Bluesky’s chat service itself cannot be"
            " had for tests.",
        ),
        "recheck": _YES,
        "profile": _YES,
        "metrics": _YES,
        "follow": Capability("yes", public_side_effect=True),
        "marks": Capability("conditional", "The newest hundred likes and the newest hundred shares are looked at."),
    },
    text_limit=GRAPHEMES,
    asset_limit=IMAGES,
    handle_pattern=r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?",
    handle_help="A domain name, such as library.example.gov or citylibrary.bsky.social, without the @.",
    streams=("comments", "threads", "messages"),
    message_scopes=(CHAT,),
    settings=(
        Setting("handle", "Handle", "A domain name, such as library.example.gov or citylibrary.bsky.social."),
        Setting("service", "Server", f"Leave empty for {SERVICE}.", required=False),
        Setting(
            "app_password",
            "App password",
            "Made on Bluesky under Settings, Privacy and security, App passwords. Not the account's own password.",
            secret=True,
        ),
    ),
    retention="Posts are public records on the open network; copies may stay with others after deletion.",
    handle_forms=("{}.bsky.social",),
    steps=(
        "Sign in to the account on bsky.app, or open it there with the agency's e-mail address.",
        "Give it the agency's name, and a profile text that says it is official.",
        "Then choose “Sign in to Bluesky”: the desk leads to the page of the account's own server, which asks whether "
        "the desk may act for the account, and brings you back. No password reaches the desk.",
        "Or give an app password, where signing in is not possible: on Bluesky, under Settings, Privacy and security, "
        "App passwords, make one and call it Masthead, with access to direct messages if they are to come in here. "
        "Bluesky shows it once. Enter it in the form with the handle.",
        "To bear the agency's own domain: once the presence is launched, choose it on Bluesky under Settings, Account, "
        "Handle, “I have my own domain”, without a DNS entry. This site answers for it. The director then confirms it.",
    ),
    notes=(
        "A video is one MP4 of at most 3 minutes and 100 MB, alone in its post, with its alternative text and its"
        " captions, which may weigh 20 KB. The account's own server may take less, and is asked before the upload."
        " Bluesky takes 25 videos of an account in a day, and those of its own accounts only once their e-mail address"
        " is confirmed.",
        "Bluesky makes a video ready to play once its post is out: until then, for some seconds, apps show that it is"
        " still coming. Another server's account needs Bluesky's video service to play it at all.",
        f"Signing in asks for “atproto”, “transition:generic” and “{CHAT}”: to post, answer and follow as the "
        "account and to read its notifications and direct messages, as an app password does. Finer permissions are not "
        "known to every server yet. The account's own password and its address are not part of it.",
        "A sign-in holds for two years while the desk uses it, where the desk has a public https address at which "
        "Bluesky can read who it is. At a desk that is open on one machine alone, at http://127.0.0.1, it holds for "
        "two weeks. An app password has no end. Either can be taken back on Bluesky at any time.",
        "Hiding a reply and blocking an account are public records there: anyone can see who did it.",
    ),
)

"""What Bluesky can do. Limits are those of the lexicons app.bsky.feed.post and app.bsky.embed.images."""

from __future__ import annotations

from masthead.channels.port import Capability, Description, Setting

GRAPHEMES, BYTES, IMAGES, IMAGE_BYTES, ALT_GRAPHEMES, HIDDEN_REPLIES = 300, 3000, 4, 1_000_000, 2000, 300
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
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
            "no",
            "Bluesky’s chat is a service of its own, to which the desk is not connected. Look in the app. Bring"
            " the exchange in under “Hand over an exchange”: it goes to the records mailbox.",
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
    streams=("comments", "threads"),
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
        "Under Settings, Privacy and security, App passwords, make one and call it Masthead. Bluesky shows it once.",
        "Enter the handle and the app password below.",
        "To bear the agency's own domain: once the presence is launched, choose it on Bluesky under Settings, Account, "
        "Handle, “I have my own domain”, without a DNS entry. This site answers for it. The director then confirms it.",
    ),
    notes=("Hiding a reply and blocking an account are public records there: anyone can see who did it.",),
)

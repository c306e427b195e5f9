"""What a professional account can do, by https://developers.facebook.com/docs/instagram-platform (Instagram Login)."""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting
from masthead.channels.films import Limits

CHARACTERS, ANSWER, IMAGES, ALT = 2_200, 300, 10, 1_000
HASHTAGS, MENTIONS = 30, 20
ANSWER_HASHTAGS, ANSWER_LINKS = 4, 1
TALLEST, WIDEST = 4 / 5, 1.91
FILM = Limits(shortest=3000, longest=15 * 60_000)
"""Of a reel, by …/instagram-platform/instagram-graph-api/reference/ig-user/media. Its 300 MB are more than the
desk keeps of any film, and it takes every shape."""
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
WITHIN, MESSAGE_BYTES = 24, 1_000
"""Hours after a person's last message in which Instagram lets it be answered, and the bytes an answer may have."""
PERMISSION = "instagram_business_manage_messages"
"""What private messages alone take."""
SCOPES = (
    "instagram_business_basic",
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    PERMISSION,
)

DESCRIPTION = Description(
    id="instagram",
    name="Instagram",
    proved="contract",
    capabilities={
        "publish": Capability(
            "conditional",
            "Every post needs pictures or one video, which Instagram fetches from this desk: without a public address"
            " that begins with https:// there is no posting from here. At most 100 posts in 24 hours. When an answer is"
            " lost, the desk looks for the post; where that proves nothing, a person looks and says so, before it is"
            " sent again.",
        ),
        "reply": Capability(
            "conditional",
            f"An answer has at most {ANSWER} characters, and stands under the first comment of its thread.",
        ),
        "edit": Capability("no", "Instagram lets no program change a post or an answer. Change it in the app."),
        "delete_own": Capability(
            "conditional",
            "The agency’s own answers can be deleted from here. Posts cannot be, with the access the desk asks for:"
            " delete them in the app.",
            reversible=False,
        ),
        "moderate": Capability(
            "conditional",
            "A hidden comment disappears for the public and can be restored. Instagram tells its author nothing, and"
            " does not say whether the author goes on seeing it: send the notice. The account’s own comments are always"
            " shown.",
        ),
        "pull": Capability(
            "conditional",
            "Comments under the newest 25 posts are taken in. Mentions and comments on stories and live videos are not:"
            " look in the app.",
        ),
        "messages": Capability(
            "conditional",
            f"Instagram takes an answer only within {WITHIN} hours of the person’s last message, in words alone, at"
            f" most {MESSAGE_BYTES:,} bytes of them. The newest twenty messages of the newest 25 conversations are"
            " read, from a day before the desk first looks; a request in which nothing was said for thirty days is not"
            f" told, nor that a message was unsent. It takes the permission {PERMISSION}, and Meta’s advanced access to"
            " it where people write who have no role in the app: sign in again to grant it. Without it everything else"
            " goes on.",
        ),
        "recheck": Capability("yes"),
        "profile": Capability("conditional", "Instagram does not tell programs what the account says of itself."),
        "metrics": Capability(
            "conditional",
            "Likes and comments of the newest hundred posts. Views and shares take a permission not asked for.",
        ),
    },
    text_limit=CHARACTERS,
    asset_limit=IMAGES,
    handle_pattern=r"[A-Za-z0-9_](?:[A-Za-z0-9._]{0,28}[A-Za-z0-9_])?",
    handle_help="The account’s name, such as citylibrary.",
    settings=(
        Setting("access_token", "Access token", "The account’s own, good for 60 days. See the steps.", secret=True),
    ),
    retention="What is deleted leaves the account at once; Instagram keeps copies for a time of its own choosing.",
    steps=(
        "In the Instagram app, make the account a professional one of the type Business.",
        "At developers.facebook.com, make an app for the agency and add the Instagram use case, with Instagram login.",
        "Add the account to the app under Roles, Instagram testers, and accept the invitation in the Instagram app.",
        f"Under API setup, allow {', '.join(SCOPES)}, and no others.",
        "For private messages, open the Instagram app’s settings, Messages and story replies, Message controls, and"
        " switch Allow access to messages on.",
        "Press Generate token beside the account, and copy the token into the form here.",
    ),
    notes=(
        "Pictures between 4:5 and 1.91:1; PNG and WebP are sent as JPEG.",
        "A video is published as a reel, which the feed shows too: MP4, 3 seconds to 15 minutes, alone in its post. It"
        " is best upright, 9:16. Instagram takes a few minutes to prepare it before it is published.",
        "Instagram takes no file of captions, so they have to be in the video’s own picture. It has no alternative text"
        " for videos.",
        "Links in a caption cannot be followed there.",
        "To be told of comments and messages at once, set up the app’s webhook for comments and messages under API"
        " setup. The desk subscribes the account to it, and ends that when the presence is retired.",
        "An app that only people of the agency use needs no review by Meta, but for private messages of the public.",
    ),
    streams=("comments", "messages"),
    pull_every=60,
    messages_within=WITHIN,
    message_scopes=(PERMISSION,),
)

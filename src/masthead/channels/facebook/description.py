"""What a Page can do through the Graph API, by https://developers.facebook.com/docs/pages-api/."""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting
from masthead.channels.films import Limits

CHARACTERS, ANSWER, MESSAGE, IMAGES = 63_206, 8_000, 2_000, 10
WITHIN = 24
"""Hours after a person's last message in which Facebook lets it be answered."""
HEAVIEST = 10 * 1024 * 1024
FILM = Limits(longest=4 * 60 * 60_000, captions=200_000)
"""By …/docs/graph-api/video-uploads and …/reference/video/captions. The 10 GB are more than the desk keeps of any."""
PERMISSION = "pages_messaging"
"""What private messages alone take."""
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"})
SCOPES = (
    "pages_show_list",
    "pages_manage_posts",
    "pages_manage_engagement",
    "pages_read_engagement",
    "pages_read_user_content",
    PERMISSION,
    "pages_manage_metadata",
)

_YES = Capability("yes")

DESCRIPTION = Description(
    id="facebook",
    name="Facebook",
    proved="contract",
    capabilities={
        "publish": Capability(
            "conditional",
            "Facebook takes the same request twice for two posts. When an answer is lost, the desk looks for the post;"
            " where it does not find it, a person looks at the Page and says so, before it is sent again.",
        ),
        "reply": _YES,
        "edit": Capability("conditional", "Readers can open the earlier words. Pictures and videos stay as they were."),
        "delete_own": Capability("conditional", "The comments under the post disappear with it.", reversible=False),
        "moderate": Capability(
            "conditional",
            "A hidden comment stays visible to its author and the author’s friends, and Facebook tells nobody that it"
            " was hidden. It can be restored. Because it is hidden without a word, send its author the notice. Comments"
            " that Facebook lets nobody hide are left as they are.",
        ),
        "pull": Capability(
            "conditional",
            "Comments under the Page’s newest 25 posts are taken in. Visitors’ own posts on the Page and mentions"
            " elsewhere are not: look on the Page.",
        ),
        "messages": Capability(
            "conditional",
            f"Facebook takes an answer only within {WITHIN} hours of the person’s last message, in words alone. The"
            " newest twenty messages of the newest 25 conversations are read, from a day before the desk first looks;"
            f" that a message was unsent is not told. It takes the permissions {PERMISSION} and"
            " pages_manage_metadata, and Meta’s advanced access to the first: sign in again to grant them. Without"
            " them everything else goes on.",
        ),
        "recheck": _YES,
        "profile": _YES,
        "metrics": Capability(
            "conditional",
            "Reactions, comments and shares. How many people saw a post takes a permission not asked for.",
        ),
    },
    text_limit=CHARACTERS,
    asset_limit=IMAGES,
    handle_pattern=r"[A-Za-z0-9.]{5,50}|\d{5,20}",
    handle_help="The Page’s name in its address: of facebook.com/citylibrary, citylibrary. Without one, its number.",
    settings=(Setting("access_token", "Access token", "The Page’s own, not a person’s. See the steps.", secret=True),),
    retention="What is deleted leaves the Page at once; Facebook keeps copies for a time of its own choosing.",
    steps=(
        "Become an administrator of the Page with full control, with two-factor sign-in switched on.",
        "At developers.facebook.com, make an app of the type Business for the agency, and add the Pages use case.",
        "Open the Graph API Explorer, choose that app, and choose the Page under User or Page.",
        f"Ask for these permissions and no others: {', '.join(SCOPES)}.",
        "In the Access Token Tool, extend the token, choose the Page again, and copy the Page’s token into the form.",
        "Switch the app to Live: what an app still in development posts is seen by its own developers alone.",
    ),
    notes=(
        "A link in a post without pictures is shown with a preview of its page.",
        "A video is an MP4, alone in its post. It waits on the Page as a draft, with its captions, until Facebook has"
        " prepared it, and is published then. Drafts of uploads that broke off are seen by nobody; delete them in Meta"
        " Business Suite. Facebook has no alternative text for videos.",
        "To be told at once, set up the app’s webhook for Page under Webhooks in its dashboard: the fields feed, and"
        f" messages for private ones. The desk subscribes the Page to both, to the second where {PERMISSION} is granted"
        " (pages_manage_metadata), and ends that when the presence is retired.",
        "An app that only people of the agency use needs no review by Meta, but for private messages of the public.",
    ),
    streams=("comments", "messages"),
    pull_every=60,
    messages_within=WITHIN,
    message_scopes=(PERMISSION,),
)

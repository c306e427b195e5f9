"""What YouTube's Data API lets the owner of a channel do, by https://developers.google.com/youtube/v3/docs.

How requests and answers look is taken from YouTube's own discovery document, which comes with Google's library.
"""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting

SITE = "https://www.youtube.com"
TITLE, DESCRIPTION_BYTES, ANSWER_CHARACTERS = 100, 5000, 10_000
VIDEO, CAPTIONS = "video/mp4", "text/vtt"
SCOPES = ("https://www.googleapis.com/auth/youtube.force-ssl",)
"""One scope: uploading, publishing, captions, and comments with their moderation, which no narrower scope allows."""

_YES = Capability("yes")

DESCRIPTION = Description(
    id="youtube",
    name="YouTube",
    proved="contract",
    capabilities={
        "publish": Capability(
            "conditional",
            "A post is one MP4 video. Google keeps what an app uploads private until it has audited the app, so a new"
            " app publishes nothing before that.",
        ),
        "reply": Capability(
            "conditional", "An answer to an answer stands under the comment that began it: there are two levels."
        ),
        "edit": Capability("conditional", "Title and description change; the video itself cannot be exchanged."),
        "delete_own": Capability(
            "conditional", "The comments under a video go with it, and nothing brings them back.", reversible=False
        ),
        "moderate": Capability(
            "conditional",
            "A removed comment is held for review, out of everybody's sight with the answers under it. Its author is"
            " told nothing and may go on seeing it. YouTube keeps what is held for 60 days: whoever restores it later"
            " restores nothing there. The record keeps the words.",
            public_side_effect=False,
        ),
        "pull": Capability(
            "conditional",
            "Comments that YouTube itself holds back, as spam or for review, are not taken in: nobody can read them."
            " The 100 newest threads of the channel are read at each pull.",
        ),
        "messages": Capability("no", "YouTube has no private messages."),
        "recheck": Capability(
            "conditional", "A comment rejected on YouTube itself cannot be told from one its author deleted."
        ),
        "profile": _YES,
        "metrics": Capability(
            "conditional", "Views, likes and comments; shares are not told. YouTube holds some back for a while."
        ),
    },
    text_limit=DESCRIPTION_BYTES,
    asset_limit=2,
    handle_pattern=r"@?[\w.·-]{3,30}",
    handle_help="The handle of the channel, such as @citylibrary.",
    settings=(
        Setting(
            "channel",
            "Channel ID",
            "On YouTube under Settings, Advanced settings. It begins with UC.",
        ),
        Setting("access_token", "Access token", f"With the scope {SCOPES[0]}. A pasted one ends within an hour.", True),
    ),
    follows_nobody="Masthead subscribes to no channels on YouTube.",
    retention="YouTube asks that stored copies of what its interface gave be refreshed or deleted after 30 days. A"
    " named person decides how that agrees with the agency's own schedule.",
    notes=(
        "A first line with an empty line after it becomes the title. Without one, the title is how the text begins."
        f" A title has at most {TITLE} characters.",
        "YouTube counts a description in bytes: a letter with an accent is two, an emoji four or more.",
        "The characters < and > are not taken in titles and descriptions.",
        "The video comes with its captions as a WebVTT file. YouTube has no alternative text for videos.",
        "Videos are published as not made for children: the agency says otherwise on YouTube, and comments end there.",
        "YouTube allows each app 10,000 units of work a day. When they are used up, sending and reading wait for"
        " midnight in California.",
    ),
    steps=(
        "In the Google Cloud console, make a project in the agency's name and enable the YouTube Data API v3.",
        "Make an OAuth client of the type Web application, with the address to return to that this desk shows.",
        "Set the app to In production, and ask Google for the audit: before it, videos stay private.",
        "Sign in as the owner of the channel, choose the channel, and leave the box for YouTube ticked.",
    ),
    pull_every=120,
)

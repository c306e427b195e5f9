"""What LinkedIn lets a program do for the page of an organization, by its documents on community management.

Sources: https://learn.microsoft.com/linkedin/marketing/community-management/ (Posts, Images, Videos, Comments, Social
Metadata, little text format). LinkedIn retires each version of its interface about a year after the month in its name.
"""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting
from masthead.channels.films import Limits

API = "https://api.linkedin.com/rest"
SITE = "https://www.linkedin.com"
VERSION = "202609"
CHARACTERS, ANSWER_CHARACTERS, IMAGES, ALT = 3000, 1250, 20, 4086
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif"})
FILM = Limits(shortest=3000, longest=30 * 60_000, lightest=75_000, heaviest=500_000_000)
"""By …/community-management/shares/videos-api, Video File Size Specifications."""
SCOPES = ("r_organization_admin", "r_organization_social", "w_organization_social")

_YES = Capability("yes")

DESCRIPTION = Description(
    id="linkedin",
    name="LinkedIn",
    proved="contract",
    capabilities={
        "publish": _YES,
        "reply": Capability(
            "conditional", "An answer to an answer stands under the comment that began it: there are two levels."
        ),
        "edit": Capability("conditional", "Only the words can change, and readers see that the post was edited."),
        "delete_own": Capability(
            "conditional", "The comments under a post go with it, and nothing brings them back.", reversible=False
        ),
        "moderate": Capability(
            "no",
            "LinkedIn lets no program hide a comment of somebody else. An administrator of the page can delete it on"
            " LinkedIn itself, for good, or close the comments of the post there: a person decides and does that.",
        ),
        "pull": Capability(
            "conditional",
            "Comments under the page's 20 posts changed last are taken in, without the names of their authors, which"
            " LinkedIn tells no program.",
        ),
        "messages": Capability(
            "no",
            "LinkedIn gives messages to a Page to no program. Look on the Page. Bring the exchange in under “Hand"
            " over an exchange”: it goes to the records mailbox.",
        ),
        "recheck": _YES,
        "profile": _YES,
        "metrics": Capability(
            "no",
            "LinkedIn tells its counts only to whoever may change the whole page (rw_organization_admin), for which the"
            " desk does not ask. Look at Analytics on the page.",
        ),
    },
    text_limit=CHARACTERS,
    asset_limit=IMAGES,
    handle_pattern=r"[\w-]{1,100}",
    handle_help="The page's own part of its address: city-library in linkedin.com/company/city-library.",
    settings=(
        Setting(
            "organization",
            "Number of the page",
            "In the address of the page as its administrator sees it: 12345 in linkedin.com/company/12345/admin.",
        ),
        Setting("access_token", "Access token", f"With the permissions {' '.join(SCOPES)}, and no others.", True),
    ),
    follows_nobody="The page of an organization follows nobody by a program's hand.",
    retention="LinkedIn asks that copies of members' comments go when they are deleted there. A named person decides"
    " how that agrees with the agency's own schedule.",
    notes=(
        "A video is one MP4 of 3 seconds to 30 minutes, alone in its post, with its captions, which are sent as SubRip."
        " It is published once LinkedIn has prepared it. LinkedIn has no alternative text for videos.",
        "LinkedIn takes no second post of the same words for a day or two, even after the first was deleted.",
        "LinkedIn does not say who wrote a comment; its address leads to the name.",
        "To be told of comments at once, register the desk's webhook address under Webhooks in LinkedIn's portal, where"
        " the app has that use case, and subscribe the page to ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS with an"
        " administrator's own token: that takes a permission over the whole page (rw_organization_admin), which the"
        " desk does not hold.",
        "An access token ends after 60 days. Where LinkedIn gave one to renew it with, a person signs in once a year.",
    ),
    steps=(
        "Ask LinkedIn for access to its Community Management API, for an app that belongs to the agency's page.",
        "In LinkedIn's developer portal, enter the address to return to that this desk shows beside the app.",
        "Sign in to LinkedIn as an administrator of the page, and choose the page.",
        f"Or paste a token made in the portal with the permissions {', '.join(SCOPES)}, and the number in the page's"
        " address as its administrator sees it.",
    ),
    pull_every=600,
)

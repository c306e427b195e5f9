"""What the Noticeboard can do, in the words of the port."""

from __future__ import annotations

from masthead.channels.description import Capability, Description

TEXT_LIMIT, ASSET_LIMIT, IMAGE_BYTES = 10_000, 10, 20_000_000
IMAGE_TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}

_YES = Capability("yes")

DESCRIPTION = Description(
    id="noticeboard",
    name="Noticeboard",
    proved="own",
    capabilities={
        "publish": _YES,
        "reply": _YES,
        "edit": _YES,
        "delete_own": Capability("conditional", "The page no longer shows it; the records keep it.", reversible=False),
        "moderate": Capability("yes", public_side_effect=True),
        "pull": _YES,
        "messages": Capability("no", "Nobody writes to the Noticeboard in private: all that is said there is public."),
        "recheck": _YES,
        "profile": _YES,
        "metrics": Capability("conditional", "Only comments: the board keeps no count of who reads it, on purpose."),
        "follow": Capability("no", "Nobody follows anybody on the Noticeboard."),
        "marks": Capability("no", "There are no likes or shares on the Noticeboard."),
    },
    text_limit=TEXT_LIMIT,
    asset_limit=ASSET_LIMIT,
    handle_pattern=r"[a-z0-9][a-z0-9-]{1,60}",
    handle_help="Lower-case letters, digits and hyphens, such as library-news.",
    retention="The agency's own server: kept as long as the records schedule says.",
    notes=(
        "Needs no account anywhere: it works from the first day.",
        "A video is one MP4 of any size the desk takes, with its captions as they are, its alternative text, and"
        " pictures beside it where you like. An answer to a comment has words alone.",
    ),
    one_account=True,
    own_pages=True,
    follows_nobody="Nobody follows anybody on the Noticeboard.",
    handle_forms=("{}", "{}-noticeboard"),
    steps=("It is part of this desk. Choose how the board calls the agency, and connect.",),
)

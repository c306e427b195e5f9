"""What can be known of a page through its feeds alone. Nothing is ever sent there."""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting

LONGEST = 10_000
"""Of an answer that a person posts. What the page takes is for its own system to say."""

_ELSEWHERE = "A feed is read, and takes nothing: do it on the page's own system."

DESCRIPTION = Description(
    id="feeds",
    name="Feed",
    proved="contract",
    capabilities={
        "publish": Capability("no", "A feed is read, and takes nothing: posts go up on the page's own system."),
        "reply": Capability(
            "conditional", "A feed takes nothing: a person posts the answer on the page, and pastes its address."
        ),
        "edit": Capability("no", _ELSEWHERE),
        "delete_own": Capability("no", _ELSEWHERE),
        "moderate": Capability("no", _ELSEWHERE),
        "pull": Capability(
            "conditional",
            "Posts, and comments where the page has a feed of them: what stands in the feed when it is read, every"
            " quarter of an hour, each feed by itself: one that is broken holds up no other. An answer that was written"
            " here is known again by its address and its words; what the agency answers there otherwise comes in as"
            " somebody's comment, because a feed does not prove who wrote it.",
        ),
        "messages": Capability(
            "no",
            "A feed holds what is public. Look on the page’s own system. Bring the exchange in under “Hand over"
            " an exchange”: it goes to the records mailbox.",
        ),
        "recheck": Capability(
            "no",
            "A feed shows the newest alone. What is no longer in it may have been deleted or be merely old, so nothing"
            " is ever taken for deleted.",
        ),
        "profile": Capability("conditional", "The feed's own title and description, and the page it names."),
        "metrics": Capability("no", "A feed tells no counts."),
        "follow": Capability("no", "A feed follows nobody."),
    },
    text_limit=LONGEST,
    asset_limit=0,
    handle_pattern=r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9-]{1,63}(:\d{1,5})?(/\S*)?",
    handle_help="The address of the feed of posts without https://, such as library.example/news/feed.xml.",
    streams=("posts", "comments"),
    streams_apart=True,
    settings=(
        Setting(
            "address",
            "Feed of posts",
            "RSS, Atom or JSON Feed. It begins with https://, such as https://library.example/news/feed.xml.",
        ),
        Setting(
            "comments",
            "Feed of comments",
            "Where the page has one. Leave it empty where the public cannot comment there.",
            required=False,
            identifies=False,
        ),
    ),
    follows_nobody="A feed follows nobody.",
    retention="The page's own system keeps and deletes by its own rules; what came in here is kept by the agency's.",
    notes=(
        "A wording that changes under the same id is taken in as an edit, beside the wording before.",
        "Posts written on the page's own system pass by the desk's checks and approvals: the desk only keeps them.",
    ),
    steps=(
        "On the page, look for a link called RSS, Atom or Feed, and copy its address.",
        "Where the public can comment there, look for the feed of comments too: on many systems, the same address with"
        " “comments” in it.",
        "See that the feed's title carries the agency's name: it stands where a profile's name does.",
        "Fill in both addresses here, and give the first, without https://, as the handle.",
    ),
    pull_every=15 * 60,
)

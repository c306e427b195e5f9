"""What a user with an API key can do on a Discourse forum, by https://docs.discourse.org/."""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting

CHARACTERS, IMAGES, SHORTEST_TITLE = 15_000, 10, 15
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})

_YES = Capability("yes")

DESCRIPTION = Description(
    id="discourse",
    name="Discourse",
    proved="contract",
    capabilities={
        "publish": _YES,
        "reply": _YES,
        "edit": Capability("conditional", "Readers can open the earlier words, unless the forum hides them."),
        "delete_own": Capability(
            "conditional", "The topic disappears with the answers in it; the forum's staff can bring it back."
        ),
        "moderate": Capability(
            "conditional",
            "Only where the agency's user is a moderator of the forum. A removed answer disappears for everyone but"
            " the forum's staff, and can be restored.",
        ),
        "pull": Capability("conditional", "Answers in the agency's newest 30 topics are taken in; older ones are not."),
        "messages": Capability(
            "no",
            "The desk reads the topics it posted in, and no personal messages. Look on the forum. Bring the"
            " exchange in under “Hand over an exchange”: it goes to the records mailbox.",
        ),
        "recheck": _YES,
        "profile": _YES,
        "metrics": Capability(
            "conditional", "Of the agency's newest 30 topics; likes are those of a topic's answers too."
        ),
    },
    text_limit=CHARACTERS,
    asset_limit=IMAGES,
    handle_pattern=r"\w[\w.-]*@([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9-]{2,63}(:\d{1,5})?",
    handle_help="The user with the forum, such as library@forum.example.",
    settings=(
        Setting("address", "Address of the forum", "It begins with https://, such as https://forum.example."),
        Setting("user", "User name", "The agency's user on the forum."),
        Setting(
            "category",
            "Category number",
            "Where topics go: the number at the end of the category's address.",
            identifies=False,
        ),
        Setting("api_key", "API key", "Made by the forum's administrator for that user alone.", secret=True),
    ),
    retention="What is deleted there stays in the forum's database; the forum's operator decides how long.",
    notes=(
        "A first line with an empty line after it becomes the title of the topic. Without one, the title is how the"
        f" text begins. The forum wants at least {SHORTEST_TITLE} characters in a title.",
        "A video is one MP4, with pictures beside it where you like. Each forum says whether it takes any and how large"
        " one may be: the desk asks it before the upload. Many take none until their administrator adds mp4 to"
        " “authorized extensions” and raises “max attachment size kb”. Discourse has no alternative text for videos.",
        "Discourse takes no file of captions, so they have to be in the video’s own picture.",
    ),
    steps=(
        "Ask the forum's administrator for a user in the agency's name, a moderator if comments are to be removed.",
        "The administrator opens Admin, API, New API Key, chooses Single User and that user.",
        "As scopes, the administrator chooses those on topics, posts (delete among them), uploads and users.",
        "Open the category in which the agency posts, and note the number at the end of its address.",
    ),
)

"""What a WordPress site can do, through the interface every site has had since WordPress 5.6."""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting

CHARACTERS, IMAGES = 15_000, 10
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})

_YES = Capability("yes")

DESCRIPTION = Description(
    id="wordpress",
    name="WordPress",
    proved="server",
    capabilities={
        "publish": _YES,
        "reply": _YES,
        "edit": _YES,
        "delete_own": Capability(
            "conditional",
            "The post goes to the site's trash, where it can be brought back for 30 days; its pictures, its video"
            " and its captions are deleted for good, so that nobody can open them by their address.",
        ),
        "moderate": Capability(
            "conditional",
            "A hidden comment is held: the public no longer sees it, its author may still see it marked as waiting."
            " It can be restored at any time. Spam and trash are not used, because the site empties them.",
        ),
        "pull": Capability(
            "conditional", "What the site itself filed as spam or put in the trash is not taken in: look there."
        ),
        "messages": Capability(
            "no",
            "A WordPress site has no private messages; what its own forms collect is not read.",
        ),
        "recheck": _YES,
        "profile": _YES,
        "metrics": Capability("conditional", "Only approved comments: WordPress itself does not count readers."),
    },
    # A comment holds 65,525 bytes, so this many of the widest characters fit with room for their markup.
    text_limit=CHARACTERS,
    asset_limit=IMAGES,
    handle_pattern=r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9-]{1,63}(:\d{1,5})?(/[\w.~/-]*)?",
    handle_help="The site's address without https://, such as news.library.example.",
    settings=(
        Setting("address", "Address of the site", "It begins with https://, such as https://news.library.example."),
        Setting(
            "user",
            "User name",
            "A user of that site with the role Editor, made for this desk alone. It is the name readers see beside"
            " answers, so give it the agency's name.",
            identifies=False,
        ),
        Setting(
            "application_password",
            "Application password",
            "Made on the site under Users, Profile, Application Passwords, for that user. Not the user's own password.",
            secret=True,
        ),
    ),
    follows_nobody="A WordPress site follows nobody.",
    retention="The site is the agency's own: what is on it is kept or deleted by the agency's own schedule.",
    steps=(
        "On the site, open Users, Add New, and make a user for this desk: the agency's name, the role Editor.",
        "Sign in as that user and open Profile, Application Passwords.",
        "Name the password Masthead, press Add New, and copy what is shown: it is shown once.",
        "Fill in the site's address, the user's name and that password in the form here.",
    ),
    notes=(
        "A first line with an empty line after it becomes the title. Without one, the title is how the text begins.",
        "Comments the site holds for approval are taken in too, and stay unseen until somebody approves them there."
        " To let the policy alone decide, turn that off on the site under Settings, Discussion.",
        "A picture or video can be opened by its own address, which nobody is told, before the post that shows it is"
        " published.",
        "A video is one MP4, with its captions as they are, and pictures beside it where you like. How large it may be"
        " the site says only when it is sent: 2 MB where nobody has raised PHP’s upload_max_filesize and post_max_size,"
        " so ask whoever runs the site. WordPress has no alternative text for videos.",
    ),
)

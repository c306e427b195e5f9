"""What can be done on a platform that only people can use. Every reason says who does it instead."""

from __future__ import annotations

from masthead.channels.description import Capability, Description, Setting

LONGEST, FILES = 20_000, 20

DESCRIPTION = Description(
    id="hand",
    name="By hand",
    proved="people",
    capabilities={
        "publish": Capability(
            "conditional",
            "When its time comes, the desk gives out words and files; a person posts them and pastes the address."
            " It counts as published on that person's word, because nothing is read back.",
        ),
        "reply": Capability("conditional", "A person posts the answer, as with a post, and pastes its address."),
        "edit": Capability("no", "A post that was put up by hand is changed by hand, on the platform itself."),
        "delete_own": Capability("no", "A post that was put up by hand is taken down by hand, on the platform itself."),
        "moderate": Capability("no", "The desk cannot remove comments there: a person does it on the platform itself."),
        "pull": Capability("no", "Comments do not come in by themselves: whoever reads them there pastes them here."),
        "messages": Capability(
            "no",
            "Nobody looks there by machine. Bring the exchange in under “Hand over an exchange”: it goes to the"
            " records mailbox.",
        ),
        "recheck": Capability("no", "Nobody looks there by machine, so edits and deletions are seen by people only."),
        "profile": Capability("no", "The account is not read: its address is kept as the person gave it."),
        "metrics": Capability("no", "Nothing is read there: whoever looks after the account sees its counts."),
    },
    text_limit=LONGEST,
    asset_limit=FILES,
    handle_pattern=r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63}(/\S*)?",
    handle_help="The address of the account's page without https://, such as nextdoor.com/agency/city-library.",
    streams=(),
    settings=(
        Setting("platform", "Platform", "Its name as people say it, such as Nextdoor.", identifies=False),
        Setting("address", "Address of the account's page", "It begins with https://. The public finds it with this."),
        Setting(
            "limit",
            "Longest post",
            f"In characters, as the platform counts. Leave empty if it sets none; {LONGEST} then.",
            required=False,
            identifies=False,
        ),
    ),
    follows_nobody="The registers do not know the accounts of a platform that only people reach.",
    retention="What is on the platform is under its own terms; what was pasted here is kept by the agency's schedule.",
    notes=("Nothing is ever sent to the platform from here, so it needs no permission, account key or contract.",),
    steps=(
        "Open the account on the platform, in the agency's name, and note the address of its page.",
        "Fill in the form here: the platform's name, that address, and how long a post may be.",
        "Say who among the staff looks for posts that wait to be put up, and for comments there.",
    ),
)

"""The two letters and the name by which a channel is known on the desk."""

from __future__ import annotations

_MARKS = {
    "noticeboard": ("Nb", "Noticeboard"),
    "bluesky": ("Bs", "Bluesky"),
    "mastodon": ("Ma", "Mastodon"),
    "facebook": ("Fb", "Facebook"),
    "instagram": ("Ig", "Instagram"),
    "threads": ("Th", "Threads"),
    "x": ("X", "X"),
    "youtube": ("Yt", "YouTube"),
    "linkedin": ("Li", "LinkedIn"),
    "wordpress": ("Wp", "WordPress"),
    "tiktok": ("Tt", "TikTok"),
    "nextdoor": ("Nd", "Nextdoor"),
    "feeds": ("Fe", "Feed"),
    "hand": ("Ha", "Posted by hand"),
}


def mark_of(channel: str) -> tuple[str, str]:
    """(letters, name). A channel not named here goes by its own first two letters."""
    return _MARKS.get(channel, (channel[:2].capitalize(), channel.replace("_", " ").capitalize()))

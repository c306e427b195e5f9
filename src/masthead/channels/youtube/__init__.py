"""YouTube, for the channel of an agency: videos, and what is said under them."""

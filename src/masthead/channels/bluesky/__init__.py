"""Bluesky, and any other server of the AT Protocol that carries app.bsky records."""

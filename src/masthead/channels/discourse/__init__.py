"""Discourse: a community's forum, with the agency as one of its users."""

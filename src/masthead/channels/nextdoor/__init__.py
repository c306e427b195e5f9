"""Nextdoor: neighborhoods, to which a public agency posts."""

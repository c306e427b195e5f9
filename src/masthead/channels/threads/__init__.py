"""Threads: the agency's profile there, and what is replied to it."""

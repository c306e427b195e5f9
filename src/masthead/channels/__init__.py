"""Channels: one contract (port.py) and one folder per platform, registered by presence."""

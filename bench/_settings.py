"""The real settings, but for simulated platforms on this machine and quick passwords of people nobody signs in as."""

from masthead.project.settings import *  # noqa: F403

MASTHEAD_CHANNELS_ON_LOOPBACK = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

"""The real settings for a storm: simulated platforms stand on this machine, and a locked database is soon given up."""

from masthead.project.settings import *  # noqa: F403
from masthead.project.settings import DATABASES

MASTHEAD_CHANNELS_ON_LOOPBACK = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What is expected to go wrong is counted, not logged.
LOGGING_CONFIG = None
if "timeout" in DATABASES["default"]["OPTIONS"]:  # type: ignore[operator]
    DATABASES["default"]["OPTIONS"]["timeout"] = 0.25  # type: ignore[index]

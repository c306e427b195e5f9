"""The real settings in a home of their own. MASTHEAD_TEST_DATABASE chooses sqlite (default) or postgresql."""

import os
import tempfile

os.environ["MASTHEAD_HOME"] = tempfile.mkdtemp(prefix="masthead-test-")
which = os.environ.get("MASTHEAD_TEST_DATABASE", "sqlite")
if which == "postgresql":
    # Where `make test` started its server; the name of the database matters little, tests make their own.
    os.environ["DATABASE_URL"] = os.environ["MASTHEAD_TEST_POSTGRESQL"]
elif which == "sqlite":
    os.environ.pop("DATABASE_URL", None)
else:
    raise ValueError(f"MASTHEAD_TEST_DATABASE is sqlite or postgresql, not {which!r}")
os.environ.pop("MASTHEAD_DEMO", None)

from masthead.project.settings import *  # noqa: E402, F403
from masthead.project.settings import STATIC_ROOT  # noqa: E402

STATIC_ROOT.mkdir()

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Slow hashes protect real passwords; here they would only slow every sign-in of a test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The peers that connectors are proved against stand on this machine.
MASTHEAD_CHANNELS_ON_LOOPBACK = True

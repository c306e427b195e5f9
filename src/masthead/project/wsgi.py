"""The web application, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.project.settings")
application = get_wsgi_application()

# Only now: models are usable, and the first answers need not wait.
from masthead.project.warm_up import warm_up  # noqa: E402

warm_up()

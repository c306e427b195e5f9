"""The web application, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.project.settings")
application = get_wsgi_application()

# Only now are models usable.
from masthead.project.warm_up import warm_up_after_the_first_answer  # noqa: E402

warm_up_after_the_first_answer()

"""Starts Django inside a command that needs it. Commands that do not (check, assess, serve) never pay for it."""

from __future__ import annotations

import os

from masthead.project.command import Unready


def start_django() -> None:
    """Make models usable. Raises Unready, in the setting's own words, when a setting cannot be used."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.project.settings")
    try:
        settings.DATABASES  # noqa: B018  reading one setting reads the file, where a bad one says what is wrong
        django.setup()
    except ImproperlyConfigured as error:
        if "psycopg" in str(error):
            raise Unready(
                "DATABASE_URL asks for PostgreSQL: run `make setup` with it set to install the driver."
            ) from error
        raise Unready(str(error)) from error
    except ValueError as error:
        raise Unready(str(error)) from error

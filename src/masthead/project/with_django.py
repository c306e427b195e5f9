"""Starts Django inside a command that needs it. Commands that do not (check, assess, serve) never pay for it."""

from __future__ import annotations

from masthead.project.command import Unready


def start_django() -> None:
    """Make models usable. Raises Unready, in the setting's own words, when a setting cannot be used."""
    import django

    try:
        from django.conf import settings

        settings.DATABASES  # noqa: B018  reading one setting reads the file, where a bad one says what is wrong
    except ValueError as error:
        raise Unready(str(error)) from error
    django.setup()

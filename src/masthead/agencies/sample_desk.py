"""Whether this is the sample desk. What exists there alone (sign-in links, the sample mailbox) asks here."""

from __future__ import annotations

from django.conf import settings

from masthead.agencies.models import the_agency


def is_sample_desk() -> bool:
    """Both locks are open: `masthead demo` started this process, and the agency in the database is the sample."""
    if not settings.MASTHEAD_DEMO:
        return False
    agency = the_agency()
    return agency is not None and agency.demo

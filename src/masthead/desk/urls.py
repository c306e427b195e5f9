"""The desk's addresses, page by page. The navigation shows a page as soon as its name is here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from masthead.desk import theme
from masthead.desk.views import (
    agency,
    approvals,
    drafts,
    inbox,
    links,
    media,
    moderation,
    people,
    policy,
    presences,
    records,
    sample_mail,
    self_check,
    stop,
    today,
    tokens,
)

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("theme", theme.choose, name="theme"),
    *today.urlpatterns,
    *presences.urlpatterns,
    *drafts.urlpatterns,
    *approvals.urlpatterns,
    *inbox.urlpatterns,
    *moderation.urlpatterns,
    *media.urlpatterns,
    *links.urlpatterns,
    *stop.urlpatterns,
    *people.urlpatterns,
    *agency.urlpatterns,
    *records.urlpatterns,
    *policy.urlpatterns,
    *self_check.urlpatterns,
    *tokens.urlpatterns,
    *sample_mail.urlpatterns,
]

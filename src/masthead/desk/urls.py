"""The desk's addresses, page by page. The navigation shows a page as soon as its name is here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from masthead.desk import theme
from masthead.desk.views import agency, approvals, drafts, links, media, people, presences, stop, today

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("theme", theme.choose, name="theme"),
    *today.urlpatterns,
    *presences.urlpatterns,
    *drafts.urlpatterns,
    *approvals.urlpatterns,
    *media.urlpatterns,
    *links.urlpatterns,
    *stop.urlpatterns,
    *people.urlpatterns,
    *agency.urlpatterns,
]

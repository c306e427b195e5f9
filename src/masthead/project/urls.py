"""Every address of the house, and which part of it answers."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from masthead.project.signing_in import alive

urlpatterns = [
    # The short address to tell every employee; the page itself stands on the desk, behind the same sign-in.
    path("employees/self-check", RedirectView.as_view(pattern_name="desk:self_check", query_string=False)),
    path("desk/", include("masthead.desk.urls")),
    path("api/", include("masthead.api.urls")),
    path("sign-in/", include("masthead.project.sign_in_urls")),
    path("welcome/", include("masthead.project.first_run.urls")),
    path("alive/", alive, name="alive"),
    path("", include("masthead.public.urls")),
]

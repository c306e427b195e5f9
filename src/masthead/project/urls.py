"""Every address of the house, and which part of it answers."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("desk/", include("masthead.desk.urls")),
    path("api/", include("masthead.api.urls")),
    path("sign-in/", include("allauth.urls")),
    path("", include("masthead.public.urls")),
]

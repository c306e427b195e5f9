"""Every address of the house, and which part of it answers."""

from __future__ import annotations

from django.urls import include, path

from masthead.project.signing_in import alive, demo_sign_in

urlpatterns = [
    path("desk/", include("masthead.desk.urls")),
    path("api/", include("masthead.api.urls")),
    path("sign-in/demo/<str:token>/", demo_sign_in, name="demo_sign_in"),
    path("sign-in/", include("allauth.urls")),
    path("welcome/", include("masthead.project.first_run.urls")),
    path("alive/", alive, name="alive"),
    path("", include("masthead.public.urls")),
]

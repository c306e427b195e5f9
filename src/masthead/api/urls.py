"""/api/: the interface for programs."""

from __future__ import annotations

from django.urls import path

from masthead.api.interface import api

urlpatterns = [path("", api.urls)]

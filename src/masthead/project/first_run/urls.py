from __future__ import annotations

from django.urls import path

from masthead.project.first_run import views

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("test-mail/", views.test_mail, name="welcome_test_mail"),
    path("finish/", views.finish, name="welcome_finish"),
    path("<slug:name>/", views.step, name="welcome_step"),
]

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "masthead.jobs"
    default_auto_field = "django.db.models.BigAutoField"

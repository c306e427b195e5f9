from django.apps import AppConfig


class PresencesConfig(AppConfig):
    name = "masthead.presences"
    default_auto_field = "django.db.models.BigAutoField"

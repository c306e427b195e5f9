from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "masthead.public"
    default_auto_field = "django.db.models.BigAutoField"

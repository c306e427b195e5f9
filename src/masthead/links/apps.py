from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "masthead.links"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "masthead.adoption"
    default_auto_field = "django.db.models.BigAutoField"

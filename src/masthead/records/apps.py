from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "masthead.records"
    default_auto_field = "django.db.models.BigAutoField"

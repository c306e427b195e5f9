from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "masthead.conversations"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "masthead.conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.conversations import evidence, forward, reply  # noqa: F401 - registers what they can tell

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "masthead.moderation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.moderation import gates, letter  # noqa: F401 - registers gates and notices

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "masthead.outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.outbox import evidence  # noqa: F401 - registers what it can tell a review

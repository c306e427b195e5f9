from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "masthead.publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.publishing import deliver, evidence, take_down  # noqa: F401 - register what others ask

from django.apps import AppConfig


class PresencesConfig(AppConfig):
    name = "masthead.presences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.channels.noticeboard import spoken_for
        from masthead.presences.known_names import names_of_presences

        spoken_for.register(names_of_presences)

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "masthead.project"

    def ready(self) -> None:
        from masthead.project import policy_source

        policy_source.connect()

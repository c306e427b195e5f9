from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "masthead.project"

    def ready(self) -> None:
        from masthead.desk.shell import set_last_beat
        from masthead.jobs.lost import last_beat
        from masthead.project import form_sentences, policy_source

        form_sentences.connect()
        policy_source.connect()
        set_last_beat(last_beat)

from django.apps import AppConfig


class EmployeesConfig(AppConfig):
    name = "masthead.employees"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.employees import gates, remind  # noqa: F401 - registers gates and notices

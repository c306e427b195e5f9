from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "masthead.following"
    default_auto_field = "django.db.models.BigAutoField"

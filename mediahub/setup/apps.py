"""Set-up as an app of its own, for its one row and its command."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "mediahub.setup"
    label = "setup"
    verbose_name = "Set-up"
    default_auto_field = "django.db.models.BigAutoField"

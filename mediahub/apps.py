"""The project as an app: its commands and checks, no models."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class MediaHubConfig(AppConfig):
    name = "mediahub"
    verbose_name = "MediaHub"

    def ready(self) -> None:
        from mediahub import checks  # noqa: F401  # registers them


class DeskConfig(AdminConfig):
    """Django's admin app with our own site."""

    default_site = "mediahub.desk.Desk"

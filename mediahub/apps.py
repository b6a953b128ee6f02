"""The project as an app: its commands and checks, no models."""

from django.apps import AppConfig


class MediaHubConfig(AppConfig):
    name = "mediahub"
    verbose_name = "MediaHub"

    def ready(self) -> None:
        from mediahub import checks  # noqa: F401  # registers them

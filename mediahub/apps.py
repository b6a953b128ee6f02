"""The project as an app: its commands and checks, no models."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class MediaHubConfig(AppConfig):
    name = "mediahub"
    verbose_name = "MediaHub"

    def ready(self) -> None:
        from mediahub import checks  # noqa: F401  # registers them


class DeskConfig(SimpleAdminConfig):
    """Django's admin app with our own site.

    Its pages are loaded with the addresses that lead to them (`mediahub.urls`): a
    command or a worker shows none, and starts without them.
    """

    default_site = "mediahub.desk.Desk"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(pages_are_sound, checks.Tags.admin)


def pages_are_sound(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[checks.CheckMessage]:
    """Django's checks of the admin, over every page there is."""
    admin.autodiscover()
    return check_admin_app(app_configs)

"""What each role may, in one table, and how the groups of Django are kept to it.

After every migration the groups are made to say what the table says, so that a new
model is open to whom it is for without a step of its own.  Refuses hand-made
permissions of these groups: they are put back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

from accounts.roles import Role

#: Apps whose every model curators may see and change.
CURATED: Final = frozenset({"catalog", "sync", "django_celery_beat"})
#: What people watch is their own: curators get no page of it.
PRIVATE: Final = frozenset({"progress", "watchlist", "formerviewing"})


def _nothing(app: str, model: str) -> bool:
    return False


def _curated(app: str, model: str) -> bool:
    if (app, model) == ("accounts", "activity"):
        return True
    return app in CURATED and model not in PRIVATE


def _everything(app: str, model: str) -> bool:
    return True


#: By role: whether it has all permissions of a model.
MAY: Final[dict[Role, Callable[[str, str], bool]]] = {
    Role.VIEWER: _nothing,
    Role.CURATOR: _curated,
    Role.OWNER: _everything,
}


def keep_in_step(
    app_config: AppConfig, using: str, apps: Any = installed, **_: Any
) -> None:
    """Receiver of post_migrate; acts once, after the last app."""
    # Django sends no word of apps without models.
    told = [each for each in installed.get_app_configs() if each.models_module]
    if app_config.label != told[-1].label:
        return
    try:
        group_model = apps.get_model("auth", "Group")
        permission = apps.get_model("auth", "Permission")
    except LookupError:
        return  # not that far migrated
    for each in installed.get_app_configs():
        create_permissions(each, verbosity=0, using=using, apps=apps)
    every = list(
        permission.objects.using(using).select_related("content_type").order_by("pk")
    )
    for role, may in MAY.items():
        group, _made = group_model.objects.using(using).get_or_create(name=role.group)
        group.permissions.set(
            [p for p in every if may(p.content_type.app_label, p.content_type.model)]
        )

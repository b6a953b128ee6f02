"""What each role may, in one table, and how the groups of Django are kept to it.

After every migration the groups are made to say what the table says, so that a new
model is open to whom it is for without a step of its own.  Refuses hand-made
permissions of these groups: they are put back.
"""

from __future__ import annotations

from typing import Any, Final

from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

from accounts.roles import Role

#: Apps whose every model readers see and operators change.
CURATED: Final = frozenset({"catalog", "sync", "django_celery_beat"})
#: What people watch is their own: nobody below owners gets a page of it.
PRIVATE: Final = frozenset(
    {"catalog.progress", "catalog.watchlist", "catalog.formerviewing"}
)
#: Models outside of those apps, or of them and private, by who may look at least.
SEEN_BY: Final = {
    "accounts.activity": Role.READER,
    "accounts.household": Role.OPERATOR,
    **dict.fromkeys(PRIVATE, Role.OWNER),
}
#: Models that less than operators change: the curators' own work.  The order of servers
#: is the widest of rules (`catalog.change_priorityrule`).
CHANGED_BY: Final = {
    "accounts.activity": Role.CURATOR,
    **dict.fromkeys(
        (
            "catalog.item",
            "catalog.movie",
            "catalog.show",
            "catalog.season",
            "catalog.episode",
            "catalog.fieldlock",
            "catalog.captionfile",
            "catalog.captionshift",
            "catalog.priorityrule",
            "catalog.problemreport",
            "sync.bulkchange",
            "sync.bulkrow",
            "sync.conflict",
            "sync.identitydecision",
            "sync.observation",  # of titles added by hand
            "sync.quarantine",
            "sync.trigger",
        ),
        Role.CURATOR,
    ),
}


def least_role(permission: str) -> Role:
    """Who has ``catalog.change_server``, at least; those above have it, too."""
    app, _, codename = permission.partition(".")
    action, _, model = codename.partition("_")
    name = f"{app}.{model}"
    is_curated = app in CURATED
    seen_by = SEEN_BY.get(name, Role.READER if is_curated else Role.OWNER)
    if action == "view":
        return seen_by
    least = CHANGED_BY.get(name, Role.OPERATOR)
    return max(seen_by, least)


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
    every = [
        (found, least_role(f"{found.content_type.app_label}.{found.codename}"))
        for found in permission.objects.using(using)
        .select_related("content_type")
        .order_by("pk")
    ]
    for role in Role:
        group, _made = group_model.objects.using(using).get_or_create(name=role.group)
        allowed = [found for found, least in every if least <= role]
        group.permissions.set(allowed)

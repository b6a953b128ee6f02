"""Accounts: people, and what they may see."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import rights

        post_migrate.connect(rights.keep_in_step, dispatch_uid="accounts.rights")

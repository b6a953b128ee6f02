"""Accounts: people, and what they may see."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account import signals
        from django.contrib.auth.signals import user_logged_in

        from accounts import log_ins, rights

        post_migrate.connect(rights.keep_in_step, dispatch_uid="accounts.rights")
        user_logged_in.connect(log_ins.begin, dispatch_uid="accounts.log_ins")
        for changed in (signals.password_changed, signals.password_reset):
            changed.connect(log_ins.end_others, dispatch_uid="accounts.log_ins")

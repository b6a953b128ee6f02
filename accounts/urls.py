"""Addresses below `/account/`.  Those named `account_…` are allauth's names.

Of allauth's pages only those are here that a household needs; the rest of them would
ask for mails to be confirmed.
"""

from django.urls import path, re_path

from accounts.views import account, entrance

urlpatterns = [
    path("", account.account, name="account"),
    path("login/", entrance.log_in, name="account_login"),
    path("logout/", entrance.log_out, name="account_logout"),
    path("signup/", entrance.sign_up, name="account_signup"),
    path("join/<str:token>/", entrance.join, name="account_join"),
    path("password/change/", entrance.change_password, name="account_change_password"),
    path("password/reset/", entrance.forgotten, name="account_reset_password"),
    path(
        "password/reset/done/", entrance.mail_sent, name="account_reset_password_done"
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[\w-]{1,100})/$",
        entrance.new_password,
        name="account_reset_password_from_key",
    ),
    path("theme/", account.choose_theme, name="account_theme"),
    path("captions/", account.forget_captions, name="account_captions"),
    path("tokens/", account.make_token, name="account_tokens"),
    path("tokens/<slug:key>/revoke/", account.revoke_token, name="account_token"),
    path("places/<int:pk>/end/", account.end_log_in, name="account_place"),
    path("places/end/", account.end_others, name="account_places"),
]

"""Addresses of the set-up.  The link comes last: any other word is a token."""

from django.urls import path

from mediahub.setup import server_views, sync_views, views

urlpatterns = [
    path("", views.begin, name="setup"),
    path("owner/", views.owner, name="setup_owner"),
    path("household/", views.household, name="setup_household"),
    path("server/", server_views.server, name="setup_server"),
    path("server/look/", server_views.look, name="setup_look"),
    path("server/test/", server_views.test, name="setup_test"),
    path("sync/", sync_views.sync, name="setup_sync"),
    path("sync/start/", sync_views.start, name="setup_start"),
    path("finish/", views.finish, name="setup_finish"),
    path("<str:token>/", views.enter, name="setup_link"),
]

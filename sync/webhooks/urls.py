"""Addresses of webhooks.  Those of a media-processor are its own choice."""

from __future__ import annotations

from django.urls import path

from sync.webhooks import generic, media_processor

urlpatterns = [
    path(
        "api/authenticated/admin/sync",
        media_processor.sync,
        name="media-processor-sync",
    ),
    path(
        "api/authenticated/admin/system-status-notification",
        media_processor.system_status,
        name="media-processor-status",
    ),
    path("webhooks/<slug:slug>/", generic.signed, name="webhook"),
    path("webhooks/<slug:slug>/<str:token>/", generic.with_token, name="webhook-token"),
]

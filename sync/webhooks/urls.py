"""Addresses of webhooks.  Those of a media-processor are its own choice."""

from __future__ import annotations

from django.urls import path

from sync.webhooks import media_processor

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
]

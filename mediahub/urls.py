"""Every address of the site, by prefix. `mediahub.health` answers `/healthz`."""

from django.contrib import admin
from django.urls import include, path

from catalog.pictures.views import artwork
from mediahub.backup.page import backups
from mediahub.logbook.page import logs
from streaming.captions.desk import caption
from sync.admin import by_hand, captions_by_hand
from sync.admin.coverage import covered, covered_sheet
from sync.admin.finding import find
from sync.admin.missing import why_missing
from sync.admin.rules import rule, rules
from sync.webhooks.replay import replay_view

handler400 = "catalog.site.faults.bad_request"
handler403 = "catalog.site.faults.refused"
handler404 = "catalog.site.faults.not_found"
handler500 = "catalog.site.faults.failed"

admin.autodiscover()

urlpatterns = [
    path("account/", include("accounts.urls")),
    path("admin/backups/", admin.site.admin_view(backups), name="admin-backups"),
    path(
        "admin/why-missing/",
        admin.site.admin_view(why_missing),
        name="admin-why-missing",
    ),
    path("admin/find/", admin.site.admin_view(find), name="admin-find"),
    path("admin/logs/", admin.site.admin_view(logs), name="admin-logs"),
    path("admin/rules/", admin.site.admin_view(rules), name="admin-rules"),
    path("admin/rules/one/", admin.site.admin_view(rule), name="admin-rule"),
    path("admin/by-hand/", admin.site.admin_view(by_hand.listed), name="admin-by-hand"),
    path(
        "admin/by-hand/add/",
        admin.site.admin_view(by_hand.added),
        name="admin-by-hand-add",
    ),
    path(
        "admin/by-hand/<int:pk>/",
        admin.site.admin_view(by_hand.changed),
        name="admin-by-hand-one",
    ),
    path(
        "admin/by-hand/captions/<uuid:public_id>/",
        admin.site.admin_view(captions_by_hand.captions),
        name="admin-captions-by-hand",
    ),
    path(
        "admin/captions/<uuid:public_id>/<str:key>/",
        admin.site.admin_view(caption),
        name="admin-caption",
    ),
    path("admin/coverage/", admin.site.admin_view(covered), name="admin-coverage"),
    path(
        "admin/coverage/titles.csv",
        admin.site.admin_view(covered_sheet),
        name="admin-coverage-sheet",
    ),
    path(
        "admin/sync/webhookdelivery/<int:pk>/replay/",
        admin.site.admin_view(replay_view),
        name="admin-delivery-replay",
    ),
    path("admin/", admin.site.urls),
    path(
        "artwork/<uuid:public_id>/<slug:key>/<int:width>.webp", artwork, name="artwork"
    ),
    path("", include("sync.webhooks.urls")),
    path("setup/", include("mediahub.setup.urls")),
    path("", include("catalog.site.urls")),
    path("", include("streaming.urls")),
    # Last: it answers every unknown address below it.
    path("api/", include("mediahub.api.urls")),
]

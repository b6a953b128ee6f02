"""Every address of the site, by prefix. `mediahub.health` answers `/healthz`."""

from django.contrib import admin
from django.urls import include, path

from catalog.pictures.views import artwork
from mediahub.backup.page import backups

handler400 = "catalog.site.faults.bad_request"
handler403 = "catalog.site.faults.refused"
handler404 = "catalog.site.faults.not_found"
handler500 = "catalog.site.faults.failed"

admin.autodiscover()

urlpatterns = [
    path("account/", include("accounts.urls")),
    path("admin/backups/", admin.site.admin_view(backups), name="admin-backups"),
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

"""Every address of the site, by prefix. `mediahub.health` answers `/healthz`."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.audience import Audience, open_to
from catalog.pictures.views import artwork

# Until viewers have pages of their own, the address that `up` prints leads curators
# to theirs.
admin.site.site_url = None

urlpatterns = [
    path(
        "",
        open_to(Audience.VIEWERS)(RedirectView.as_view(pattern_name="admin:index")),
        name="home",
    ),
    path("account/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path(
        "artwork/<uuid:public_id>/<slug:key>/<int:width>.webp", artwork, name="artwork"
    ),
    path("", include("sync.webhooks.urls")),
    path("setup/", include("mediahub.setup.urls")),
    # Last: it answers every unknown address below it.
    path("api/", include("mediahub.api.urls")),
]

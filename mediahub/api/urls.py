"""Every address below `/api/`.  The last one answers what no other does."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from mediahub.api.views import Docs, Nothing, Root

urlpatterns = [
    path("v1/", Root.as_view(), name="api-root"),
    path("v1/", include("accounts.api.urls")),
    path("v1/", include("catalog.api.urls")),
    path("v1/", include("sync.api.urls")),
    path("v1/", include("streaming.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path(
        "docs/",
        Docs.as_view(url_name="api-schema", template_name="api/docs.html"),
        name="api-docs",
    ),
    re_path("", Nothing.as_view(), name="api-nothing"),
]

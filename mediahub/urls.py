"""Every address of the site, by prefix."""

from django.contrib import admin
from django.urls import path

from mediahub.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
]

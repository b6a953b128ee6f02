"""Addresses of watching, below `/api/v1/`."""

from django.urls import path

from streaming.api.playback import Playback

urlpatterns = [
    path("playback/", Playback.as_view(), name="api-playback"),
]

"""Addresses of watching, below `/api/v1/`."""

from django.urls import path

from streaming.api.playback import Playback
from streaming.api.problems import Problems

urlpatterns = [
    path("playback/", Playback.as_view(), name="api-playback"),
    path("problems/", Problems.as_view(), name="api-problems"),
]

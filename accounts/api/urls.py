"""Addresses of people's own matters, below `/api/v1/`."""

from django.urls import path

from accounts.api.me import Me
from accounts.api.tokens import OneToken, Tokens

urlpatterns = [
    path("me/", Me.as_view(), name="api-me"),
    path("tokens/", Tokens.as_view(), name="api-tokens"),
    path("tokens/<slug:id>/", OneToken.as_view(), name="api-token"),
]

"""Addresses of watching: the page, the bytes, captions and chapters."""

from django.urls import path, register_converter

from streaming.views import captions, chapters, stream, watch


class WatchedKind:
    """What has a page to be watched on."""

    regex = "movie|episode"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(WatchedKind, "watched")

urlpatterns = [
    path("watch/<watched:kind>/<uuid:public_id>/", watch, name="watch"),
    path("stream/<uuid:public_id>/<path:key>", stream, name="stream"),
    path("captions/<uuid:public_id>/<str:key>.vtt", captions, name="captions"),
    path("chapters/<uuid:public_id>.vtt", chapters, name="chapters"),
]

"""Addresses of watching: the page, the bytes, captions and chapters."""

from django.urls import path, register_converter

from streaming.hls.views import hls
from streaming.reporting import report
from streaming.views import captions, chapters, stream, watch


class WatchedKind:
    """What has a page to be watched on."""

    regex = "movie|episode"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TitleKind(WatchedKind):
    """What has a page of its own."""

    regex = "movie|show|season|episode"


register_converter(WatchedKind, "watched")
register_converter(TitleKind, "title")

urlpatterns = [
    path("watch/<watched:kind>/<uuid:public_id>/", watch, name="watch"),
    path("report/<title:kind>/<uuid:public_id>/", report, name="report"),
    path("stream/<uuid:public_id>/<path:key>", stream, name="stream"),
    path("hls/<uuid:public_id>/<path:key>/<str:name>", hls, name="hls"),
    path("captions/<uuid:public_id>/<str:key>.vtt", captions, name="captions"),
    path("chapters/<uuid:public_id>.vtt", chapters, name="chapters"),
]

"""Addresses of the catalog, below `/api/v1/`."""

from django.urls import path

from catalog.api.caption_shifts import OneShift
from catalog.api.changes import Changes
from catalog.api.progress import ProgressList, ProgressOf
from catalog.api.search import Search
from catalog.api.titles import Episodes, Movies, OneTitle, Seasons, Shows
from catalog.api.watchlists import WatchlistEntries, WatchlistEntry
from catalog.fields import PLAYABLE

_KINDS = {"movie": Movies, "show": Shows, "season": Seasons, "episode": Episodes}

urlpatterns = [
    *(
        path(f"{kind}s/", view.as_view(), name=f"api-{kind}s")
        for kind, view in _KINDS.items()
    ),
    *(
        path(f"{kind}s/<uuid:id>/", OneTitle.as_view(kind=kind), name=f"api-{kind}")
        for kind in _KINDS
    ),
    *(
        path(
            f"{kind}s/<uuid:id>/captions/<str:key>/shift/",
            OneShift.as_view(kind=kind),
            name=f"api-{kind}-caption-shift",
        )
        for kind in PLAYABLE
    ),
    path("search/", Search.as_view(), name="api-search"),
    path("progress/", ProgressList.as_view(), name="api-progress"),
    path("progress/<uuid:id>/", ProgressOf.as_view(), name="api-progress-of"),
    path("watchlists/", WatchlistEntries.as_view(), name="api-watchlists"),
    path("watchlists/<uuid:id>/", WatchlistEntry.as_view(), name="api-watchlist"),
    path("changes/", Changes.as_view(), name="api-changes"),
]

"""Addresses of the catalog, below `/api/v1/`."""

from django.urls import path

from catalog.api.changes import Changes
from catalog.api.search import Search
from catalog.api.titles import Episodes, Movies, OneTitle, Seasons, Shows

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
    path("search/", Search.as_view(), name="api-search"),
    path("changes/", Changes.as_view(), name="api-changes"),
]

"""Addresses of servers, runs, requests and reasons, below `/api/v1/`."""

from django.urls import path

from sync.api.asking import Triggers
from sync.api.conflicts import Conflicts
from sync.api.connecting import OneServer, Servers
from sync.api.events import RunEvents
from sync.api.provenance import Provenance
from sync.api.runs import OneRun, Runs

urlpatterns = [
    *(
        path(
            f"{kind}s/<uuid:id>/provenance/",
            Provenance.as_view(kind=kind),
            name=f"api-{kind}-provenance",
        )
        for kind in ("movie", "show", "season", "episode")
    ),
    path("servers/", Servers.as_view(), name="api-servers"),
    path("servers/<slug:slug>/", OneServer.as_view(), name="api-server"),
    path("runs/", Runs.as_view(), name="api-runs"),
    path("runs/<int:id>/", OneRun.as_view(), name="api-run"),
    path("runs/<int:id>/events/", RunEvents.as_view(), name="api-run-events"),
    path("triggers/", Triggers.as_view(), name="api-triggers"),
    path("conflicts/", Conflicts.as_view(), name="api-conflicts"),
]

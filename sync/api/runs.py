"""`runs`: what was asked of the servers and what came of it, also while it goes on."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded
from catalog.api.pages import KeysetPages
from sync.follow import progress_of
from sync.models import CHANGED_NOTHING, Run
from sync.report import report_run


class RunSerializer(serializers.ModelSerializer[Run]):
    """A run in a list."""

    class Meta:
        model = Run
        fields = [
            "id",
            "state",
            "purpose",
            "created_at",
            "started_at",
            "finished_at",
            "created",
            "updated",
            "cleared",
            "unavailable",
            "restored",
        ]
        read_only_fields = fields


class RunFilter(filters.FilterSet):  # type: ignore[misc]
    """What runs may be narrowed by."""

    state = filters.ChoiceFilter(choices=Run.State.choices)
    purpose = filters.ChoiceFilter(choices=Run.Purpose.choices)
    changed = filters.TypedChoiceFilter(
        choices=[("true", "true"), ("false", "false")],
        coerce=lambda text: text == "true",
        method="that_changed",
        help_text="true leaves out runs that changed nothing in the catalog.",
    )

    def that_changed(
        self,
        runs: QuerySet[Run],
        name: str,
        value: bool,  # noqa: FBT001
    ) -> QuerySet[Run]:
        """Those that changed something, or nothing."""
        return runs.exclude(CHANGED_NOTHING) if value else runs.filter(CHANGED_NOTHING)


class Runs(Guarded, ListAPIView[Run]):
    """All runs, the newest first."""

    read_needs = "sync.view_run"
    sync_scope = frozenset({"GET"})
    serializer_class = RunSerializer
    pagination_class = KeysetPages
    filterset_class = RunFilter
    queryset = Run.objects.all()


class OneRun(Guarded):
    """What `sync --json` says of a run, with the counters of its scans as they are."""

    read_needs = "sync.view_run"
    sync_scope = frozenset({"GET"})

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        return Response(run_now(found_run(id)))


def found_run(number: int) -> Run:
    """The run of this number; NotFound where there is none."""
    run = Run.objects.filter(pk=number).first()
    if run is None:
        raise NotFound(f"There is no run {number}.")
    return run


def run_now(run: Run) -> dict[str, Any]:
    """The report of a run, whether or not it is over, and how far its scans are."""
    return {
        **report_run(run),
        "finished": run.is_finished,
        "purpose": run.purpose,
        "created_at": run.created_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "progress": progress_of(run),
    }

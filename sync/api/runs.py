"""`runs`: what was asked of the servers and what came of it, also while it goes on."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.access import Guarded, caller
from catalog.api.pages import KeysetPages
from sync import retrying
from sync.follow import progress_of
from sync.models import CHANGED_NOTHING, Run, Trigger
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


class RunAgain(serializers.Serializer[object]):
    """The run that repeats what failed, and of which servers (slugs)."""

    run = serializers.IntegerField()
    servers = serializers.ListField(child=serializers.CharField())
    left_out = serializers.ListField(
        child=serializers.CharField(), help_text="Failed too, and are disabled."
    )
    run_url = serializers.URLField()


class RetryRun(Guarded):
    """Ask once more for what failed in a run, in the background."""

    writes = {"POST": "sync.add_trigger"}
    sync_scope = frozenset({"POST"})

    @extend_schema(request=None, responses={202: RunAgain})
    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        try:
            done = retrying.retry(
                found_run(id), source=Trigger.Source.API, by=caller(request)
            )
        except retrying.NothingToRetry as nothing:
            raise ValidationError(str(nothing)) from None
        url = reverse("api-run", args=[done.run.pk], request=request)
        said = {
            "run": done.run.pk,
            "servers": [scan.server.slug for scan in done.scans],
            "left_out": [scan.server.slug for scan in done.left_out],
            "run_url": url,
        }
        return Response(said, status=202, headers={"Location": url})


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

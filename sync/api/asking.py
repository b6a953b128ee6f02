"""`triggers`: ask for a sync.  No work and no broker in the request: the request and
its plan are one transaction, and the reconciler starts what is planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog.api.pages import KeysetPages
from catalog.models import Server
from sync import servers, triggers
from sync.models import Trigger


class TriggerSerializer(serializers.ModelSerializer[Trigger]):
    """A request to sync."""

    by = serializers.CharField(source="by.username", allow_null=True, default=None)
    servers = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Slugs; null: all that are enabled.",
    )

    class Meta:
        model = Trigger
        fields = ["id", "source", "purpose", "servers", "by", "created_at", "run"]
        read_only_fields = fields


class Asked(Body):
    """What is asked: names or slugs of servers; none given: all that are enabled."""

    servers = serializers.ListField(
        child=serializers.CharField(max_length=100),
        allow_null=True,
        allow_empty=False,
        max_length=100,
        required=False,
        default=None,
    )


class Accepted(serializers.Serializer[object]):
    """The request as it is kept, and where to follow it."""

    trigger = serializers.IntegerField()
    run = serializers.IntegerField()
    state = serializers.CharField()
    servers = serializers.ListField(child=serializers.CharField(), allow_null=True)
    run_url = serializers.URLField()
    events_url = serializers.URLField()


class Triggers(Guarded, ListAPIView[Trigger]):
    """Requests to sync, the newest first; POST makes one."""

    read_needs = "sync.view_trigger"
    writes = {"POST": "sync.add_trigger"}
    sync_scope = frozenset({"GET", "POST"})
    serializer_class = TriggerSerializer
    pagination_class = KeysetPages
    queryset = Trigger.objects.select_related("by")

    @extend_schema(request=Asked, responses={202: Accepted})
    def post(self, request: Request) -> Response:
        asked = Asked(data=request.data)
        asked.is_valid(raise_exception=True)
        named = _slugs(asked.validated_data["servers"])
        # One transaction: whoever looks for work finds the request planned.
        with transaction.atomic():
            trigger = triggers.request_sync(
                source=Trigger.Source.API, servers=named, by=caller(request)
            )
            run = triggers.plan(trigger.pk)
        run_url = reverse("api-run", args=[run.pk], request=request)
        said: dict[str, Any] = {
            "trigger": trigger.pk,
            "run": run.pk,
            "state": run.state,
            "servers": named,
            "run_url": run_url,
            "events_url": reverse("api-run-events", args=[run.pk], request=request),
        }
        return Response(said, status=202, headers={"Location": run_url})


def _slugs(names: Sequence[str] | None) -> list[str] | None:
    if names is None:
        if not Server.objects.enabled().exists():
            raise ValidationError("There is no enabled server to sync. Add one first.")
        return None
    slugs = []
    for name in names:
        try:
            server = servers.find_server(name)
        except servers.ServerError as error:
            raise ValidationError({"servers": [str(error)]}) from None
        if not server.enabled:
            raise ValidationError(
                {"servers": [f"{server.name} is disabled. Enable it, then sync it."]}
            )
        slugs.append(server.slug)
    return sorted(set(slugs))

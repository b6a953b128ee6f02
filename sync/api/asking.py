"""`triggers`: ask for a sync.  No work and no broker in the request: the request and
its plan are one transaction, and the reconciler starts what is planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog.api.pages import KeysetPages
from catalog.models import Server
from sync import servers, triggers
from sync.api.runs import run_now
from sync.models import Trigger
from sync.scope import KINDS_BY_NAME, ScopeError
from sync.targets import asked_in_words, find_target


class TriggerSerializer(serializers.ModelSerializer[Trigger]):
    """A request to sync."""

    by = serializers.CharField(source="by.username", allow_null=True, default=None)
    servers = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Slugs; null: all that are enabled.",
    )
    kinds = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="null: all."
    )
    groups = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="null: all."
    )

    class Meta:
        model = Trigger
        fields = [
            "id",
            "source",
            "purpose",
            "servers",
            "kinds",
            "groups",
            "item",
            "force",
            "by",
            "created_at",
            "again_for",
            "due_at",
            "run",
        ]
        read_only_fields = fields


class CoveredTrigger(TriggerSerializer):
    """A request, and what came of the run that covers it."""

    state = serializers.SerializerMethodField(
        help_text="The run's; `waiting` until there is one."
    )
    finished = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField(help_text="As `runs` shows it, or null.")

    class Meta(TriggerSerializer.Meta):
        fields = [*TriggerSerializer.Meta.fields, "state", "finished", "result"]
        read_only_fields = fields

    def get_state(self, trigger: Trigger) -> str:
        return trigger.run.state if trigger.run is not None else "waiting"

    def get_finished(self, trigger: Trigger) -> bool:
        return trigger.run is not None and trigger.run.is_finished

    def get_result(self, trigger: Trigger) -> dict[str, Any] | None:
        return run_now(trigger.run) if trigger.run is not None else None


def _words(said: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=100),
        allow_null=True,
        allow_empty=False,
        max_length=100,
        required=False,
        default=None,
        help_text=said,
    )


class Asked(Body):
    """What is asked: names or slugs of servers; none given: all that are enabled.

    `kinds`, `groups` and `item` narrow it; `dry_run` says what would change and keeps
    nothing; `force` reads anew what has not changed, too.
    """

    servers = serializers.ListField(
        child=serializers.CharField(max_length=100),
        allow_null=True,
        allow_empty=False,
        max_length=100,
        required=False,
        default=None,
    )
    kinds = _words(f"Some of {', '.join(KINDS_BY_NAME)}; null: all.")
    groups = _words("Such as metadata, captions:fr, artwork:poster; null: all.")
    item = serializers.CharField(
        max_length=600,
        allow_null=True,
        required=False,
        default=None,
        help_text="A public id, or movie:Title (Year) and the like; null: all titles.",
    )
    force = serializers.BooleanField(required=False, default=False)
    dry_run = serializers.BooleanField(required=False, default=False)


class Accepted(serializers.Serializer[object]):
    """The request as it is kept, and where to follow it."""

    trigger = serializers.IntegerField()
    run = serializers.IntegerField()
    state = serializers.CharField()
    servers = serializers.ListField(child=serializers.CharField(), allow_null=True)
    scope = serializers.CharField(help_text="What was asked for, in words.")
    dry_run = serializers.BooleanField()
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
        given = asked.validated_data
        named = _slugs(given["servers"])
        try:
            item = (
                find_target(given["item"], given["kinds"])
                if given["item"] is not None
                else None
            )
            # One transaction: whoever looks for work finds the request planned.
            with transaction.atomic():
                trigger = triggers.request_sync(
                    source=Trigger.Source.API,
                    servers=named,
                    kinds=given["kinds"],
                    groups=given["groups"],
                    item=item,
                    force=given["force"],
                    dry_run=given["dry_run"],
                    by=caller(request),
                )
                run = triggers.plan(trigger.pk)
        except ScopeError as error:
            raise ValidationError({error.field: [error.message]}) from None
        run_url = reverse("api-run", args=[run.pk], request=request)
        said: dict[str, Any] = {
            "trigger": trigger.pk,
            "run": run.pk,
            "state": run.state,
            "servers": named,
            "scope": asked_in_words(trigger),
            "dry_run": given["dry_run"],
            "run_url": run_url,
            "events_url": reverse("api-run-events", args=[run.pk], request=request),
        }
        return Response(said, status=202, headers={"Location": run_url})


class OneTrigger(Guarded):
    """A request, with the result of the run that covers it."""

    read_needs = "sync.view_trigger"
    sync_scope = frozenset({"GET"})

    @extend_schema(responses=CoveredTrigger)
    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        rows = Trigger.objects.select_related("by", "run")
        trigger = rows.filter(pk=id).first()
        if trigger is None:
            raise NotFound(f"There is no trigger {id}.")
        return Response(CoveredTrigger(trigger).data)


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

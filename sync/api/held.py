"""`servers/<slug>/held-scan`: what the brake holds, and a person's word on it.

No work in the request: what is accepted is adopted by the reconciler or a worker.
"""

from __future__ import annotations

from collections.abc import Callable

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded, caller
from sync import holding
from sync.api.connecting import found_server
from sync.models import Run, Scan


class LossSerializer(serializers.Serializer[object]):
    """What would go: titles of a kind, or all values of a field where it names one."""

    kind = serializers.CharField()
    field = serializers.CharField(help_text="Empty: the titles themselves.")
    withdrawn = serializers.IntegerField()
    of = serializers.IntegerField()
    examples = serializers.ListField(child=serializers.CharField())


class HeldSerializer(serializers.ModelSerializer[Scan]):
    """A scan that is or was held."""

    server = serializers.CharField(source="server.slug")
    runs = serializers.SerializerMethodField()
    message = serializers.CharField(source="error_message")
    losses = LossSerializer(many=True)

    class Meta:
        model = Scan
        fields = [
            "id",
            "server",
            "state",
            "decision",
            "message",
            "losses",
            "finished_at",
            "runs",
        ]
        read_only_fields = fields

    def get_runs(self, scan: Scan) -> list[int]:
        runs = Run.objects.filter(scans=scan).order_by("pk")
        return list(runs.values_list("pk", flat=True))


class NotNow(APIException):
    """There is nothing to decide, or not now."""

    status_code = 409


class HeldScan(Guarded):
    """The scan of a server that waits for somebody to accept or discard it."""

    read_needs = "sync.view_scan"

    @extend_schema(responses=HeldSerializer)
    def get(self, request: Request, slug: str) -> Response:
        scan = holding.held_scan(found_server(slug))
        if scan is None:
            raise NotFound(f"No scan of {slug} is held.")
        return Response(HeldSerializer(scan).data)


class AcceptedScan(Guarded):
    """POST has the held scan adopted; its run goes on until the catalog follows."""

    writes = {"POST": "sync.change_scan"}

    @extend_schema(request=None, responses={202: HeldSerializer})
    def post(self, request: Request, slug: str) -> Response:
        scan = _decided(holding.accept, request, slug)
        return Response(HeldSerializer(scan).data, status=202)


class DiscardedScan(Guarded):
    """POST forgets the held scan; what is stored holds."""

    writes = {"POST": "sync.change_scan"}

    @extend_schema(request=None, responses=HeldSerializer)
    def post(self, request: Request, slug: str) -> Response:
        return Response(HeldSerializer(_decided(holding.discard, request, slug)).data)


def _decided(decide: Callable[..., Scan], request: Request, slug: str) -> Scan:
    try:
        return decide(found_server(slug), by=caller(request))
    except holding.CannotDecide as error:
        raise NotNow(str(error)) from None

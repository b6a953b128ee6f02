"""`servers`: read, add, change and take out, by the rules of `sync.servers`.

A secret is taken and never given back.  The catalog follows in a run of its own,
which the reconciler starts.
"""

from __future__ import annotations

from django.db import IntegrityError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog.api.pages import KeysetPages
from catalog.keyset import Order
from catalog.models import Server
from sync import servers
from sync.libraries import others
from sync.servers import Changed, ServerError


class ServerSerializer(serializers.ModelSerializer[Server]):
    """A server, without its secret; `libraries` are those of it that are read."""

    libraries = serializers.SerializerMethodField()

    class Meta:
        model = Server
        fields = [
            "id",
            "name",
            "slug",
            "kind",
            "api_url",
            "media_url",
            "prefix",
            "priority",
            "enabled",
            "libraries",
            "created_at",
            "health",
            "health_message",
            "last_ok_at",
            "last_failure_at",
        ]
        read_only_fields = fields

    def get_libraries(self, server: Server) -> list[str]:
        return others(server.left_out)


class ChangedSerializer(ServerSerializer):
    """A server after a change, the run that makes the catalog follow, if any, and the
    sync that follows from another choice of libraries.
    """

    run = serializers.SerializerMethodField()
    sync = serializers.SerializerMethodField()

    class Meta(ServerSerializer.Meta):
        fields = [*ServerSerializer.Meta.fields, "run", "sync"]
        read_only_fields = fields

    def get_run(self, server: Server) -> int | None:
        run: int | None = self.context["run"]
        return run

    def get_sync(self, server: Server) -> int | None:
        sync: int | None = self.context["sync"]
        return sync


class ServerChange(Body):
    """What may be changed of a server; the rest stays."""

    api_url = serializers.CharField(max_length=500, required=False)
    media_url = serializers.CharField(max_length=500, required=False, allow_blank=True)
    prefix = serializers.CharField(max_length=200, required=False, allow_blank=True)
    secret = serializers.CharField(
        max_length=1000,
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        write_only=True,
    )
    priority = serializers.IntegerField(
        min_value=0, max_value=servers.HIGHEST, required=False
    )
    enabled = serializers.BooleanField(required=False)
    libraries = serializers.ListField(
        child=serializers.CharField(max_length=30), max_length=10, required=False
    )


class NewServer(ServerChange):
    """A server to connect; it need not be reachable."""

    name = serializers.CharField(max_length=100)
    kind = serializers.CharField(max_length=30)
    api_url = serializers.CharField(max_length=500)


class Taken(APIException):
    """Somebody else was faster."""

    status_code = 409
    default_detail = "Another change came first. Look again and repeat yours."


class ServerPages(KeysetPages):
    """In the order of their priority."""

    def order(self, request: Request) -> Order:
        return Order(name="priority", columns=("priority",))


class Servers(Guarded, ListAPIView[Server]):
    """All servers, the best first; POST connects one."""

    read_needs = "catalog.view_server"
    writes = {"POST": "catalog.add_server"}
    serializer_class = ServerSerializer
    pagination_class = ServerPages
    queryset = Server.objects.present().defer("secret")

    @extend_schema(request=NewServer, responses={201: ChangedSerializer})
    def post(self, request: Request) -> Response:
        asked = NewServer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            added = servers.add_server(**asked.validated_data, by=caller(request))
        except ServerError as error:
            raise ValidationError(str(error)) from None
        except IntegrityError:
            raise Taken from None
        return _answer(added, status=201)


class OneServer(Guarded):
    """A server."""

    read_needs = "catalog.view_server"
    writes = {"PATCH": "catalog.change_server", "DELETE": "catalog.delete_server"}

    @extend_schema(responses=ServerSerializer)
    def get(self, request: Request, slug: str) -> Response:
        return Response(ServerSerializer(found_server(slug)).data)

    @extend_schema(request=ServerChange, responses=ChangedSerializer)
    def patch(self, request: Request, slug: str) -> Response:
        asked = ServerChange(data=request.data)
        asked.is_valid(raise_exception=True)
        if not asked.validated_data:
            raise ValidationError("Nothing to change was given.")
        try:
            changed = servers.change_server(
                found_server(slug), **asked.validated_data, by=caller(request)
            )
        except ServerError as error:
            raise ValidationError(str(error)) from None
        except IntegrityError:
            raise Taken from None
        return _answer(changed)

    @extend_schema(responses=ChangedSerializer)
    def delete(self, request: Request, slug: str) -> Response:
        return _answer(servers.remove_server(found_server(slug), by=caller(request)))


def found_server(slug: str) -> Server:
    """The server of this slug; NotFound where there is none."""
    server = Server.objects.present().filter(slug=slug).first()
    if server is None:
        raise NotFound(f"There is no server {slug!r}.")
    return server


def _answer(changed: Changed, status: int = 200) -> Response:
    run = changed.run.pk if changed.run is not None else None
    sync = changed.sync.pk if changed.sync is not None else None
    context = {"run": run, "sync": sync}
    said = ChangedSerializer(changed.server, context=context).data
    return Response(said, status=status)

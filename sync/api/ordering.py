"""`rules`: the order of servers for a field, a kind, a title; and previews of both.

By the rules of `sync.orders`, with its words.  The catalog follows in a run of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog.models import PriorityRule, Server
from catalog.queries import ItemNotFound, find_item
from sync import orders
from sync.orders import Ruled, RuleError, Scope
from sync.preview import EXAMPLES, Preview, as_json

_Done = TypeVar("_Done")

_SCOPE = (
    OpenApiParameter("field", description="Such as overview or captions."),
    OpenApiParameter("kind", description="movie, show, season or episode."),
    OpenApiParameter("item", description="A public id, or show:Title."),
)
_SERVERS = OpenApiParameter("servers", description="Slugs, the best first: attic,nas.")
EXAMPLES_ASKED = OpenApiParameter(
    "examples", OpenApiTypes.INT, description="0 to 1000."
)


class NewRule(Body):
    """A rule: for what, and the servers that come first there."""

    field = serializers.CharField(max_length=60, required=False, default="")
    kind = serializers.CharField(max_length=10, required=False, default="")
    item = serializers.CharField(max_length=600, required=False, default=None)
    servers = serializers.ListField(
        child=serializers.CharField(max_length=100), allow_empty=False, max_length=100
    )


class RuledSerializer(serializers.Serializer[object]):
    """A rule in words, and the run that makes the catalog follow, if any."""

    words = serializers.CharField()
    run = serializers.IntegerField(allow_null=True)


class Rules(Guarded):
    """All rules, the widest first; POST sets one, or another order for its scope."""

    read_needs = "catalog.view_priorityrule"
    writes = {"POST": "catalog.change_priorityrule"}

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        return Response({"rules": orders.listed()})

    @extend_schema(request=NewRule, responses=RuledSerializer)
    def post(self, request: Request) -> Response:
        asked = NewRule(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        return _answer(
            _told(
                lambda: orders.set_rule(
                    _scope(given),
                    orders.servers_named(given["servers"]),
                    by=caller(request),
                )
            )
        )


class OneRule(Guarded):
    """A rule: DELETE clears it."""

    read_needs = "catalog.view_priorityrule"
    writes = {"DELETE": "catalog.delete_priorityrule"}

    @extend_schema(responses=RuledSerializer)
    def delete(self, request: Request, id: int) -> Response:  # noqa: A002
        rule = PriorityRule.objects.filter(pk=id).select_related("item").first()
        if rule is None:
            raise NotFound(f"There is no rule {id}.")
        place = Scope(kind=rule.kind, field=rule.field, item=rule.item)
        return _answer(_told(lambda: orders.clear_rule(place, by=caller(request))))


class RulePreview(Guarded):
    """What setting a rule would change, or clearing one where no servers are named."""

    read_needs = "catalog.view_priorityrule"
    parameters = frozenset({"field", "kind", "item", "servers", "examples"})

    @extend_schema(
        parameters=[*_SCOPE, _SERVERS, EXAMPLES_ASKED], responses=OpenApiTypes.OBJECT
    )
    def get(self, request: Request) -> Response:
        given, number = request.query_params, examples_of(request)

        def preview() -> Preview:
            place = _scope(given)
            if not (names := _names(given)):
                return orders.preview_clear(place, examples=number)
            servers = orders.servers_named(names)
            return orders.preview_rule(place, servers, examples=number)

        return Response(as_json(_told(preview)))


class NewOrder(Body):
    """Servers by slug or name, the best first."""

    servers = serializers.ListField(
        child=serializers.CharField(max_length=100), min_length=2, max_length=100
    )


class ServerOrder(Guarded):
    """POST puts these servers in this order.

    They share out the priorities they have now; the others keep theirs.
    """

    writes = {"POST": "catalog.change_priorityrule"}

    @extend_schema(request=NewOrder, responses=RuledSerializer)
    def post(self, request: Request) -> Response:
        asked = NewOrder(data=request.data)
        asked.is_valid(raise_exception=True)
        names = asked.validated_data["servers"]
        return _answer(
            _told(
                lambda: orders.set_priorities(
                    orders.servers_named(names), by=caller(request)
                )
            )
        )


class OrderPreview(Guarded):
    """What would change if these servers came in this order.

    They share out the priorities they have now; the others keep theirs.
    """

    read_needs = "catalog.view_server"
    parameters = frozenset({"servers", "examples"})

    @extend_schema(parameters=[_SERVERS, EXAMPLES_ASKED], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        names, number = _names(request.query_params), examples_of(request)
        if len(names) < 2:
            raise ValidationError(
                {"servers": ["Name at least two servers, the best first."]}
            )

        def preview() -> Preview:
            servers: Sequence[Server] = orders.servers_named(names)
            return orders.preview_priorities(servers, examples=number)

        return Response(as_json(_told(preview)))


def _scope(given: Mapping[str, Any]) -> Scope:
    item = find_item(str(given["item"])) if given.get("item") else None
    return orders.scope(
        kind=str(given.get("kind") or ""),
        field=str(given.get("field") or ""),
        item=item,
    )


def _names(given: Mapping[str, Any]) -> list[str]:
    return [name for name in str(given.get("servers", "")).split(",") if name]


def examples_of(request: Request) -> int:
    """How many examples are asked for.  Raises ValidationError."""
    text = request.query_params.get("examples", str(EXAMPLES))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= 1000):
        raise ValidationError({"examples": ["A number from 0 to 1000."]})
    return int(text)


def _told(deed: Callable[[], _Done]) -> _Done:
    """The same, its refusals as answers."""
    try:
        return deed()
    except (RuleError, ItemNotFound) as error:
        raise ValidationError(str(error)) from None


def _answer(done: Ruled) -> Response:
    run = done.run.pk if done.run is not None else None
    return Response({"words": done.words, "run": run})

"""`<kind>/<id>/merge` and `split`: a curator's word on what is one title.

Nothing is resolved in the request: it is stored with the decision, and the answer
names the run that makes the catalog follow.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog.listing import shown_item
from catalog.models import Item
from sync import identities, servers
from sync.models import Run

_ID = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class Decided(serializers.Serializer[object]):
    """The run that makes the catalog follow, and where to look at it."""

    run = serializers.IntegerField()
    run_url = serializers.URLField()


class MergeWith(Body):
    """The public id of the other title of the same kind."""

    other = serializers.UUIDField()


class SplitOff(Body):
    """The name or slug of the server whose items become a title of their own."""

    server = serializers.CharField(max_length=100)


class _OfTitle(Guarded):
    writes = {"POST": "sync.add_identitydecision"}
    kind: str = ""

    def title(self, public_id: Any) -> Item:
        item = shown_item(self.kind, public_id, unavailable=True)
        if item is None:
            raise NotFound(f"There is no {self.kind} with the id {public_id}.")
        return item


class Merge(_OfTitle):
    """Make two titles one, for good; the older public id stays."""

    @extend_schema(parameters=[_ID], request=MergeWith, responses={202: Decided})
    def post(self, request: Request, **named: Any) -> Response:
        asked = MergeWith(data=request.data)
        asked.is_valid(raise_exception=True)
        one, other = self.title(named["id"]), asked.validated_data["other"]
        try:
            run = identities.merge(one, self.title(other), by=caller(request))
        except identities.IdentityError as error:
            raise ValidationError({"other": [str(error)]}) from None
        return accepted(run, request)


class Split(_OfTitle):
    """Make what a server has of a title a title of its own, for good."""

    @extend_schema(parameters=[_ID], request=SplitOff, responses={202: Decided})
    def post(self, request: Request, **named: Any) -> Response:
        asked = SplitOff(data=request.data)
        asked.is_valid(raise_exception=True)
        item = self.title(named["id"])
        try:
            server = servers.find_server(asked.validated_data["server"])
            run = identities.split(item, server, by=caller(request))
        except (servers.ServerError, identities.IdentityError) as error:
            raise ValidationError({"server": [str(error)]}) from None
        return accepted(run, request)


def accepted(run: Run, request: Request) -> Response:
    """The run that will resolve what was decided."""
    url = reverse("api-run", args=[run.pk], request=request)
    said = {"run": run.pk, "run_url": url}
    return Response(said, status=202, headers={"Location": url})

"""`<kind>/<id>/captions`: caption files that people upload, by `sync.captions_by_hand`.

The catalog follows in a run of its own, which the reconciler starts.
"""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog.captions.cues import LARGEST_BYTES
from catalog.listing import shown_item
from catalog.models import Item
from catalog.queries import ItemNotFound
from sync import captions_by_hand
from sync.captions_by_hand import CaptionsError, Done
from sync.models import Trigger

_TITLE = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)
_KEY = OpenApiParameter(
    "key", OpenApiTypes.STR, OpenApiParameter.PATH, description="en, en:hi"
)


class CaptionUpload(Body):
    """A caption file, and what it is."""

    file = serializers.FileField(
        help_text="SRT, VTT, ASS or SSA, named so, of at most 10 MiB.",
        allow_empty_file=True,
        use_url=False,
    )
    language = serializers.CharField(
        max_length=100, help_text="A code such as en or pt-BR."
    )
    forced = serializers.BooleanField(default=False)
    hearing_impaired = serializers.BooleanField(default=False)


class CaptionsDone(serializers.Serializer[object]):
    """Which captions they are now, and the run that makes the catalog follow."""

    key = serializers.CharField()
    replaced = serializers.BooleanField()
    run = serializers.IntegerField(allow_null=True)


class _OfTitle(Guarded):
    kind: ClassVar[str] = ""

    def title(self, named: dict[str, Any]) -> Item:
        item = shown_item(self.kind, named["id"], unavailable=True)
        if item is None:
            raise NotFound(f"There is no {self.kind} with the id {named['id']}.")
        return item


class Captions(_OfTitle):
    """POST uploads captions of a title, or puts a file in the place of an earlier."""

    writes = {"POST": "sync.add_observation"}
    parser_classes = [MultiPartParser]

    @extend_schema(
        parameters=[_TITLE],
        request={"multipart/form-data": CaptionUpload},
        responses={201: CaptionsDone},
    )
    def post(self, request: Request, **named: Any) -> Response:
        item = self.title(named)
        asked = CaptionUpload(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        file = given["file"]
        try:
            key = captions_by_hand.key_of(
                given["language"],
                forced=given["forced"],
                hearing_impaired=given["hearing_impaired"],
            )
        except CaptionsError as error:
            raise ValidationError({"language": [str(error)]}) from None
        try:
            done = captions_by_hand.add(
                item,
                key,
                name=str(file.name),
                body=file.read(LARGEST_BYTES + 1),
                source=Trigger.Source.API,
                by=caller(request),
            )
        except CaptionsError as error:
            raise ValidationError({"file": [str(error)]}) from None
        except ItemNotFound as error:
            raise NotFound(str(error)) from None
        return _answer(done, 201)


class OneCaptions(_OfTitle):
    """DELETE takes out what was uploaded under a key."""

    writes = {"DELETE": "sync.change_observation"}

    @extend_schema(parameters=[_TITLE, _KEY], responses=CaptionsDone)
    def delete(self, request: Request, **named: Any) -> Response:
        item = self.title(named)
        try:
            key = captions_by_hand.checked_key(named["key"])
            done = captions_by_hand.take_out(
                item, key, source=Trigger.Source.API, by=caller(request)
            )
        except (CaptionsError, ItemNotFound) as error:
            raise NotFound(str(error)) from None
        return _answer(done, 200)


def _answer(done: Done, status: int) -> Response:
    said = {
        "key": done.key,
        "replaced": done.was is not None,
        "run": done.runs[-1].pk if done.runs else None,
    }
    return Response(said, status=status)

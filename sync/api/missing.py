"""`why-missing`: why something cannot be seen, and what to do about it."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded
from sync import missing


class WhyMissing(Guarded):
    """What `why_missing --json` says."""

    read_needs = "sync.view_observation"
    parameters = frozenset({"text", "user"})

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "text",
                required=True,
                description="Part of a title, a folder on a server, an id such as "
                "tmdb:603, a public id or movie:Title (Year).",
            ),
            OpenApiParameter("user", description="For this person."),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        try:
            answer = missing.why_missing(asked.get("text", ""), user=asked.get("user"))
        except missing.NoText as error:
            raise ValidationError({"text": [str(error)]}) from None
        except missing.UnknownPerson as error:
            raise ValidationError({"user": [str(error)]}) from None
        return Response(answer.as_json())

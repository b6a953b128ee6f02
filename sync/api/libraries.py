"""`servers/<slug>/libraries/preview/`: what leaving out a library would change.

The choice itself is a setting of the server, changed as its others are.
"""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded
from sync import leaving_out
from sync.api.connecting import found_server
from sync.api.ordering import EXAMPLES_ASKED, examples_of
from sync.servers import ServerError

_LIBRARIES = OpenApiParameter(
    "libraries", description="Those that would be read: movies, shows or both."
)


class LibrariesPreview(Guarded):
    """What would change if these libraries alone were read of the server."""

    read_needs = "catalog.view_server"
    parameters = frozenset({"libraries", "examples"})

    @extend_schema(
        parameters=[_LIBRARIES, EXAMPLES_ASKED], responses=OpenApiTypes.OBJECT
    )
    def get(self, request: Request, slug: str) -> Response:
        named = request.query_params.get("libraries", "")
        number = examples_of(request)
        try:
            found = leaving_out.preview_libraries(
                found_server(slug),
                [name for name in named.split(",") if name],
                examples=number,
            )
        except ServerError as error:
            raise ValidationError({"libraries": [str(error)]}) from None
        return Response(leaving_out.as_json(found))

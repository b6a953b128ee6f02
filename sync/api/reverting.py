"""`changes/<id>/revert`: put a field back to what it was before a change."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog.models import FieldChange
from catalog.queries import ItemNotFound
from sync import revert


class RevertedSerializer(serializers.Serializer[object]):
    """What was done, and the run that makes the catalog follow, if any."""

    field = serializers.CharField()
    done = serializers.CharField()
    run = serializers.IntegerField(allow_null=True)


class Revert(Guarded):
    """POST puts the field back; the catalog follows in a run of its own."""

    writes = {"POST": "catalog.add_fieldlock"}

    @extend_schema(request=None, responses=RevertedSerializer)
    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        Body(data=request.data).is_valid(raise_exception=True)
        change = FieldChange.objects.select_related("item").filter(pk=id).first()
        if change is None:
            raise NotFound(f"There is no change {id}.")
        try:
            done = revert.revert(change, by=caller(request))
        except (revert.LockError, ItemNotFound) as error:
            raise ValidationError(str(error)) from None
        run = done.locked.run
        said = {
            "field": done.locked.name,
            "done": str(done.way),
            "run": run.pk if run is not None else None,
        }
        return Response(said)

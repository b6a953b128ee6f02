"""`quarantine`: what could not be read or merged; tried again, or let rest."""

from __future__ import annotations

import django_filters as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.access import Guarded, caller
from catalog.api.pages import KeysetPages
from catalog.models import Item
from sync import quarantines
from sync.models import Quarantine, Trigger


class QuarantineSerializer(serializers.ModelSerializer[Quarantine]):
    """One item, and why it is here."""

    server = serializers.CharField(source="server.slug")
    item = serializers.CharField(source="remote_key")

    class Meta:
        model = Quarantine
        fields = [
            "id",
            "server",
            "kind",
            "item",
            "stage",
            "code",
            "message",
            "sample",
            "since",
            "dismissed_at",
        ]
        read_only_fields = fields


class QuarantineFilter(filters.FilterSet):  # type: ignore[misc]
    """What the list may be narrowed by."""

    server = filters.CharFilter(field_name="server__slug")
    kind = filters.ChoiceFilter(choices=Item.Kind.choices)
    stage = filters.ChoiceFilter(choices=Quarantine.Stage.choices)
    dismissed = filters.BooleanFilter(
        field_name="dismissed_at", lookup_expr="isnull", exclude=True
    )


class QuarantineList(Guarded, ListAPIView[Quarantine]):
    """All of them, the newest first."""

    read_needs = "sync.view_quarantine"
    serializer_class = QuarantineSerializer
    pagination_class = KeysetPages
    filterset_class = QuarantineFilter
    queryset = Quarantine.objects.select_related("server").defer("server__secret")


class Retried(serializers.Serializer[object]):
    """The run that tries it again."""

    run = serializers.IntegerField()
    run_url = serializers.URLField()


class Retry(Guarded):
    """Read, or merge, an item anew, in the background."""

    writes = {"POST": "sync.change_quarantine"}

    @extend_schema(request=None, responses={202: Retried})
    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        try:
            run = quarantines.retry(
                _found(id), source=Trigger.Source.API, by=caller(request)
            )
        except quarantines.QuarantineError as error:
            raise ValidationError(str(error)) from None
        url = reverse("api-run", args=[run.pk], request=request)
        said = {"run": run.pk, "run_url": url}
        return Response(said, status=202, headers={"Location": url})


class Dismiss(Guarded):
    """Let an item rest until it is refused for another reason."""

    writes = {"POST": "sync.change_quarantine"}

    @extend_schema(request=None, responses={200: QuarantineSerializer})
    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        quarantines.dismiss(_found(id), by=caller(request))
        return Response(QuarantineSerializer(_found(id)).data)


def _found(number: int) -> Quarantine:
    try:
        return quarantines.find_quarantined(number)
    except quarantines.QuarantineError:
        raise NotFound(f"Nothing in quarantine has the number {number}.") from None

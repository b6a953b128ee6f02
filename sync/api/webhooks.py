"""`webhooks`: who may call; read, added, changed, rotated, taken out.

A secret and a token are in the answer that makes them, and in no other.
"""

from __future__ import annotations

from typing import Any

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
from sync import senders
from sync.models import Sender
from sync.senders import Proofs, Reach, SenderError


class Words(serializers.ListField):
    """Names; null: everything."""

    child = serializers.CharField(max_length=200)


class SenderSerializer(serializers.ModelSerializer[Sender]):
    """A webhook, without what it proves itself with."""

    servers = Words(allow_null=True)
    kinds = Words(allow_null=True)
    groups = Words(allow_null=True)

    class Meta:
        model = Sender
        fields = [
            "id",
            "name",
            "slug",
            "enabled",
            "servers",
            "kinds",
            "groups",
            "created_at",
            "rotated_at",
            "previous_until",
        ]
        read_only_fields = fields


class ProofsSerializer(SenderSerializer):
    """A webhook with its secret and the addresses, shown this once."""

    url = serializers.SerializerMethodField()
    secret = serializers.SerializerMethodField()
    token_url = serializers.SerializerMethodField()

    class Meta(SenderSerializer.Meta):
        fields = [*SenderSerializer.Meta.fields, "url", "secret", "token_url"]
        read_only_fields = fields

    def get_url(self, sender: Sender) -> str:
        return self._address("webhook", sender.slug)

    def get_secret(self, sender: Sender) -> str:
        proofs: Proofs = self.context["proofs"]
        return proofs.secret

    def get_token_url(self, sender: Sender) -> str:
        return self._address("webhook-token", sender.slug, self.context["proofs"].token)

    def _address(self, name: str, *parts: str) -> str:
        return reverse(name, args=parts, request=self.context["request"])


class SenderChange(Body):
    """What may be changed; the rest stays.  Null: everything."""

    enabled = serializers.BooleanField(required=False)
    servers = Words(required=False, allow_null=True, max_length=100)
    kinds = Words(required=False, allow_null=True, max_length=100)
    groups = Words(required=False, allow_null=True, max_length=100)


class NewSender(SenderChange):
    """A program that may call; a secret is made where none is given."""

    name = serializers.CharField(max_length=100)
    secret = serializers.CharField(
        max_length=200, required=False, default="", write_only=True
    )


class Rotation(Body):
    """A new secret and token; those before hold for so many hours more."""

    keep_hours = serializers.IntegerField(
        min_value=0, max_value=senders.LONGEST_HOURS, default=senders.HOURS
    )
    secret = serializers.CharField(
        max_length=200, required=False, default="", write_only=True
    )


class Senders(Guarded, ListAPIView[Sender]):
    """Programs that may call, the newest first; POST adds one."""

    read_needs = "sync.view_sender"
    writes = {"POST": "sync.add_sender"}
    serializer_class = SenderSerializer
    pagination_class = KeysetPages
    queryset = Sender.objects.defer("secret", "previous_secret")

    @extend_schema(request=NewSender, responses={201: ProofsSerializer})
    def post(self, request: Request) -> Response:
        asked = NewSender(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        try:
            proofs = senders.add_sender(
                name=said["name"],
                reach=_reach(said),
                secret=said["secret"],
                enabled=said.get("enabled", True),
                by=caller(request),
            )
        except SenderError as error:
            raise ValidationError(str(error)) from None
        return _shown(proofs, request, status=201)


class OneSender(Guarded):
    """A program that may call."""

    read_needs = "sync.view_sender"
    writes = {"PATCH": "sync.change_sender", "DELETE": "sync.delete_sender"}

    @extend_schema(responses=SenderSerializer)
    def get(self, request: Request, slug: str) -> Response:
        return Response(SenderSerializer(_found(slug)).data)

    @extend_schema(request=SenderChange, responses=SenderSerializer)
    def patch(self, request: Request, slug: str) -> Response:
        asked = SenderChange(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        if not said:
            raise ValidationError("Nothing to change was given.")
        sender = _found(slug)
        narrows = said.keys() & {"servers", "kinds", "groups"}
        try:
            changed = senders.change_sender(
                sender,
                enabled=said.get("enabled"),
                reach=_reach(said, sender) if narrows else None,
                by=caller(request),
            )
        except SenderError as error:
            raise ValidationError(str(error)) from None
        return Response(SenderSerializer(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        senders.remove_sender(_found(slug), by=caller(request))
        return Response(status=204)


class Rotated(Guarded):
    """POST: a new secret and token, shown this once."""

    writes = {"POST": "sync.change_sender"}

    @extend_schema(request=Rotation, responses=ProofsSerializer)
    def post(self, request: Request, slug: str) -> Response:
        asked = Rotation(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        try:
            proofs = senders.rotate(
                _found(slug),
                secret=said["secret"],
                hours=said["keep_hours"],
                by=caller(request),
            )
        except SenderError as error:
            raise ValidationError(str(error)) from None
        return _shown(proofs, request)


def _found(slug: str) -> Sender:
    sender = Sender.objects.filter(slug=slug).first()
    if sender is None:
        raise NotFound(f"There is no webhook {slug!r}.")
    return sender


def _reach(said: dict[str, Any], before: Sender | None = None) -> Reach:
    """What was said; what was not stays."""
    return Reach(
        **{
            name: said.get(name, getattr(before, name, None))
            for name in ("servers", "kinds", "groups")
        }
    )


def _shown(proofs: Proofs, request: Request, status: int = 200) -> Response:
    context = {"proofs": proofs, "request": request}
    said = ProofsSerializer(proofs.sender, context=context).data
    return Response(said, status=status, headers={"Cache-Control": "no-store"})

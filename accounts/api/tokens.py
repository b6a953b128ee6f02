"""`tokens`: a person's own tokens.  Made and revoked in a session only: a token
cannot make another.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import tokens
from accounts.api.access import ANY_ACCOUNT, Guarded, caller
from accounts.api.bodies import Body
from accounts.models import ApiToken


class TokenSerializer(serializers.Serializer[ApiToken]):
    """A token without what would let anyone use it."""

    id = serializers.CharField(source="token_key", help_text="How it begins.")
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry")


class NewTokenSerializer(TokenSerializer):
    """A token just made, with the text that is shown this once."""

    token = serializers.CharField()


class TokenRequest(Body):
    """What is asked of a new token."""

    name = serializers.CharField(max_length=100, required=False, default="")
    scopes = serializers.ListField(
        child=serializers.CharField(), max_length=len(tokens.SCOPES)
    )
    days = serializers.IntegerField(
        min_value=1, max_value=tokens.LONGEST_DAYS, default=tokens.DEFAULT_DAYS
    )


class Tokens(Guarded):
    """The caller's tokens."""

    read_needs = ANY_ACCOUNT
    writes = {"POST": ANY_ACCOUNT}

    @extend_schema(responses=TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = ApiToken.objects.filter(
            user=caller(request), expiry__gt=timezone.now()
        ).order_by("-created")
        return Response(TokenSerializer(rows, many=True).data)

    @extend_schema(request=TokenRequest, responses={201: NewTokenSerializer})
    def post(self, request: Request) -> Response:
        asked = TokenRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        user = caller(request)
        if "sync" in asked.validated_data["scopes"] and not user.has_perm(
            "sync.add_trigger"
        ):
            raise PermissionDenied("Only who may ask for syncs may make such a token.")
        try:
            made = tokens.create_token(user, **asked.validated_data)
        except tokens.TokenError as error:
            raise ValidationError(str(error)) from None
        said = {**TokenSerializer(made.row).data, "token": made.text}
        return Response(said, status=201)


class OneToken(Guarded):
    """One of the caller's tokens."""

    writes = {"DELETE": ANY_ACCOUNT}

    @extend_schema(request=None, responses={204: OpenApiResponse(description="Gone.")})
    def delete(self, request: Request, **named: Any) -> Response:
        gone, _ = ApiToken.objects.filter(
            user=caller(request), token_key=named["id"]
        ).delete()
        if not gone:
            raise NotFound("You have no such token.")
        return Response(status=204)

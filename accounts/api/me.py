"""`me`: who is calling, and what they may do."""

from __future__ import annotations

import re

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import ANY_ACCOUNT, Guarded, caller
from accounts.api.bodies import Body
from accounts.models import ApiToken


class MeSerializer(serializers.Serializer[object]):
    """An account as it sees itself."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    groups = serializers.ListField(child=serializers.CharField())
    is_staff = serializers.BooleanField()
    permissions = serializers.ListField(child=serializers.CharField())
    captions = serializers.CharField(
        help_text="Last chosen: a key, 'off', or empty for no choice yet."
    )
    scopes = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Of the token used; null for a session.",
    )


class HabitsSerializer(Body):
    """What a player remembers for a person, on all their devices."""

    captions = serializers.RegexField(
        re.compile(r"^(?:|off|[A-Za-z0-9-]{1,40}(?::[a-z]{1,10}){0,3})$"),
        max_length=60,
        allow_blank=True,
    )


class Me(Guarded):
    """The account that is calling."""

    read_needs = ANY_ACCOUNT
    writes = {"PATCH": ANY_ACCOUNT}
    sync_scope = frozenset({"GET"})
    watch_scope = frozenset({"GET", "PATCH"})

    @extend_schema(request=HabitsSerializer, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        said = HabitsSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        user = caller(request)
        user.captions = said.validated_data["captions"]
        user.save(update_fields=["captions"])
        return self.get(request)

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        user = caller(request)
        token = request.auth if isinstance(request.auth, ApiToken) else None
        return Response(
            {
                "id": user.pk,
                "name": user.get_username(),
                "email": user.email,
                "groups": list(
                    user.groups.order_by("name").values_list("name", flat=True)
                ),
                "is_staff": user.is_staff,
                "captions": user.captions,
                "permissions": sorted(user.get_all_permissions()),
                "scopes": None if token is None else token.scopes,
            }
        )

"""`problems`: what somebody says is wrong with a title.

A viewer sees their own.  Who curates sees all of them, with who told it and what the
server knew of the file; a token that may only watch sees its owner's.
"""

from __future__ import annotations

from typing import Any, Final

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import attempts
from accounts.api.access import ANY_ACCOUNT, Guarded, caller
from accounts.api.bodies import Body
from accounts.models import ApiToken
from catalog import problems
from catalog.api.pages import KeysetPages
from catalog.api.progress import WatchedSerializer
from catalog.listing import shown_item
from catalog.models import ProblemReport
from catalog.queries import ItemNotFound
from streaming.evidence import evidence
from streaming.reporting import LONGEST_MS, agent_of

_KINDS: Final = ("movie", "show", "season", "episode")
_CURATES: Final = "catalog.view_problemreport"


class ProblemSerializer(serializers.ModelSerializer[ProblemReport]):
    """A problem as it was told, and what became of it."""

    item = WatchedSerializer()
    by = serializers.SerializerMethodField(help_text="For who curates, else null.")
    evidence = serializers.SerializerMethodField(
        help_text="The file in play and why it was that one; for who curates, else "
        "null."
    )

    class Meta:
        model = ProblemReport
        fields = [
            "id",
            "item",
            "kind",
            "state",
            "text",
            "times",
            "position_ms",
            "player_said",
            "reported_at",
            "last_at",
            "answer",
            "answered_at",
            "by",
            "evidence",
        ]
        read_only_fields = fields

    def get_by(self, row: ProblemReport) -> str | None:
        if not self.context.get("curates"):
            return None
        return row.user.get_username() if row.user else None

    @extend_schema_field({"type": "object", "nullable": True})
    def get_evidence(self, row: ProblemReport) -> Any:
        return row.evidence if self.context.get("curates") else None


class ProblemBody(Body):
    """What is wrong with which title; the file is told by MediaHub itself."""

    item = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ProblemReport.Kind.choices)
    text = serializers.CharField(
        max_length=problems.LONGEST_TEXT, required=False, allow_blank=True
    )
    position_ms = serializers.IntegerField(
        min_value=0, max_value=LONGEST_MS, required=False, allow_null=True
    )
    player_said = serializers.CharField(
        max_length=500, required=False, allow_blank=True
    )
    file = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="The key of the file in play, taken where MediaHub knows of none.",
    )


class ProblemFilter(filters.FilterSet):  # type: ignore[misc]
    """What the list may be narrowed by."""

    state = filters.ChoiceFilter(choices=ProblemReport.State.choices)
    kind = filters.ChoiceFilter(choices=ProblemReport.Kind.choices)


class Problems(Guarded, ListAPIView[ProblemReport]):
    """The newest first; POST reports one, or adds to one's own that is open."""

    read_needs = ANY_ACCOUNT
    writes = {"POST": ANY_ACCOUNT}
    watch_scope = frozenset({"GET", "POST"})
    serializer_class = ProblemSerializer
    pagination_class = KeysetPages
    filterset_class = ProblemFilter
    queryset = ProblemReport.objects.none()

    def get_queryset(self) -> QuerySet[ProblemReport]:
        rows = ProblemReport.objects.select_related("item", "user")
        return rows if self._curates() else rows.filter(user=caller(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "curates": self._curates()}

    def _curates(self) -> bool:
        token = self.request.auth
        if isinstance(token, ApiToken) and "read" not in token.scopes:
            return False
        return bool(self.request.user.has_perm(_CURATES))

    @extend_schema(request=ProblemBody, responses={201: ProblemSerializer})
    def post(self, request: Request) -> Response:
        said = ProblemBody(data=request.data)
        said.is_valid(raise_exception=True)
        given = said.validated_data
        user = caller(request)
        item = shown_item(_KINDS, given["item"])
        if item is None:
            raise NotFound(f"There is no title with the id {given['item']}.")
        _count(user.pk)
        told = problems.Told(
            text=given.get("text", ""),
            position_ms=given.get("position_ms"),
            player_said=given.get("player_said", ""),
            agent=agent_of(request),
            evidence=evidence(item, user, named=given.get("file", "")),
        )
        try:
            row = problems.report(
                user=user, item=item, kind=given["kind"], told=told, at=timezone.now()
            )
        except ItemNotFound as error:
            raise NotFound(str(error)) from None
        shown = ProblemSerializer(row, context=self.get_serializer_context())
        return Response(shown.data, status=201)


def _count(person: int) -> None:
    try:
        attempts.take(attempts.PROBLEM, person)
    except attempts.TooOften as often:
        raise Throttled(
            wait=often.seconds(timezone.now()),
            detail="You reported much in the last hour.",
        ) from None

"""`playback`: which file plays on a player that says what it can, and what with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import ANY_ACCOUNT, Guarded, caller
from accounts.models import ApiToken
from catalog.listing import shown_item
from catalog.models import Item
from catalog.viewing import WATCHED_KINDS
from streaming import formats, lately
from streaming.formats import Codec, Container
from streaming.how import how
from streaming.offers import Offer, offer, play_url
from streaming.passes import passed
from streaming.playback import (
    Client,
    Decision,
    File,
    Play,
    Reason,
    Way,
    decide,
    same_cut,
)

_MOST: Final = 50


class _Name(serializers.CharField):
    """A codec or a container, as the player calls it."""

    def __init__(self) -> None:
        super().__init__(max_length=40)


class VideoSerializer(serializers.Serializer[Any]):
    """One codec a player knows."""

    codec = serializers.CharField(max_length=40)
    max_level = serializers.FloatField(required=False, allow_null=True)
    hdr = serializers.BooleanField(required=False, allow_null=True)


class ClientSerializer(serializers.Serializer[Any]):
    """What a player can; what it leaves out is no reason against a file."""

    containers = serializers.ListField(child=_Name(), required=False, max_length=_MOST)
    video = VideoSerializer(many=True, required=False)
    audio = serializers.ListField(child=_Name(), required=False, max_length=_MOST)
    max_bitrate = serializers.IntegerField(
        min_value=1, max_value=2**60, required=False, allow_null=True
    )
    max_height = serializers.IntegerField(
        min_value=1, max_value=100_000, required=False, allow_null=True
    )
    hls = serializers.BooleanField(required=False, allow_null=True)


class QuestionSerializer(serializers.Serializer[Any]):
    """What is to be played, on what."""

    item = serializers.UUIDField()
    client = ClientSerializer(required=False)
    avoid = serializers.ListField(
        child=serializers.CharField(max_length=200),
        required=False,
        max_length=_MOST,
        help_text="Names of servers that failed lately: their files come last.",
    )


class FallbackSerializer(serializers.Serializer[Any]):
    """A file that may stand in."""

    decision = serializers.ChoiceField(list(Way))
    file = serializers.CharField(help_text="The file's key.")
    url = serializers.CharField()
    server = serializers.CharField()
    how = serializers.CharField(help_text="How it is played and why so, in words.")
    same_cut = serializers.BooleanField(
        allow_null=True, help_text="Whether it goes on at the same second."
    )


class AnswerSerializer(serializers.Serializer[Any]):
    """How it is played."""

    decision = serializers.ChoiceField([*Way, "refused"])
    reasons = serializers.DictField(
        child=serializers.ListField(child=serializers.ChoiceField(list(Reason))),
        help_text="Why files are passed over or not played as they are, by their key.",
    )
    file = serializers.CharField(allow_null=True, help_text="The file's key.")
    url = serializers.CharField(allow_null=True)
    server = serializers.CharField(allow_null=True)
    how = serializers.CharField(allow_null=True)
    tracks = serializers.DictField()
    captions = serializers.ListField(child=serializers.DictField())
    chapters = serializers.ListField(child=serializers.DictField())
    trickplay = serializers.DictField(allow_null=True)
    resume_at_ms = serializers.IntegerField()
    fallbacks = FallbackSerializer(many=True)


class Playback(Guarded):
    """Decides, and starts nothing: asking again costs nothing."""

    # There is nothing to read: who comes with GET is told so.
    read_needs = ANY_ACCOUNT
    writes = {"POST": ANY_ACCOUNT}
    watch_scope = frozenset({"POST"})

    @extend_schema(request=QuestionSerializer, responses=AnswerSerializer)
    def post(self, request: Request) -> Response:
        said = QuestionSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        asked = said.validated_data
        item = shown_item(WATCHED_KINDS, asked["item"])
        if item is None:
            raise NotFound(f"There is no movie or episode with the id {asked['item']}.")
        offered = offer(item, caller(request))
        client = _client(asked.get("client") or {})
        decision = decide(_after(offered.files, asked.get("avoid", ())), client)
        lately.note_decision(caller(request), item, decision)
        with_pass = _addressed(request, item)
        return Response(_answer(offered, decision, client, with_pass))


def _addressed(request: Request, item: Item) -> Callable[[str], str]:
    """How an address is given: with a pass to who came with a token."""
    token = request.auth
    if not isinstance(token, ApiToken):
        return str
    return lambda url: passed(url, item.public_id, token)


def _after(files: Sequence[File], avoided: Sequence[str]) -> list[File]:
    """The files as this player met them: it was failed by some of their servers."""
    return [
        replace(file, answers=False) if file.server in avoided else file
        for file in files
    ]


def _client(said: dict[str, Any]) -> Client:
    video = said.get("video")
    return Client(
        containers=_names(said.get("containers"), formats.container_of),
        video=None
        if video is None
        else {_name(one["codec"], formats.video_of): one.get("hdr") for one in video},
        audio=_names(said.get("audio"), formats.audio_of),
        max_bitrate=said.get("max_bitrate"),
        max_height=said.get("max_height"),
        hls=said.get("hls"),
    )


def _names(
    given: list[str] | None, known: Callable[[str], Codec | Container | None]
) -> frozenset[str] | None:
    """Whatever a player calls them, by the names we compare with."""
    if given is None:
        return None
    return frozenset(_name(name, known) for name in given)


def _name(given: str, known: Callable[[str], Codec | Container | None]) -> str:
    found = known(given)
    return found.name if found else given


def _answer(
    offered: Offer,
    decision: Decision,
    client: Client,
    addressed: Callable[[str], str],
) -> dict[str, Any]:
    file = decision.file
    reasons = {key: list(found) for key, found in decision.reasons.items()}
    if not offered.files:
        reasons = {"": [Reason.NONE]}

    def url(play: Play) -> str:
        return addressed(play_url(offered.item, play, client))

    def said(play: Play) -> str:
        return how(play, decision.reasons.get(play.file.key, ()), client)

    return {
        "decision": decision.way,
        "reasons": reasons,
        "file": file.key if file else None,
        "url": url(decision.play) if decision.play else None,
        "server": file.server if file else None,
        "how": said(decision.play) if decision.play else None,
        "tracks": _tracks(offered, file),
        "captions": [
            {**caption, "url": addressed(caption["url"])}
            for caption in offered.captions
        ],
        "chapters": list(offered.chapters),
        "trickplay": None,
        "resume_at_ms": offered.resume_at_ms,
        "fallbacks": [
            {
                "decision": other.way,
                "file": other.file.key,
                "url": url(other),
                "server": other.file.server,
                "how": said(other),
                "same_cut": file and same_cut(file, other.file),
            }
            for other in decision.fallbacks
        ],
    }


def _tracks(offered: Offer, file: File | None) -> dict[str, Any]:
    """The tracks inside the file, where they are known."""
    if file is None or file.duration_ms is None:
        return {"video": None, "audio": []}
    item = offered.item
    return {
        "video": {
            "codec": file.video and file.video.name,
            "width": item.width,
            "height": item.height,
            "hdr": list(file.hdr),
        },
        "audio": item.audio_tracks or [],
    }

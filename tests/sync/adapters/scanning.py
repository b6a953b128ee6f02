"""A scan of a real server over loopback, and the memory of an earlier one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from doors.http import Limits
from sync.adapters.registry import adapter_for
from sync.types import (
    ItemRead,
    Kind,
    KnownDetails,
    KnownTokens,
    ObservedItem,
    ScanEvent,
    ScanRequest,
    ServerConfig,
)
from tests.replay import Replay

QUICK = Limits(
    connect_seconds=1,
    silence_seconds=0.4,
    slow_window_seconds=0.6,
    backoff_seconds=0.01,
    backoff_cap_seconds=0.02,
)
E = TypeVar("E")


class Memory:
    """What gather would know: the items of earlier scans."""

    def __init__(self, *events: ScanEvent) -> None:
        self.items: dict[tuple[Kind, str], ObservedItem] = {}
        self.keep(events)

    def keep(self, events: Sequence[ScanEvent]) -> None:
        for item in items(events):
            self.items[item.kind, item.remote_key] = item

    def tokens(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, KnownTokens]:
        assert len(keys) <= 500
        return {
            key: KnownTokens(item.listing_token, item.detail_tokens)
            for key in keys
            if (item := self.items.get((kind, key))) is not None
        }

    def details(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, KnownDetails]:
        assert len(keys) <= 500
        return {
            key: KnownDetails(
                tokens=KnownTokens(item.listing_token, item.detail_tokens),
                values=item.values,
                external_ids=item.external_ids,
                artwork=item.artwork,
            )
            for key in keys
            if (item := self.items.get((kind, key))) is not None
        }


def config(server: Replay, **changes: str) -> ServerConfig:
    values = {
        "slug": "s",
        "name": "S",
        "kind": "media-processor",
        "api_url": server.url,
        "media_url": server.url,
        "prefix": server.prefix,
        "secret": server.secret,
    }
    return ServerConfig(**(values | changes))


def scan(
    server: Replay | ServerConfig,
    known: Memory | None = None,
    request: ScanRequest | None = None,
    limits: Limits = QUICK,
) -> list[ScanEvent]:
    where = config(server) if isinstance(server, Replay) else server
    adapter = adapter_for(where, limits=limits, deadline_seconds=60)
    return list(adapter.scan(request or ScanRequest(), known or Memory()))


def of_type(events: Sequence[ScanEvent], kind: type[E]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def items(events: Sequence[ScanEvent]) -> list[ObservedItem]:
    return [event.item for event in of_type(events, ItemRead)]


def keys(events: Sequence[object]) -> list[str]:
    return [
        event.item.remote_key if isinstance(event, ItemRead) else event.remote_key  # type: ignore[attr-defined]
        for event in events
    ]

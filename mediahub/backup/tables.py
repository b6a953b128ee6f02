"""Which tables a backup holds, which it leaves out, and how their columns travel.

Left out is what another installation could not use or gets by itself: sessions (people
log in again), what a running scan had staged, pictures, tries to log in and what is
playing.  Tokens stay: only their hashes are stored.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

#: Emptied by a restore.
LEFT_OUT: Final = frozenset(
    {
        "sessions.session",
        "sync.stagedobservation",
        "sync.withdrawal",
        "catalog.picture",
        "setup.wrongtry",
        "accounts.attempt",
        "accounts.login",
        "streaming.mediaindex",
        "streaming.playing",
    }
)
_LEFT_OUT_APPS: Final = frozenset({"axes"})
#: Who may write here and who is alive: never restored, never emptied.
UNTOUCHED: Final = frozenset({"sync.lease", "sync.heartbeat"})

_KINDS: Final = {
    "CharField": "text",
    "TextField": "text",
    "SlugField": "text",
    "FileField": "text",
    "FilePathField": "text",
    "GenericIPAddressField": "text",
    "BooleanField": "bool",
    "FloatField": "float",
    "DecimalField": "decimal",
    "DateTimeField": "datetime",
    "DateField": "date",
    "TimeField": "time",
    "DurationField": "duration",
    "UUIDField": "uuid",
    "JSONField": "json",
    "BinaryField": "bytes",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns, each with the kind its values travel as."""

    name: str
    label: str
    columns: tuple[tuple[str, str], ...]
    key: str


def all_models() -> list[type[models.Model]]:
    """Every model with a table of its own."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def is_left_out(model: type[models.Model]) -> bool:
    """Whether its rows stay behind, and are gone after a restore."""
    meta = model._meta
    return meta.label_lower in LEFT_OUT or meta.app_label in _LEFT_OUT_APPS


def is_untouched(model: type[models.Model]) -> bool:
    """Whether its rows are of this very installation."""
    return model._meta.label_lower in UNTOUCHED


def kept_tables() -> list[Table]:
    """The tables of a backup, those that others point to first."""
    kept = [m for m in all_models() if not is_left_out(m) and not is_untouched(m)]
    done: list[type[models.Model]] = []
    while len(done) < len(kept):
        ready = [m for m in kept if m not in done and _above(m, kept) <= set(done)]
        # Tables that point at each other: constraints are checked at the end anyway.
        done += ready or [m for m in kept if m not in done]
    return [_table(model) for model in done]


def _above(
    model: type[models.Model], kept: list[type[models.Model]]
) -> set[type[models.Model]]:
    found = {
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not None
    }
    return {m for m in kept if m in found and m is not model}


def _table(model: type[models.Model]) -> Table:
    meta = model._meta
    return Table(
        name=meta.db_table,
        label=meta.label_lower,
        columns=tuple(
            (str(field.column), _kind(field)) for field in meta.concrete_fields
        ),
        key=str(meta.pk.column),
    )


def _kind(field: Any) -> str:
    while field.is_relation:
        field = field.target_field
    name = field.get_internal_type()
    if name in _KINDS:
        return _KINDS[name]
    if "Integer" in name or "AutoField" in name:
        return "int"
    raise TypeError(f"A backup does not know columns of type {name}.")


def packers(table: Table) -> list[Callable[[Any], Any]]:
    """Per column what turns a driver's value into one of JSON."""
    return [_PACK[kind] for _, kind in table.columns]


def unpackers(
    table: Table, connection: BaseDatabaseWrapper
) -> list[Callable[[Any], Any]]:
    """Per column what turns a value of JSON into one this database's driver takes.

    Raises ValueError or TypeError for a value that is none of the column's kind.
    """
    if connection.vendor == "postgresql":
        return [_UNPACK[kind] for _, kind in table.columns]
    return [_for_sqlite(kind, connection) for _, kind in table.columns]


def _for_sqlite(kind: str, connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    read, ops = _UNPACK[kind], connection.ops
    match kind:
        case "uuid":
            return lambda value: read(value).hex
        case "datetime":
            return lambda value: ops.adapt_datetimefield_value(read(value))
        case "date":
            return lambda value: ops.adapt_datefield_value(read(value))
        case "time":
            return lambda value: ops.adapt_timefield_value(read(value))
        case "decimal":
            return lambda value: str(read(value))
        case "duration":
            return lambda value: round(read(value).total_seconds() * 1_000_000)
    return read


def _moment(value: Any) -> str:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return str(value.astimezone(UTC).isoformat())


def _json(value: Any) -> str:
    held = json.loads(value) if isinstance(value, str | bytes) else value
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def _microseconds(value: Any) -> int:
    if isinstance(value, timedelta):
        return round(value.total_seconds() * 1_000_000)
    return int(value)


_PACK: Final[dict[str, Callable[[Any], Any]]] = {
    "text": str,
    "int": int,
    "bool": bool,
    "float": float,
    "decimal": str,
    "datetime": _moment,
    "date": str,
    "time": str,
    "duration": _microseconds,
    "uuid": lambda value: str(uuid.UUID(str(value))),
    "json": _json,
    "bytes": lambda value: base64.b64encode(bytes(value)).decode(),
}


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{type(value).__name__} instead of {kind.__name__}")
        return value

    return read


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise TypeError("no number")
    return float(value)


def _text(value: Any) -> str:
    if type(value) is not str or "\0" in value:
        raise TypeError("no text a database takes")
    value.encode()
    return value


def _document(value: Any) -> str:
    json.loads(_text(value))
    return str(value)


def _aware(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment


_UNPACK: Final[dict[str, Callable[[Any], Any]]] = {
    "text": _text,
    "int": _exactly(int),
    "bool": _exactly(bool),
    "float": _number,
    "decimal": lambda value: Decimal(_text(value)),
    "datetime": _aware,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "duration": lambda value: timedelta(microseconds=_exactly(int)(value)),
    "uuid": lambda value: uuid.UUID(_text(value)),
    "json": _document,
    "bytes": lambda value: base64.b64decode(_text(value), validate=True),
}

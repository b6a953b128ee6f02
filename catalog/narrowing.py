"""What the history is narrowed by: one table for the desk, the API and the command.

Each row reads a text into a condition, and says what is wrong with one that means
nothing.  Servers are named as in `catalog.history`, removed ones too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from catalog import history
from catalog.fields import UnknownField, named
from catalog.models import FieldChange, FieldSource, Item
from catalog.moments import moment
from catalog.queries import ItemNotFound, find_item

_LARGEST: Final = 2**62
_LONGEST_KEY: Final = 120


class Meaningless(ValueError):
    """A text that a filter cannot read; the message says what it takes."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """One filter: what it takes, and what holds for the changes that it leaves.

    `short` is what it is called where no other is of servers: in addresses of the desk
    and on the command line.
    """

    name: str
    takes: str
    condition: Callable[[str], Q]
    choices: Mapping[str, str] | None = None
    short: str = ""


def _choice(
    name: str, takes: str, column: str, choices: Mapping[str, str]
) -> Narrowing:
    return _chosen(name, takes, choices, lambda text: Q(**{column: text}))


def _chosen(
    name: str, takes: str, choices: Mapping[str, str], means: Callable[[str], Q]
) -> Narrowing:
    def condition(text: str) -> Q:
        if text not in choices:
            known = ", ".join(choices)
            raise Meaningless(name, f"There is no {name} {text!r}; there is {known}.")
        return means(text)

    return Narrowing(name=name, takes=takes, condition=condition, choices=choices)


def _run(text: str) -> Q:
    if not (text.isascii() and text.isdigit() and int(text[:30]) <= _LARGEST):
        raise Meaningless("run", f"{text[:60]!r} is no number of a run.")
    return Q(run=int(text))


def _item(text: str) -> Q:
    try:
        return Q(item=find_item(text))
    except ItemNotFound as error:
        raise Meaningless("item", str(error)) from None


def _field(text: str) -> Q:
    try:
        declared, key = named(None, text)
    except UnknownField as error:
        raise Meaningless("field", str(error)) from None
    return Q(field=declared.name, **({"key": key} if key else {}))


def _key(text: str) -> Q:
    if len(text) > _LONGEST_KEY:
        raise Meaningless("key", f"A key has at most {_LONGEST_KEY} characters.")
    return Q(key=text)


def _since(text: str) -> Q:
    try:
        return Q(at__gte=moment(text.strip()))
    except ValueError:
        raise Meaningless(
            "since",
            f"{text!r} is neither a day nor a moment; write 2026-11-01 or "
            "2026-11-01T20:15.",
        ) from None


def _source(
    name: str, takes: str, means: Callable[[str], Q], short: str = ""
) -> Narrowing:
    def condition(text: str) -> Q:
        if not history.sources_named(text):
            raise Meaningless(name, f"There is and was no server named {text!r}.")
        return means(text)

    return Narrowing(name=name, takes=takes, condition=condition, short=short)


_ALL: Final = (
    Narrowing(name="run", takes="the number of a run", condition=_run),
    Narrowing(name="item", takes="a public id, or movie:Title (Year)", condition=_item),
    _choice(
        "kind", "of the title", "item__kind", {k: f"{k}s" for k in Item.Kind.values}
    ),
    Narrowing(name="field", takes="such as title or captions.en:hi", condition=_field),
    Narrowing(name="key", takes="of an entry, such as en:hi", condition=_key),
    _chosen(
        "happened",
        "what happened: as action, but an update is set or changed",
        {name: words for name, (words, _) in history.HAPPENED.items()},
        lambda text: history.HAPPENED[text][1],
    ),
    _choice(
        "action",
        "what was done to the value or the title",
        "action",
        {action.value: str(action.label) for action in FieldChange.Action},
    ),
    _choice(
        "reason",
        "why the new value was chosen",
        "reason",
        {reason.value: str(reason.label) for reason in FieldSource.Reason},
    ),
    _source("server", "one that gave or lost a value; or lock", history.of_server),
    _source("from_server", "whose value it was; or lock", history.from_server, "from"),
    _source("to_server", "whose value it became; or lock", history.to_server, "to"),
    Narrowing(
        name="since", takes="a day or a moment: 2026-11-01T20:15Z", condition=_since
    ),
)
#: By name.
NARROWINGS: Final[Mapping[str, Narrowing]] = {each.name: each for each in _ALL}


def narrowed(
    given: Mapping[str, str], changes: QuerySet[FieldChange] | None = None
) -> QuerySet[FieldChange]:
    """The changes of which all of these hold, the newest first.  Raises Meaningless."""
    found = FieldChange.objects.all() if changes is None else changes
    for name, text in given.items():
        found = found.filter(NARROWINGS[name].condition(text))
    return found.order_by("-pk")

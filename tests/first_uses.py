"""Run as a program: which shapes of JSON are looked up at their first use only.

Prints their names; the lookup is msgspec's own Python, so it is seen being called.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from types import FrameType, ModuleType
from typing import Any, Final

import django
import msgspec

ROOMS: Final = ("sync", "streaming")
#: Those that JSON becomes, beside the `Struct`s.
_DATACLASSES: Final = {"sync.holding._Proven"}
_LOOKUPS: Final = {"get_class_annotations", "get_dataclass_info"}


def shapes(module: ModuleType) -> Iterator[type[Any]]:
    """The shapes that a module defines."""
    for value in vars(module).values():
        if (
            isinstance(value, type)
            and value.__module__ == module.__name__
            and (issubclass(value, msgspec.Struct) or name_of(value) in _DATACLASSES)
        ):
            yield value


def name_of(shape: type[Any]) -> str:
    return f"{shape.__module__}.{shape.__qualname__}"


def is_looked_up(shape: type[Any]) -> bool:
    """Whether a first use has still to look up what the shape is made of."""
    seen: list[str] = []

    def watch(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_name in _LOOKUPS:
            seen.append(frame.f_code.co_name)

    sys.setprofile(watch)
    try:
        msgspec.convert({}, shape)
    except msgspec.ValidationError:
        pass
    finally:
        sys.setprofile(None)
    return bool(seen)


def main() -> None:
    """All modules of what works in threads."""
    django.setup()
    found = 0
    for room in ROOMS:
        package = importlib.import_module(room)
        for entry in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" in entry.name:
                continue
            for shape in shapes(importlib.import_module(entry.name)):
                found += 1
                if is_looked_up(shape):
                    sys.stdout.write(f"{name_of(shape)}\n")
    sys.stderr.write(f"{found}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    main()

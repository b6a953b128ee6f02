"""Connected components: what hangs together through shared keys.  Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

Name = tuple[str, str]


def components(
    shared: Mapping[Hashable, Sequence[Name]],
) -> list[tuple[list[Name], list[Hashable]]]:
    """Names linked through keys, each with its keys; sorted, so order is no input."""
    parent: dict[Name, Name] = {}

    def root(name: Name) -> Name:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for names in shared.values():
        for name in names:
            parent.setdefault(name, name)
        first = root(names[0])
        for name in names[1:]:
            other = root(name)
            if other != first:
                low, high = min(first, other), max(first, other)
                parent[high] = low
                first = low
    members: dict[Name, list[Name]] = defaultdict(list)
    for name in parent:
        members[root(name)].append(name)
    keys: dict[Name, list[Hashable]] = defaultdict(list)
    for key, names in shared.items():
        keys[root(names[0])].append(key)
    return [(sorted(members[top]), keys[top]) for top in sorted(members)]

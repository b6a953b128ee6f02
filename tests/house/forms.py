"""Reads the form of a page that asks for a password."""

from __future__ import annotations

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((said.get("action", ""), {}))
        elif tag == "input" and self.found and said.get("type") != "checkbox":
            self.found[-1][1][said.get("name", "")] = said.get("value", "")


def form_fields(page: str) -> tuple[str, dict[str, str]]:
    """Where the log-in form goes, and its fields as they are before typing."""
    reader = _Forms()
    reader.feed(page)
    for action, fields in reader.found:
        if "password" in fields:
            return action, {name: value for name, value in fields.items() if name}
    raise AssertionError("no form on this page asks for a password")

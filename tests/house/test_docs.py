"""What the documentation says is so: its messages, settings and links exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.installation import ROOT
from tests.routes import all_routes

DOCS: Final = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
ROOMS: Final = ("mediahub", "sync", "streaming", "catalog", "accounts", "doors")
#: A message as the page quotes it: bold, and longer than a state or a number.
MESSAGE: Final = re.compile(r"\*\*([^*]+)\*\*")
SHORTEST: Final = 16
CODE: Final = re.compile(r"\(`([a-z_]+)`\)")
LINK: Final = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
SETTING: Final = re.compile(r"\b(MEDIAHUB_[A-Z_]+)\b")


def _sources() -> str:
    """Every text of the product, quotes and line breaks between strings taken out."""
    files = [ROOT / "hub", ROOT / "docker-compose.yml"]
    for room in ROOMS:
        files += (ROOT / room).rglob("*.py")
    text = "\n".join(file.read_text() for file in sorted(files))
    joined = re.sub(r"[\"']\s*\n\s*f?[\"']", "", text)
    return re.sub(r"\{[^{}\n]*\}", "X", joined).replace("\\'", "'")


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def test_every_message_is_one_the_product_says() -> None:
    said = _sources()
    bold = [" ".join(m.split()) for m in MESSAGE.findall(_page("troubleshooting.md"))]
    quoted = [message for message in bold if len(message) >= SHORTEST]
    assert len(quoted) > 12
    missing = [
        message
        for message in quoted
        if re.sub(r"\b8000\b|127\.0\.0\.1", "X", message) not in said
    ]
    assert missing == []


def test_every_code_is_one_the_product_gives() -> None:
    said = _sources()
    codes = CODE.findall(_page("troubleshooting.md"))
    assert len(codes) > 6
    assert [code for code in codes if f'"{code}"' not in said] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [
        target
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_settings_are_read_somewhere(page: Path) -> None:
    said = _sources() + (ROOT / "docker-compose.yml").read_text()
    named = set(SETTING.findall(page.read_text()))
    assert [name for name in sorted(named) if name not in said] == []


def test_every_address_of_the_api_is_named() -> None:
    named = set(re.findall(r"`(/api/[^`\s?]*)`", _page("api.md")))
    there = {
        re.sub(
            r"<\w+:(\w+)>",
            r"<\1>",
            re.sub(
                r"^(api/v1/)(movies|shows|seasons|episodes)/",
                r"\1<kind>/",
                route.pattern,
            ),
        )
        for route in all_routes()
        if route.name.startswith("api-") and route.name != "api-nothing"
    }
    assert {f"/{address}" for address in there} <= named
    # And of what is not there, nothing is promised.
    whole = {name for name in named if re.fullmatch(r"/api/v1/[a-z-]+/", name)}
    assert whole <= {f"/{address}" for address in there}

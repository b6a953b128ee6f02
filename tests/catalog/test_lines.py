"""Lists and entries in lines: every value comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import entered, lines
from catalog.fields import BY_NAME, ENTRY_MEMBERS, FIELDS, Field, Merge, Type

ANN = {"name": "Ann Berg", "character": "Captain", "profile": "http://x/a.jpg"}
BEN = {"name": "Ben", "character": None, "profile": None}
LOGO = {"url": "http://x/logo.png", "placeholder": None, "focal": None}
ENGLISH = {"url": "http://x/en", "label": "English", "last_modified": None}


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("genres", ["Drama", "Science Fiction"], "Drama\nScience Fiction"),
        ("cast", [ANN, BEN], "Ann Berg | Captain | http://x/a.jpg\nBen"),
        ("cast", [{**ANN, "character": None}], "Ann Berg |  | http://x/a.jpg"),
        ("crew", [{"name": "Eva", "job": "A | B"}], "Eva | A | B"),
        (
            "audio_tracks",
            [{"codec": "aac", "channels": 2, "language": "en"}],
            "aac | 2 |  |  | en",
        ),
        (
            "chapters",
            [{"start_ms": 0, "end_ms": 61_500, "title": "The harbour"}],
            "0:00:00 | 0:01:01.500 | The harbour",
        ),
        ("artwork", LOGO, "http://x/logo.png"),
        ("captions", {**ENGLISH, "pending": False}, "url: http://x/en\nlabel: English"),
        (
            "captions",
            {**ENGLISH, "label": None, "pending": True},
            "url: http://x/en\npending: true",
        ),
        ("runtime_ms", 6_060_000, "1:41:00"),
        ("year", 2017, "2017"),
        ("rating", 7.5, "7.5"),
        ("overview", "Two\nlines | of text", "Two\nlines | of text"),
        ("external_ids", "tt0133093", "tt0133093"),
        ("tagline", None, ""),
    ],
)
def test_a_value_is_written_so(field: str, value: Any, text: str) -> None:
    assert lines.to_text(BY_NAME[field], value) == text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("genres", ["two\nlines"]),
        ("genres", [" blanks "]),
        ("genres", ["[REC]"]),
        ("genres", ["a\rb"]),
        ("genres", [7]),
        ("cast", [{"name": "A | B", "character": "C"}]),
        ("cast", [{"name": "Ann", "id": 7}]),
        ("cast", ["Ann"]),
        ("audio_tracks", [{"codec": "aac", "channels": 5.1}]),
        ("chapters", [{"start_ms": -5, "end_ms": 0, "title": None}]),
        ("captions", {"url": "no address", "label": None}),
    ],
)
def test_what_lines_cannot_say_stays_json(field: str, value: Any) -> None:
    text = lines.to_text(BY_NAME[field], value)
    assert json.loads(text) == value
    assert lines.to_typed(BY_NAME[field], text) == text


@pytest.mark.parametrize(
    ("field", "key", "text", "value"),
    [
        ("genres", "", " Drama \r\n\r\nWestern", ["Drama", "Western"]),
        ("genres", "", '["Drama"]', ["Drama"]),
        ("cast", "", "Ann Berg|Captain|http://x/a.jpg\nBen", [ANN, BEN]),
        ("captions", "en", "url: http://x/en\nlabel: English", ENGLISH),
        ("artwork", "logo", "http://x/logo.png", LOGO),
        ("runtime_ms", "", "1:41:00", 6_060_000),
        ("runtime_ms", "", "34800", 34_800),
    ],
)
def test_what_is_typed_is_read_so(field: str, key: str, text: str, value: Any) -> None:
    declared = BY_NAME[field]
    read = entered.read(declared, key, lines.to_typed(declared, text))
    assert read == (value | {"pending": False} if field == "captions" else value)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("cast", "Ann | Captain | nowhere", r"cast\[0\].profile must be an address"),
        ("languages", "en\nnothing at all", r"languages\[1\] must be a language"),
        ("chapters", "soon | 0:01:00", r"start_ms must be a whole number"),
        ("captions", "titel: English", "captions.en must be an address"),
        ("runtime_ms", "an hour", "runtime_ms must be a whole number"),
    ],
)
def test_what_does_not_fit_is_refused(field: str, text: str, said: str) -> None:
    declared = BY_NAME[field]
    key = "en" if declared.merge is Merge.KEYED else ""
    with pytest.raises(entered.Unfit, match=said):
        entered.read(declared, key, lines.to_typed(declared, text))


WORDS = st.text(st.sampled_from("ab |:\n\r[]{}\"'1.,é\u2028\t"), max_size=8)
PART = st.none() | st.booleans() | st.integers(-5, 9**9) | WORDS | st.floats(0, 9)
NAMES = sorted({m for members in ENTRY_MEMBERS.values() for m in members})
MEMBER = st.dictionaries(
    st.sampled_from([*NAMES, "name", "job", "codec", "channels", "start_ms", "end_ms"]),
    PART,
    min_size=1,
    max_size=4,
)
VALUES: dict[Type, st.SearchStrategy[Any]] = {
    Type.LIST: st.lists(PART | MEMBER, min_size=1, max_size=3),
    Type.MAP: MEMBER,
    Type.INTEGER: st.integers(-9, 9**12),
}
SHAPED = [f for f in FIELDS if f.type in VALUES and f.name != "external_ids"]


def told(value: Any) -> Any:
    """Without what says nothing: a part left out, none and false are the same."""
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if v is not None and v is not False}
    return [told(member) for member in value] if isinstance(value, list) else value


@given(st.sampled_from(SHAPED), st.data())
def test_whatever_a_server_says_comes_back(declared: Field, data: Any) -> None:
    """Any list, entry or number, as a browser sends it back."""
    value = data.draw(VALUES[declared.type])
    text = lines.to_text(declared, value)
    sent = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    read = json.loads(lines.to_typed(declared, sent) or "{}")
    assert told(read) == told(value)
